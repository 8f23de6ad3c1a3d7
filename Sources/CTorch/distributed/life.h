#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "meeting.h"

namespace ct {

// What each process lets the others know of itself twice a second, so that where an exchange fails it can be said whose fault it is:
// one that is stopped or has ended gives no sign, and one that is busy or hangs has begun fewer exchanges.
class SignsOfLife {
public:
    // `exchanges` counts those that this process has begun.
    SignsOfLife(Rendezvous rendezvous, std::shared_ptr<const std::atomic<int64_t>> exchanges);
    ~SignsOfLife();

    // What is known of each process after watching them for some seconds: CT_PEER_WELL and others.
    std::vector<int8_t> inquire() const;

private:
    struct Loop;
    const Rendezvous rendezvous;
    const std::shared_ptr<const std::atomic<int64_t>> exchanges;
    std::shared_ptr<Loop> loop;
};

} // namespace ct
