// How processes that work together come together, and what is said of those that do not come.
#include "meeting.h"

#include <c10/util/Logging.h>
#include <netdb.h>
#include <sys/socket.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <algorithm>
#include <thread>

using namespace ct;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

static std::vector<uint8_t> bytes(const std::string &text) { return {text.begin(), text.end()}; }

static std::string text(const std::vector<uint8_t> &bytes) { return {bytes.begin(), bytes.end()}; }

std::string Rendezvous::place() const {
    return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + std::to_string(port);
}

c10::intrusive_ptr<c10d::Store> Rendezvous::connect(milliseconds limit, bool asServer) const {
    c10d::TCPStoreOptions options;
    options.port = port;
    options.isServer = asServer;
    options.waitWorkers = false;  // a meeting waits, and can tell who is missing
    options.timeout = limit;
    return c10::make_intrusive<c10d::PrefixStore>(prefix, c10::make_intrusive<c10d::TCPStore>(host, options));
}

void Meeting::tell(std::string what, bool connected) {
    std::lock_guard lock(mutex);
    waitsFor = std::move(what);
    isConnected = connected;
}

std::pair<std::string, bool> Meeting::state() {
    std::lock_guard lock(mutex);
    return {waitsFor, isConnected};
}

milliseconds Meeting::left() const {
    return std::max(milliseconds(1), std::chrono::duration_cast<milliseconds>(deadline - Clock::now()));
}

c10::intrusive_ptr<c10d::Store> Meeting::run() {
    deadline = Clock::now() + rendezvous.timeout;
    resolve();
    tell("process 0, which does not answer at " + rendezvous.place(), false);
    store = rendezvous.connect(left(), rendezvous.rank == 0 && !rendezvous.isServedByLauncher);
    tell("process 0, which does not answer at " + rendezvous.place(), true);
    int rank = rendezvous.rank;
    store->set(numbered("size/", rank), bytes(std::to_string(rendezvous.size)));
    TORCH_CHECK(store->add(numbered("present/", rank), 1) == 1, "two processes have the rank ", rank, " at ",
                rendezvous.place(), ": they were started twice, or are of two runs");
    std::string verdict = rank == 0 ? judge() : awaitVerdict();
    TORCH_CHECK(verdict.empty(), verdict);
    return store;
}

// A name may become known late, as that of a pod that is still starting.
void Meeting::resolve() {
    while (true) {
        addrinfo hints{}, *found = nullptr;
        hints.ai_socktype = SOCK_STREAM;
        int status = getaddrinfo(rendezvous.host.c_str(), nullptr, &hints, &found);
        if (status == 0) return freeaddrinfo(found);
        std::string reason = status == EAI_SYSTEM ? strerror(errno) : gai_strerror(status);
        std::string unknown = "the address " + rendezvous.host + " is unknown: " + reason;
        TORCH_CHECK(Clock::now() < deadline, unknown);
        tell("process 0; " + unknown, false);
        std::this_thread::sleep_for(std::min(left(), milliseconds(500)));
    }
}

std::vector<int> Meeting::absent() {
    std::vector<int> missing;
    for (int process = 0; process < rendezvous.size; process++)
        if (!store->check({numbered("present/", process)})) missing.push_back(process);
    return missing;
}

static std::string list(const std::vector<int> &processes) {
    constexpr size_t most = 16;
    std::string text;
    for (size_t i = 0; i < std::min(processes.size(), most); i++)
        text += (i == 0 ? "" : ", ") + std::to_string(processes[i]);
    return processes.size() > most ? text + " and " + std::to_string(processes.size() - most) + " more" : text;
}

std::string Meeting::absence(const std::vector<int> &missing) const {
    return c10::str("of ", rendezvous.size, " processes, these did not come to ", rendezvous.place(), " within ",
                    rendezvous.timeout.count() / 1000.0, " s: ", list(missing));
}

// What is wrong where another process counts more or fewer processes than process 0.
std::string Meeting::disagreement(int process) {
    std::string theirs = text(store->get(numbered("size/", process)));
    if (theirs == std::to_string(rendezvous.size)) return "";
    return c10::str("WORLD_SIZE differs: ", rendezvous.size, " at rank ", rendezvous.rank, " and ", theirs, " at rank ",
                    process);
}

// Process 0 waits for all, and tells the others whether all came: their store may go with it.
std::string Meeting::judge() {
    std::vector<int> missing;
    for (int process = 0; process < rendezvous.size; process++) missing.push_back(process);
    while (true) {
        std::vector<int> still;
        for (int process : missing) {
            if (!store->check({numbered("present/", process)})) {
                still.push_back(process);
                continue;
            }
            std::string verdict = disagreement(process);
            if (!verdict.empty()) {
                announce(verdict);
                return verdict;
            }
        }
        missing = std::move(still);
        if (missing.empty() || Clock::now() >= deadline) break;
        tell(c10::str("other processes at ", rendezvous.place(), ": ", rendezvous.size - missing.size(), " of ",
                      rendezvous.size, " have come, and not ", list(missing)),
             true);
        try {
            store->wait({numbered("present/", missing[0])}, std::min(left(), milliseconds(200)));
        } catch (const std::exception &) {
            // Another look.
        }
    }
    std::string verdict = missing.empty() ? "" : absence(missing);
    announce(verdict);
    return verdict;
}

void Meeting::announce(const std::string &verdict) {
    store->set("world", bytes(std::to_string(rendezvous.size)));
    store->set("verdict", bytes(verdict));
    if (verdict.empty()) return;
    std::vector<std::string> readers;
    for (int process = 1; process < rendezvous.size; process++)
        if (store->check({numbered("present/", process)})) readers.push_back(numbered("read/", process));
    try {
        store->wait(readers, std::min(rendezvous.timeout, milliseconds(2000)));
    } catch (const std::exception &) {
        // One that came has gone again.
    }
}

std::string Meeting::awaitVerdict() {
    try {
        while (!store->check({"verdict"}) && Clock::now() < deadline) {
            auto missing = absent();
            tell(c10::str("other processes at ", rendezvous.place(), ": ", rendezvous.size - missing.size(), " of ",
                          rendezvous.size, " have come, and not ", list(missing)),
                 true);
            try {
                store->wait({"verdict"}, std::min(left(), milliseconds(1000)));
            } catch (const c10::Error &) {
                // Another look.
            }
        }
        if (!store->check({"verdict"})) return absence(absent());
        std::string verdict = text(store->get("verdict"));
        // One whose number process 0 does not count is not judged by it.
        if (verdict.empty()) verdict = text(store->get("world")) == std::to_string(rendezvous.size) ? "" : disagreement(0);
        store->set(numbered("read/", rendezvous.rank), bytes("1"));
        return verdict;
    } catch (const std::exception &) {
        return "process 0 ended before all processes had come to " + rendezvous.place();
    }
}
