// Processes that work together: how they meet, and what they exchange.
#include "group.h"

#include <ATen/ops/empty.h>
#include <c10/core/GradMode.h>
#include <c10/util/Logging.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <algorithm>
#include <csignal>
#include <cstdlib>

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
    if (!std::getenv("TORCH_CPP_LOG_LEVEL")) FLAGS_caffe2_log_level = c10::GLOG_ERROR;
    c10d::TCPStoreOptions storeOptions;
    storeOptions.port = options.port;
    storeOptions.isServer = options.serves;
    storeOptions.numWorkers = size;
    storeOptions.waitWorkers = false;  // meet() waits, and can tell who is missing
    storeOptions.timeout = timeout;
    auto server = c10::make_intrusive<c10d::TCPStore>(options.host, storeOptions);
    store = c10::make_intrusive<c10d::PrefixStore>(options.prefix, server);
    if (interface.empty()) address = localAddress(options.host, options.port);
    meet();
    gloo = connect();
}

Group::~Group() {
    if (failed) abandon(gloo);
}

static std::string numbered(const char *name, int process) { return name + std::to_string(process); }

void Group::meet() {
    TORCH_CHECK(store->add(numbered("present/", rank), 1) == 1, "two processes have the rank ", rank);
    std::string verdict = rank == 0 ? judge() : awaitVerdict();
    TORCH_CHECK(verdict.empty(), verdict);
}

// Process 0 waits for all, and tells the others whether all came: their store may go with it.
std::string Group::judge() {
    std::vector<std::string> names;
    for (int process = 0; process < size; process++) names.push_back(numbered("present/", process));
    std::string verdict;
    try {
        store->wait(names, timeout);
    } catch (const std::exception &) {
        verdict = absence();
    }
    store->set("verdict", std::vector<uint8_t>(verdict.begin(), verdict.end()));
    if (verdict.empty()) return verdict;
    std::vector<std::string> readers;
    for (int process = 1; process < size; process++)
        if (store->check({names[process]})) readers.push_back(numbered("read/", process));
    try {
        store->wait(readers, std::min<std::chrono::milliseconds>(timeout, std::chrono::seconds(2)));
    } catch (const std::exception &) {
        // One that came has gone again.
    }
    return verdict;
}

std::string Group::awaitVerdict() {
    try {
        store->wait({"verdict"}, timeout);
        auto bytes = store->get("verdict");
        store->set(numbered("read/", rank), std::vector<uint8_t>{1});
        return std::string(bytes.begin(), bytes.end());
    } catch (const std::exception &) {
        try {
            return absence();
        } catch (const std::exception &) {
            return "process 0 ended before all processes had come";
        }
    }
}

std::string Group::absence() {
    std::string missing;
    for (int process = 0; process < size; process++)
        if (!store->check({numbered("present/", process)}))
            missing += (missing.empty() ? "" : ", ") + std::to_string(process);
    return c10::str("of ", size, " processes, these did not come within ", timeout.count() / 1000.0, " s: ", missing);
}

c10::intrusive_ptr<Gloo> Group::connect() {
    auto options = c10d::ProcessGroupGloo::Options::create(timeout);
    options->devices.push_back(interface.empty() ? c10d::ProcessGroupGloo::createDeviceForHostname(address)
                                                 : c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    auto prefix = "connection/" + std::to_string(connections.size());
    auto made = c10::make_intrusive<Gloo>(c10::make_intrusive<c10d::PrefixStore>(prefix, store), rank, size, options);
    connections.emplace_back(made);
    return made;
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
