#pragma once
#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include <atomic>
#include <chrono>
#include <string>

#include "life.h"
#include "meeting.h"

namespace ct {

// Gloo, with a way to end what is under way.
class Gloo : public c10d::ProcessGroupGloo {
public:
    using c10d::ProcessGroupGloo::ProcessGroupGloo;
    // Operations that wait fail at once, here and in the processes that wait for this one.
    void disconnect() {
        for (auto &context : contexts_) context->closeConnections();
    }
};

// The processes that work together, and this one's place among them.
class Group : public torch::CustomClassHolder {
public:
    const int rank, size;

    Group(const ct_group_options &options);
    ~Group() override;

    // Connections of their own, so that what is done over them may come in another order than what is done over others.
    // All processes must ask for them in the same order.
    c10::intrusive_ptr<Gloo> connect();
    // Sums (or otherwise reduces) a dense tensor on the CPU in place.
    void allReduce(at::Tensor tensor, c10d::ReduceOp::RedOpType operation);
    void broadcast(at::Tensor tensor, int root);
    // (size, ...): the tensors of all processes.
    at::Tensor allGather(at::Tensor tensor);
    void barrier();
    void abort();
    // Runs `body`; where it throws, the connections are of no use any more.
    template <class Body> auto communicate(Body &&body) {
        TORCH_CHECK(!failed, "an earlier operation between the processes failed");
        (*exchanges)++;
        try {
            return body();
        } catch (...) {
            failed = true;
            throw;
        }
    }
    bool hasFailed() const { return failed; }
    // Whose fault it may be that an exchange failed: CT_PEER_WELL and others, for each process.
    std::vector<int8_t> inquire() const { return life->inquire(); }

private:
    std::string address;
    const std::string interface;
    const std::chrono::milliseconds timeout;
    // Exchanges that were begun, the same number in all processes that are at the same place of their work.
    std::shared_ptr<std::atomic<int64_t>> exchanges = std::make_shared<std::atomic<int64_t>>(0);
    std::unique_ptr<SignsOfLife> life;
    c10::intrusive_ptr<c10d::Store> store;
    c10::intrusive_ptr<Gloo> gloo;
    std::vector<c10::weak_intrusive_ptr<Gloo>> connections;
    std::atomic<bool> failed{false};
};

// Lets go of what waits for its operations to end before it goes, without waiting: they may never end. For connections
// that failed, in a process that is about to end.
template <class Value> void abandon(c10::intrusive_ptr<Value> &pointer) { pointer.release(); }

inline Group *group(ct_group handle) { return static_cast<Group *>(handle.ptr); }
inline c10::intrusive_ptr<Group> shared(ct_group handle) {
    return c10::intrusive_ptr<Group>::reclaim_copy(group(handle));
}

// The address of this machine that packets to `host` leave from.
std::string localAddress(const std::string &host, uint16_t port);

} // namespace ct
