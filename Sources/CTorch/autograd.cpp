// Gradients: what is recorded, and going back over it.
#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/impl/LocalDispatchKeySet.h>
#include <torch/csrc/autograd/autograd.h>

#include "internal.h"

using namespace ct;

ct_status ct_set_requires_gradient(ct_tensor tensor, bool value, ct_error *error) {
    return guarded(error, [&] { shared(tensor).requires_grad_(value); });
}

bool ct_requires_gradient(ct_tensor tensor) { return impl(tensor)->requires_grad(); }

ct_status ct_detach(ct_tensor tensor, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return Borrowed(tensor)->detach(); });
}

ct_status ct_backward(ct_tensor tensor, ct_error *error) {
    return guarded(error, [&] { torch::autograd::backward({shared(tensor)}, {}); });
}

ct_status ct_gradient(ct_tensor tensor, ct_tensor *out, ct_error *error) {
    return guarded(error, [&] {
        const at::Tensor &gradient = shared(tensor).grad();
        *out = gradient.defined() ? owned(gradient) : ct_tensor{nullptr};
    });
}

ct_status ct_set_gradient(ct_tensor tensor, ct_tensor gradient, ct_error *error) {
    return guarded(error, [&] {
        const at::Tensor parameter = shared(tensor), value = shared(gradient);
        TORCH_CHECK(!value.defined() || value.sizes() == parameter.sizes(), "a gradient of ", parameter.sizes(), " expected, not ",
                    value.sizes());
        parameter.mutable_grad() = value;
    });
}

ct_status ct_no_gradients_new(ct_no_gradients *out, ct_error *error) {
    return guarded(error, [&] { out->ptr = new c10::AutoGradMode(false); });
}

void ct_no_gradients_free(ct_no_gradients guard) { delete static_cast<c10::AutoGradMode *>(guard.ptr); }

namespace {

// What autocast was before, so that guards nest.
struct Autocast {
    at::DeviceType device;
    bool wasEnabled;
    at::ScalarType former;

    Autocast(at::DeviceType device, at::ScalarType dtype)
        : device(device), wasEnabled(at::autocast::is_autocast_enabled(device)),
          former(at::autocast::get_autocast_dtype(device)) {
        at::autocast::set_autocast_enabled(device, true);
        at::autocast::set_autocast_dtype(device, dtype);
        at::autocast::increment_nesting();
    }
    ~Autocast() {
        // Casts of weights are kept only as long as the outermost guard.
        if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
        at::autocast::set_autocast_dtype(device, former);
        at::autocast::set_autocast_enabled(device, wasEnabled);
    }
};

} // namespace

ct_status ct_autocast_new(int32_t device_type, int32_t type, ct_autocast *out, ct_error *error) {
    return guarded(error, [&] { out->ptr = new Autocast(static_cast<at::DeviceType>(device_type), dtype(type)); });
}

void ct_autocast_free(ct_autocast guard) { delete static_cast<Autocast *>(guard.ptr); }
