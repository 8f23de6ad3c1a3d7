// New tensors, and random values in them.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>

#include "internal.h"

using namespace ct;

ct_status ct_full(const int64_t *sizes, int64_t dimensions, double value, int32_t type, ct_device target,
                  ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        return at::full(array(sizes, dimensions), value, at::TensorOptions(dtype(type)).device(device(target)));
    });
}

ct_status ct_arange(int64_t count, int32_t type, ct_device target, ct_tensor *out, ct_error *error) {
    return giving(out, error,
                  [&] { return at::arange(count, at::TensorOptions(dtype(type)).device(device(target))); });
}

ct_status ct_generator_new(uint64_t seed, ct_generator *out, ct_error *error) {
    return guarded(error, [&] { out->ptr = new at::Generator(at::detail::createCPUGenerator(seed)); });
}

void ct_generator_free(ct_generator generator) { delete static_cast<at::Generator *>(generator.ptr); }

ct_status ct_fill_normal(ct_tensor tensor, double mean, double deviation, ct_generator generator, ct_error *error) {
    return guarded(error,
                   [&] { Borrowed(tensor)->normal_(mean, deviation, *static_cast<at::Generator *>(generator.ptr)); });
}

ct_status ct_fill_uniform(ct_tensor tensor, double low, double high, ct_generator generator, ct_error *error) {
    return guarded(error, [&] { Borrowed(tensor)->uniform_(low, high, *static_cast<at::Generator *>(generator.ptr)); });
}
