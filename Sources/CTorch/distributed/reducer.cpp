// Averages gradients over the processes while the backward pass still computes others.
//
// Parameters are put into buckets, the last ones first, as their gradients come first. A hook on each parameter copies
// its gradient into its bucket; a bucket that is full is summed over the processes in the background. Buckets go in
// their order in every process, whatever the order of the gradients, and they never change: with the same processes the
// same gradients give the same sums, to the last bit. (c10d's Reducer puts parameters into other buckets after its
// first step, so that a run which goes on from a file would differ.) A bucket's message ends with the number of
// processes that have each gradient: a parameter that none used keeps none.
#include "group.h"

#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>

#include <map>
#include <mutex>

using namespace ct;

namespace {

struct Bucket {
    std::vector<size_t> parameters;
    std::vector<int64_t> offsets;
    int64_t count = 0;   // elements of all gradients
    at::Tensor values;   // the gradients, where the parameters are
    at::Tensor message;  // on the CPU: the gradients, then how many processes have each; `values` may be a part of it
    size_t pending = 0;  // gradients that are still to come
    c10::intrusive_ptr<c10d::Work> work;
};

class Reducer {
public:
    Reducer(c10::intrusive_ptr<Group> group, std::vector<at::Tensor> parameters, int64_t bucketBytes);
    ~Reducer();
    Reducer(const Reducer &) = delete;
    Reducer &operator=(const Reducer &) = delete;

    void begin();
    void finish();
    void cancel();
    int64_t bucketCount() const { return static_cast<int64_t>(buckets.size()); }

private:
    struct Place {
        size_t bucket, position;
    };

    struct Hook : torch::autograd::FunctionPostHook {
        Reducer *reducer;
        size_t parameter;
        Hook(Reducer *reducer, size_t parameter) : reducer(reducer), parameter(parameter) {}
        torch::autograd::variable_list operator()(const torch::autograd::variable_list &outputs,
                                                  const torch::autograd::variable_list &) override {
            reducer->gradientIsReady(parameter);
            return outputs;
        }
    };

    c10::intrusive_ptr<Group> group;
    c10::intrusive_ptr<Gloo> gloo;
    std::vector<at::Tensor> parameters;
    std::vector<c10::intrusive_ptr<torch::autograd::Node>> accumulators;  // a variable holds its own only weakly
    std::vector<uintptr_t> hooks;
    std::vector<Place> places;
    std::vector<Bucket> buckets;
    std::vector<bool> isReady;
    size_t next = 0;  // the first bucket that was not sent
    bool isActive = false;
    std::mutex mutex;  // gradients of a GPU come on a thread of LibTorch's

    void fillBuckets(int64_t bucketBytes);
    void gradientIsReady(size_t parameter);
    void take(size_t parameter);
    void sendFullBuckets();
    void give(Bucket &bucket);
};

Reducer::Reducer(c10::intrusive_ptr<Group> together, std::vector<at::Tensor> trained, int64_t bucketBytes)
    : group(std::move(together)), parameters(std::move(trained)), places(parameters.size()) {
    for (size_t i = 0; i < parameters.size(); i++) {
        TORCH_CHECK(parameters[i].is_leaf() && parameters[i].requires_grad(), "parameter ", i,
                    " is not a leaf that requires a gradient");
        TORCH_CHECK(parameters[i].device() == parameters[0].device(), "parameter ", i, " is on ",
                    parameters[i].device(), ", the first one on ", parameters[0].device());
    }
    fillBuckets(bucketBytes);
    gloo = group->communicate([&] { return group->connect(); });
    for (size_t i = 0; i < parameters.size(); i++) {
        accumulators.push_back(torch::autograd::impl::grad_accumulator(parameters[i]));
        hooks.push_back(accumulators[i]->add_post_hook(std::make_unique<Hook>(this, i)));
    }
}

Reducer::~Reducer() {
    for (size_t i = 0; i < hooks.size(); i++) accumulators[i]->del_post_hook(hooks[i]);
    if (group->hasFailed()) abandon(gloo);
}

void Reducer::fillBuckets(int64_t bucketBytes) {
    // The first one is small, so that the exchange begins early.
    constexpr int64_t firstBucketBytes = 1 << 20;
    std::map<at::ScalarType, size_t> open;
    for (size_t i = parameters.size(); i-- > 0;) {
        const at::Tensor &parameter = parameters[i];
        auto type = parameter.scalar_type();
        auto found = open.find(type);
        bool isFull = found != open.end() && [&] {
            int64_t count = buckets[found->second].count;
            int64_t limit = found->second == 0 ? std::min(firstBucketBytes, bucketBytes) : bucketBytes;
            return count > 0 && (count + parameter.numel()) * static_cast<int64_t>(parameter.element_size()) > limit;
        }();
        if (found == open.end() || isFull) {
            open[type] = buckets.size();
            buckets.emplace_back();
        }
        Bucket &bucket = buckets[open[type]];
        places[i] = {open[type], bucket.parameters.size()};
        bucket.parameters.push_back(i);
        bucket.offsets.push_back(bucket.count);
        bucket.count += parameter.numel();
    }
    for (Bucket &bucket : buckets) {
        int64_t length = bucket.count + static_cast<int64_t>(bucket.parameters.size());
        const at::Tensor &parameter = parameters[bucket.parameters[0]];
        bucket.message = at::zeros({length}, parameter.scalar_type());
        bucket.values = parameter.is_cpu() ? bucket.message.narrow(0, 0, bucket.count)
                                           : at::zeros({bucket.count}, parameter.options());
    }
}

void Reducer::begin() {
    std::lock_guard lock(mutex);
    isReady.assign(parameters.size(), false);
    for (Bucket &bucket : buckets) {
        bucket.pending = bucket.parameters.size();
        bucket.work.reset();
    }
    next = 0;
    isActive = true;
}

void Reducer::gradientIsReady(size_t parameter) {
    std::lock_guard lock(mutex);
    if (!isActive) return;
    TORCH_CHECK(!isReady[parameter], "parameter ", parameter, " got a gradient twice in one averaged backward pass");
    take(parameter);
    sendFullBuckets();
}

void Reducer::take(size_t parameter) {
    c10::AutoGradMode off(false);
    Bucket &bucket = buckets[places[parameter].bucket];
    size_t position = places[parameter].position;
    const at::Tensor &gradient = parameters[parameter].grad();
    at::Tensor part = bucket.values.narrow(0, bucket.offsets[position], parameters[parameter].numel());
    if (gradient.defined())
        part.view(parameters[parameter].sizes()).copy_(gradient);
    else
        part.zero_();
    bucket.message.narrow(0, bucket.count + static_cast<int64_t>(position), 1).fill_(gradient.defined() ? 1 : 0);
    isReady[parameter] = true;
    bucket.pending--;
}

void Reducer::sendFullBuckets() {
    for (; next < buckets.size() && buckets[next].pending == 0; next++) {
        Bucket &bucket = buckets[next];
        if (!bucket.values.is_cpu()) bucket.message.narrow(0, 0, bucket.count).copy_(bucket.values);
        std::vector<at::Tensor> messages{bucket.message};
        bucket.work = group->communicate([&] { return gloo->allreduce(messages); });
    }
}

void Reducer::finish() {
    {
        std::lock_guard lock(mutex);
        isActive = false;
        // What the backward pass did not reach has the gradient of earlier ones, or none.
        for (size_t i = 0; i < parameters.size(); i++)
            if (!isReady[i]) take(i);
        sendFullBuckets();
    }
    for (Bucket &bucket : buckets) {
        group->communicate([&] { bucket.work->wait(); });
        bucket.work.reset();
        give(bucket);
    }
}

void Reducer::give(Bucket &bucket) {
    c10::AutoGradMode off(false);
    at::Tensor users = bucket.message.narrow(0, bucket.count, static_cast<int64_t>(bucket.parameters.size()))
                           .to(at::kFloat);
    const float *userCounts = users.const_data_ptr<float>();
    at::Tensor averages = bucket.message.narrow(0, 0, bucket.count).div_(group->size);
    if (!bucket.values.is_cpu()) bucket.values.copy_(averages);
    for (size_t position = 0; position < bucket.parameters.size(); position++) {
        if (userCounts[position] == 0) continue;
        at::Tensor &parameter = parameters[bucket.parameters[position]];
        at::Tensor &gradient = parameter.mutable_grad();
        if (!gradient.defined()) gradient = at::empty_like(parameter);
        gradient.copy_(bucket.values.narrow(0, bucket.offsets[position], parameter.numel()).view(parameter.sizes()));
    }
}

void Reducer::cancel() {
    std::lock_guard lock(mutex);
    isActive = false;
    group->abort();  // the others wait for what will not come
}

Reducer *reducer(ct_reducer handle) { return static_cast<Reducer *>(handle.ptr); }

} // namespace

ct_status ct_reducer_new(ct_group group, const ct_tensor *parameters, int64_t count, int64_t bucket_bytes,
                         ct_reducer *out, ct_error *error) {
    return guarded(error, [&] {
        out->ptr = new Reducer(shared(group), shared(parameters, count), bucket_bytes);
    });
}

void ct_reducer_free(ct_reducer handle) { delete reducer(handle); }

int64_t ct_reducer_bucket_count(ct_reducer handle) { return reducer(handle)->bucketCount(); }

void ct_reducer_begin(ct_reducer handle) { reducer(handle)->begin(); }

ct_status ct_reducer_finish(ct_reducer handle, ct_error *error) {
    return guarded(error, [&] { reducer(handle)->finish(); });
}

void ct_reducer_cancel(ct_reducer handle) {
    try {
        reducer(handle)->cancel();
    } catch (...) {
        // The connections are gone already.
    }
}
