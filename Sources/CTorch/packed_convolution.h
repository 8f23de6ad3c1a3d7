#pragma once
#include <ATen/core/Tensor.h>

#include <array>

#include "internal.h"
#include "parallel.h"
#include "plan.h"

namespace ct {

// A convolution whose weights are packed for the CPU kernels, in the one form that suits it.
struct PackedConvolution {
    std::shared_ptr<Workspace> workspace;
    int64_t inputs, outputs, kernel, stride, padding, dilation;
    std::vector<float> bias;  // filled up with zeros to whole panels
    std::unique_ptr<kernels::WinogradWeights> winograd;
    std::unique_ptr<kernels::ProductWeights> product;
    std::unique_ptr<kernels::DepthwiseWeights> depthwise;

    // The shape of the result.
    std::array<int64_t, 4> shape(const at::Tensor &input) const;
    at::Tensor output(const std::array<int64_t, 4> &shape) const;
    // Whether a residual may be of another size.
    bool enlargesResidual() const { return product && dilation == 1; }

    // Applies the layer to maps of its inputs, channels-last; the residual may be undefined.
    void apply(const std::vector<at::Tensor> &maps, const at::Tensor &residual, kernels::Activation activation,
               const std::vector<at::Tensor> &results) const;
};

inline const PackedConvolution &packedConvolution(ct_packed_convolution handle) {
    return *static_cast<PackedConvolution *>(handle.ptr);
}

// A channels-last map as the kernels take it.
at::Tensor packedMap(ct_tensor handle, int64_t channels);

template <class T> const T *vector(const at::Tensor &tensor, int64_t count, const char *name) {
    constexpr at::ScalarType type = c10::CppTypeToScalarType<T>::value;
    expectOnCPU(tensor, name, 1, type);
    TORCH_CHECK(tensor.is_contiguous() && tensor.numel() == count, name, " must have ", count, " elements in a row");
    return tensor.const_data_ptr<T>();
}

kernels::StridedWeights strided(const at::Tensor &weight);

template <class Weights> void pack(Weights &weights, const at::Tensor &weight, const double *scale) {
    const kernels::StridedWeights values = strided(weight);
    forEachTask(weights.panelCount(), [&](int64_t panel) { weights.pack(panel, values, scale); });
}

} // namespace ct
