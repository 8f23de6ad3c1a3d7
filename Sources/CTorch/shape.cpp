// Shape, joining and selection.
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/index.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/topk.h>

#include "internal.h"

using namespace ct;

ct_status ct_reshape(ct_tensor a, const int64_t *sizes, int64_t dimensions, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return Borrowed(a)->reshape(array(sizes, dimensions)); });
}

ct_status ct_permute(ct_tensor a, const int64_t *order, int64_t dimensions, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return Borrowed(a)->permute(array(order, dimensions)); });
}

ct_status ct_narrow(ct_tensor a, int64_t dimension, int64_t start, int64_t length, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return Borrowed(a)->narrow(dimension, start, length); });
}

ct_status ct_cat(const ct_tensor *tensors, int64_t count, int64_t dimension, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::cat(shared(tensors, count), dimension); });
}

ct_status ct_stack(const ct_tensor *tensors, int64_t count, int64_t dimension, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::stack(shared(tensors, count), dimension); });
}

ct_status ct_index_select(ct_tensor a, int64_t dimension, ct_tensor indices, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::index_select(Borrowed(a), dimension, Borrowed(indices)); });
}

ct_status ct_select_per_row(ct_tensor a, ct_tensor indices, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        at::Tensor columns = shared(indices);
        at::Tensor rows = at::arange(columns.numel(), columns.options());
        return at::index(Borrowed(a), {rows, columns});
    });
}

ct_status ct_true_indices(ct_tensor a, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] { return at::nonzero(Borrowed(a)).flatten(); });
}

ct_status ct_top_k(ct_tensor a, int64_t count, ct_tensor *values, ct_tensor *indices, ct_error *error) {
    return guarded(error, [&] {
        auto [best, at] = at::topk(Borrowed(a), count);
        *values = owned(std::move(best));
        *indices = owned(std::move(at));
    });
}
