// Processes that work together: how they meet, and what they exchange.
#include "group.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>
#include <c10/util/Logging.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "bounded.h"

using namespace ct;

// c10d and Gloo write to processes that may have ended, and count on what writing then gives: Python, for which they were made,
// ignores the signal that would end this process before it can say so. Whoever handles the signal already keeps it.
static void ignoreBrokenPipes() {
    struct sigaction current{};
    if (sigaction(SIGPIPE, nullptr, &current) == 0 && current.sa_handler == SIG_DFL) std::signal(SIGPIPE, SIG_IGN);
}

Group::Group(const ct_group_options &options)
    : rank(options.rank), size(options.size), interface(options.interface ? options.interface : ""),
      timeout(options.timeout_milliseconds) {
    ignoreBrokenPipes();
    // What fails is reported as an error; LibTorch would print stacks of calls beside it.
    if (!std::getenv("TORCH_CPP_LOG_LEVEL")) FLAGS_caffe2_log_level = c10::GLOG_FATAL;
    Rendezvous rendezvous{options.host, options.prefix, options.port, rank, size, options.launcher_serves, timeout};
    auto meeting = std::make_shared<Meeting>(rendezvous);
    auto goesOn = [&](std::chrono::milliseconds passed) {
        auto [what, isConnected] = meeting->state();
        return !options.waits || options.waits(options.context, what.c_str(), isConnected, passed.count());
    };
    // Process 0 takes its time to tell the others, which may end a little later than it.
    auto limit = timeout + std::chrono::milliseconds(2500);
    auto met = bounded(limit, goesOn, [meeting] { return meeting->run(); });
    TORCH_CHECK(met, "no answer from ", meeting->state().first);
    store = *met;
    if (interface.empty()) address = localAddress(options.host, options.port);
    gloo = connect();
    life = std::make_unique<SignsOfLife>(rendezvous, exchanges);
}

Group::~Group() {
    if (failed) abandon(gloo);
}

c10::intrusive_ptr<Gloo> Group::connect() {
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(interface.empty() ? c10d::ProcessGroupGloo::createDeviceForHostname(address)
                                                 : c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    auto keys = c10::make_intrusive<c10d::PrefixStore>("connection/" + std::to_string(connections.size()), store);
    auto made = bounded(timeout + std::chrono::seconds(5), [](std::chrono::milliseconds) { return true; },
                        [keys, rank = rank, size = size, options] {
                            return c10::make_intrusive<Gloo>(keys, rank, size, options);
                        });
    TORCH_CHECK(made, "the connections between the processes timed out");
    connections.emplace_back(*made);
    return *made;
}

void Group::allReduce(at::Tensor tensor, c10d::ReduceOp::RedOpType operation) {
    communicate([&] {
        std::vector<at::Tensor> tensors{std::move(tensor)};
        c10d::AllreduceOptions options;
        options.reduceOp = operation;
        gloo->allreduce(tensors, options)->wait();
    });
}

void Group::broadcast(at::Tensor tensor, int root) {
    communicate([&] {
        std::vector<at::Tensor> tensors{std::move(tensor)};
        c10d::BroadcastOptions options;
        options.rootRank = root;
        gloo->broadcast(tensors, options)->wait();
    });
}

at::Tensor Group::allGather(at::Tensor tensor) {
    return communicate([&] {
        std::vector<int64_t> sizes = tensor.sizes().vec();
        sizes.insert(sizes.begin(), size);
        at::Tensor all = at::empty(sizes, tensor.options());
        std::vector<std::vector<at::Tensor>> outputs{all.unbind(0)};
        std::vector<at::Tensor> inputs{std::move(tensor)};
        gloo->allgather(outputs, inputs)->wait();
        return all;
    });
}

void Group::barrier() {
    communicate([&] { gloo->barrier()->wait(); });
}

void Group::abort() {
    failed = true;
    for (auto &connection : connections)
        if (auto gloo = connection.lock()) gloo->disconnect();
}

// A dense copy on the CPU: what Gloo takes, wherever the tensor is.
static at::Tensor staged(const at::Tensor &tensor) {
    return tensor.detach().to(at::TensorOptions(at::kCPU).dtype(tensor.scalar_type()), /*non_blocking=*/false,
                              /*copy=*/true, at::MemoryFormat::Contiguous);
}

ct_status ct_group_new(ct_group_options options, ct_group *out, ct_error *error) {
    return guarded(error, [&] { out->ptr = c10::make_intrusive<Group>(options).release(); });
}

void ct_group_free(ct_group handle) { c10::intrusive_ptr<Group>::reclaim(group(handle)); }

void ct_group_abort(ct_group handle) {
    try {
        group(handle)->abort();
    } catch (...) {
        // The connections are gone already.
    }
}

void ct_group_inquire(ct_group handle, int8_t *states) {
    try {
        auto found = group(handle)->inquire();
        std::copy(found.begin(), found.end(), states);
    } catch (...) {
        // Nothing is known then, as it stands there.
    }
}

ct_status ct_all_reduce(ct_group handle, ct_tensor tensor, int32_t operation, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        at::Tensor values = staged(Borrowed(tensor));
        group(handle)->allReduce(values, operation == CT_MAXIMUM ? c10d::ReduceOp::MAX : c10d::ReduceOp::SUM);
        if (operation == CT_MEAN) values.div_(group(handle)->size);
        return values.to(Borrowed(tensor)->device());
    });
}

ct_status ct_broadcast(ct_group handle, ct_tensor tensor, int32_t root, ct_error *error) {
    return guarded(error, [&] {
        c10::AutoGradMode off(false);
        at::Tensor values = staged(Borrowed(tensor));
        group(handle)->broadcast(values, root);
        if (group(handle)->rank != root) Borrowed(tensor)->copy_(values);
    });
}

ct_status ct_all_gather(ct_group handle, ct_tensor tensor, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return group(handle)->allGather(staged(Borrowed(tensor))); });
}

ct_status ct_barrier(ct_group handle, ct_error *error) {
    return guarded(error, [&] { group(handle)->barrier(); });
}
