#pragma once
#include <torch/csrc/distributed/c10d/Store.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "../internal.h"

namespace ct {

inline std::string numbered(const char *name, int process) { return name + std::to_string(process); }

// Where processes meet, and what each says of itself there.
struct Rendezvous {
    std::string host, prefix;
    uint16_t port;
    int rank, size;
    bool isServedByLauncher;
    std::chrono::milliseconds timeout;

    std::string place() const;
    // What is kept there, over a connection of its own.
    c10::intrusive_ptr<c10d::Store> connect(std::chrono::milliseconds limit, bool asServer) const;
};

// The processes of a group come together: all of them, each with a rank of its own, and all counting as many.
//
// It runs on a thread of its own, as it may get no answer for ever; what it waits for can be asked from another one.
class Meeting {
public:
    explicit Meeting(Rendezvous rendezvous) : rendezvous(std::move(rendezvous)) {}

    // Returns what is kept at the meeting place once all are there.
    c10::intrusive_ptr<c10d::Store> run();
    // What is waited for, in words; whether process 0 was reached.
    std::pair<std::string, bool> state();

private:
    const Rendezvous rendezvous;
    std::chrono::steady_clock::time_point deadline;
    c10::intrusive_ptr<c10d::Store> store;
    std::mutex mutex;
    std::string waitsFor;
    bool isConnected = false;

    void tell(std::string what, bool connected);
    std::chrono::milliseconds left() const;
    void resolve();
    std::vector<int> absent();
    std::string absence(const std::vector<int> &missing) const;
    std::string judge();
    void announce(const std::string &verdict);
    std::string awaitVerdict();
    std::string disagreement(int process);
};

} // namespace ct
