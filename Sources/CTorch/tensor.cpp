// Tensors: lifetime, description, and the way in and out for data.
#include <ATen/ops/aminmax.h>
#include <ATen/ops/from_blob.h>

#include <cmath>
#include <limits>

#include "internal.h"

using namespace ct;

void ct_tensor_free(ct_tensor tensor) { c10::raw::intrusive_ptr::decref(impl(tensor)); }

int64_t ct_tensor_dimension_count(ct_tensor tensor) { return impl(tensor)->dim(); }

int64_t ct_tensor_size(ct_tensor tensor, int64_t dimension) { return impl(tensor)->sizes()[dimension]; }

int32_t ct_tensor_dtype(ct_tensor tensor) {
    return static_cast<int32_t>(c10::typeMetaToScalarType(impl(tensor)->dtype()));
}

ct_device ct_tensor_device(ct_tensor tensor) {
    at::Device device = impl(tensor)->device();
    return {static_cast<int32_t>(device.type()), device.index()};
}

bool ct_tensor_is_contiguous(ct_tensor tensor, bool channels_last) {
    return impl(tensor)->is_contiguous(channels_last ? at::MemoryFormat::ChannelsLast : at::MemoryFormat::Contiguous);
}

void *ct_tensor_data(ct_tensor tensor) { return Borrowed(tensor)->data_ptr(); }

ct_status ct_tensor_from_memory(const void *data, const int64_t *sizes, const int64_t *strides, int64_t dimensions,
                                int32_t type, void (*release)(void *), void *context, ct_tensor *out,
                                ct_error *error) {
    // The context is released exactly once: by the tensor's storage where there is one, else here.
    std::shared_ptr<void> owner(context, release);
    return giving(out, error, [&] {
        return at::from_blob(const_cast<void *>(data), array(sizes, dimensions), array(strides, dimensions),
                             [owner](void *) {}, at::TensorOptions(dtype(type)));
    });
}

ct_status ct_tensor_copy_out(ct_tensor tensor, void *data, int64_t byte_count, ct_error *error) {
    return guarded(error, [&] {
        at::Tensor source = Borrowed(tensor)->cpu().contiguous();
        TORCH_CHECK(static_cast<int64_t>(source.nbytes()) == byte_count, "the tensor has ", source.nbytes(),
                    " bytes, the destination ", byte_count);
        if (byte_count > 0) std::memcpy(data, source.data_ptr(), static_cast<size_t>(byte_count));
    });
}

ct_status ct_tensor_to(ct_tensor tensor, ct_device target, int32_t type, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return Borrowed(tensor)->to(device(target), dtype(type)); });
}

ct_status ct_tensor_contiguous(ct_tensor tensor, bool channels_last, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        return Borrowed(tensor)->contiguous(channels_last ? at::MemoryFormat::ChannelsLast
                                                          : at::MemoryFormat::Contiguous);
    });
}

ct_status ct_tensor_copy_into(ct_tensor destination, ct_tensor source, ct_error *error) {
    return guarded(error, [&] { Borrowed(destination)->copy_(Borrowed(source)); });
}

ct_status ct_tensor_item(ct_tensor tensor, double *out, ct_error *error) {
    return guarded(error, [&] { *out = Borrowed(tensor)->item().toDouble(); });
}

ct_status ct_tensor_is_finite(ct_tensor tensor, bool *out, ct_error *error) {
    return guarded(error, [&] {
        Borrowed values(tensor);
        *out = true;
        if (!at::isFloatingType(values->scalar_type()) || values->numel() == 0) return;
        auto [low, high] = at::aminmax(values);  // one pass, and a NaN makes both NaN
        *out = std::isfinite(low.item().toDouble()) && std::isfinite(high.item().toDouble());
    });
}

ct_status ct_tensor_largest_difference(ct_tensor a, ct_tensor b, double *out, ct_error *error) {
    return guarded(error, [&] {
        at::Tensor left = Borrowed(a)->to(at::kCPU, at::kDouble).contiguous();
        at::Tensor right = Borrowed(b)->to(at::kCPU, at::kDouble).contiguous();
        TORCH_CHECK(left.sizes() == right.sizes(), "sizes ", left.sizes(), " and ", right.sizes());
        const double *l = left.const_data_ptr<double>(), *r = right.const_data_ptr<double>();
        double largest = 0;
        for (int64_t i = 0; i < left.numel(); i++) {
            if (l[i] == r[i] || (std::isnan(l[i]) && std::isnan(r[i]))) continue;
            double difference = std::abs(l[i] - r[i]);
            largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : std::max(largest, difference);
        }
        *out = largest;
    });
}
