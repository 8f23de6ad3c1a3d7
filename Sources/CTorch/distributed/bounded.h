#pragma once
#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>

namespace ct {

// Runs what may get no answer for ever: LibTorch's store sets no limit to some of its waits, and the process that answers may be
// stopped. `goesOn` is asked meanwhile, with how long it has taken. Nothing is returned where the time is over or `goesOn` says no;
// the thread is then left behind, so that `body` must own all that it touches.
template <class Body, class GoesOn>
auto bounded(std::chrono::milliseconds limit, GoesOn &&goesOn, Body body) -> std::optional<decltype(body())> {
    using Clock = std::chrono::steady_clock;
    auto task = std::make_shared<std::packaged_task<decltype(body())()>>(std::move(body));
    auto result = task->get_future();
    std::thread([task] { (*task)(); }).detach();
    auto start = Clock::now();
    while (true) {
        auto passed = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start);
        if (passed >= limit) return std::nullopt;
        auto pause = std::min<std::chrono::milliseconds>(limit - passed, std::chrono::milliseconds(100));
        if (result.wait_for(pause) == std::future_status::ready) return result.get();
        if (!goesOn(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start))) return std::nullopt;
    }
}

} // namespace ct
