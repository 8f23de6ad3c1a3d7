// LibTorch has Gloo within it, but not Gloo's headers. These files declare what c10d/ProcessGroupGloo.hpp names of it, and
// no more: nothing of Gloo's is made or laid out by this package.
#pragma once
#include <chrono>

namespace gloo {

class Context {
public:
    void setTimeout(std::chrono::milliseconds timeout);
    void closeConnections();
};

} // namespace gloo
