#pragma once
#include <ATen/core/Tensor.h>
#include <c10/util/Exception.h>

#include <cstring>
#include <optional>
#include <vector>

#include "CTorch.h"

namespace ct {

inline at::TensorImpl *impl(ct_tensor handle) { return static_cast<at::TensorImpl *>(handle.ptr); }

// A tensor over a borrowed handle, without touching its reference count.
class Borrowed {
    at::Tensor tensor;

public:
    explicit Borrowed(ct_tensor handle)
        : tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim(impl(handle))) {}
    ~Borrowed() { tensor.unsafeReleaseTensorImpl(); }
    Borrowed(const Borrowed &) = delete;
    Borrowed &operator=(const Borrowed &) = delete;
    operator const at::Tensor &() const { return tensor; }
    const at::Tensor *operator->() const { return &tensor; }
    const at::Tensor &operator*() const { return tensor; }
};

// A tensor that shares a handle's; undefined where the handle is absent.
inline at::Tensor shared(ct_tensor handle) {
    if (!handle.ptr) return {};
    return at::Tensor(c10::intrusive_ptr<at::TensorImpl, at::UndefinedTensorImpl>::reclaim_copy(impl(handle)));
}

inline std::optional<at::Tensor> optional(ct_tensor handle) {
    return handle.ptr ? std::optional(shared(handle)) : std::nullopt;
}

inline std::vector<at::Tensor> shared(const ct_tensor *handles, int64_t count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (int64_t i = 0; i < count; i++) tensors.push_back(shared(handles[i]));
    return tensors;
}

inline ct_tensor owned(at::Tensor tensor) { return {tensor.unsafeReleaseTensorImpl()}; }

inline at::IntArrayRef array(const int64_t *values, int64_t count) {
    return at::IntArrayRef(values, static_cast<size_t>(count));
}

inline at::Device device(ct_device device) {
    return at::Device(static_cast<at::DeviceType>(device.type), static_cast<at::DeviceIndex>(device.index));
}

inline at::ScalarType dtype(int32_t value) { return static_cast<at::ScalarType>(value); }

// What the kernels take.
inline void expectOnCPU(const at::Tensor &tensor, const char *name, int64_t dimensions, at::ScalarType type) {
    TORCH_CHECK(tensor.device().is_cpu(), name, " must be on the CPU");
    TORCH_CHECK(tensor.dim() == dimensions, name, " must have ", dimensions, " dimensions, has ", tensor.dim());
    TORCH_CHECK(tensor.scalar_type() == type, name, " must be ", type, ", is ", tensor.scalar_type());
}

inline ct_status fail(ct_error *error, const char *message) noexcept {
    error->message = strdup(message);
    return CT_FAILED;
}

// Runs `body`; whatever it throws becomes a status and a message.
template <class Body> ct_status guarded(ct_error *error, Body &&body) noexcept {
    try {
        body();
        return CT_OK;
    } catch (const c10::Error &exception) {
        return fail(error, exception.what_without_backtrace());
    } catch (const std::exception &exception) {
        return fail(error, exception.what());
    } catch (...) {
        return fail(error, "an exception of an unknown type");
    }
}

// The same for a body that gives a tensor.
template <class Body> ct_status giving(ct_tensor *out, ct_error *error, Body &&body) noexcept {
    return guarded(error, [&] { *out = owned(body()); });
}

} // namespace ct
