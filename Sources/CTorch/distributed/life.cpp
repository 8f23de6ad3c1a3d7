#include "life.h"

#include <cinttypes>
#include <cstdio>

#include "bounded.h"

using namespace ct;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// What the thread needs, which may outlive the group: it may hang in a connection to a process that is stopped.
struct SignsOfLife::Loop {
    std::mutex mutex;
    std::condition_variable wake;
    bool isOver = false;
};

namespace {

constexpr milliseconds beat(500);

struct Sign {
    int64_t beats = -1, exchanges = -1;
};

Sign sign(c10d::Store &store, int process) {
    auto key = numbered("life/", process);
    if (!store.check({key})) return {};
    auto bytes = store.get(key);
    Sign sign;
    if (std::sscanf(std::string(bytes.begin(), bytes.end()).c_str(), "%" SCNd64 " %" SCNd64, &sign.beats,
                    &sign.exchanges) != 2)
        return {};
    return sign;
}

// Watches the others for as long as two beats of all that give a sign take, and no longer than some seconds.
std::vector<int8_t> watch(const Rendezvous &rendezvous, int64_t own) {
    auto store = rendezvous.connect(milliseconds(2000), false);
    auto end = Clock::now() + milliseconds(4000);
    std::vector<Sign> first, now;
    for (int process = 0; process < rendezvous.size; process++) first.push_back(sign(*store, process));
    bool isClear = false;
    while (!isClear && Clock::now() < end) {
        std::this_thread::sleep_for(beat);
        now.clear();
        isClear = true;
        for (int process = 0; process < rendezvous.size; process++) {
            now.push_back(sign(*store, process));
            int64_t heard = now.back().beats - first[process].beats;
            // One sign may have been on its way when its process was stopped.
            if (process != rendezvous.rank && heard < 2) isClear = false;
        }
    }
    std::vector<int8_t> states;
    for (int process = 0; process < rendezvous.size; process++) {
        bool isSilent = now[process].beats - first[process].beats < 2 && process != rendezvous.rank;
        states.push_back(isSilent ? CT_PEER_SILENT : now[process].exchanges < own ? CT_PEER_BEHIND : CT_PEER_WELL);
    }
    return states;
}

} // namespace

SignsOfLife::SignsOfLife(Rendezvous place, std::shared_ptr<const std::atomic<int64_t>> begun)
    : rendezvous(std::move(place)), exchanges(std::move(begun)), loop(std::make_shared<Loop>()) {
    std::thread([loop = loop, rendezvous = rendezvous, exchanges = exchanges] {
        try {
            auto store = rendezvous.connect(rendezvous.timeout, false);
            auto key = numbered("life/", rendezvous.rank);
            std::unique_lock lock(loop->mutex);
            for (int64_t beats = 0; !loop->isOver; beats++) {
                auto text = std::to_string(beats) + " " + std::to_string(exchanges->load());
                lock.unlock();
                store->set(key, std::vector<uint8_t>(text.begin(), text.end()));
                lock.lock();
                loop->wake.wait_for(lock, beat, [&] { return loop->isOver; });
            }
        } catch (const std::exception &) {
            // Process 0 has ended, which whoever exchanges something with it will be told.
        }
    }).detach();
}

SignsOfLife::~SignsOfLife() {
    std::lock_guard lock(loop->mutex);
    loop->isOver = true;
    loop->wake.notify_all();
}

std::vector<int8_t> SignsOfLife::inquire() const {
    try {
        auto states = bounded(milliseconds(8000), [](milliseconds) { return true; },
                              [rendezvous = rendezvous, own = exchanges->load()] { return watch(rendezvous, own); });
        if (states) return *states;
    } catch (const std::exception &) {
        // The store does not answer.
    }
    // Process 0 keeps the signs, unless a launcher does.
    std::vector<int8_t> states(rendezvous.size, CT_PEER_WELL);
    if (rendezvous.rank != 0 && !rendezvous.isServedByLauncher) states[0] = CT_PEER_SILENT;
    return states;
}
