// A sum over the processes through which gradients flow.
#include "group.h"

#include <ATen/ops/sum.h>
#include <torch/csrc/autograd/custom_function.h>

using namespace ct;

namespace {

at::Tensor summed(const at::Tensor &tensor, Group &group) {
    at::Tensor values = tensor.detach().to(at::TensorOptions(at::kCPU).dtype(tensor.scalar_type()),
                                           /*non_blocking=*/false, /*copy=*/true, at::MemoryFormat::Contiguous);
    group.allReduce(values, c10d::ReduceOp::SUM);
    return values.to(tensor.device());
}

// Every process's result is the sum over all inputs, so an input's gradient is the sum over the processes' gradients.
struct AllReduceSum : torch::autograd::Function<AllReduceSum> {
    static at::Tensor forward(torch::autograd::AutogradContext *context, const at::Tensor &tensor,
                              const c10::intrusive_ptr<Group> &group) {
        context->saved_data["group"] = c10::IValue::make_capsule(group);
        return summed(tensor, *group);
    }

    static torch::autograd::variable_list backward(torch::autograd::AutogradContext *context,
                                                   const torch::autograd::variable_list &gradients) {
        auto group = c10::static_intrusive_pointer_cast<Group>(context->saved_data["group"].toCapsule());
        return {summed(gradients[0], *group), at::Tensor()};
    }
};

} // namespace

ct_status ct_all_reduce_sum_autograd(ct_group group, ct_tensor tensor, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return AllReduceSum::apply(shared(tensor), shared(group)); });
}

ct_status ct_sum_per_channel(ct_tensor tensor, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        std::vector<int64_t> dimensions;
        for (int64_t each = 0; each < Borrowed(tensor)->dim(); each++)
            if (each != 1) dimensions.push_back(each);
        return at::sum(Borrowed(tensor), dimensions);
    });
}
