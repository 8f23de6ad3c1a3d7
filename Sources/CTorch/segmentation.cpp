// Class maps: gives tensors to the kernel, and spreads the work over LibTorch's threads.
#include <ATen/Dispatch.h>

#include "internal.h"
#include "kernels/kernels.h"
#include "parallel.h"

using namespace ct;

ct_status ct_class_map(ct_tensor logits, int64_t input_height, int64_t input_width, int64_t height, int64_t width,
                       uint8_t *labels, float *probabilities, ct_error *error) {
    return guarded(error, [&] {
        expectOnCPU(Borrowed(logits), "logits", 3, Borrowed(logits)->scalar_type());
        // Without a copy where the logits are channels-last.
        const at::Tensor cells = shared(logits).permute({1, 2, 0}).contiguous();
        TORCH_CHECK(cells.size(0) > 0 && cells.size(1) > 0 && input_height > 0 && input_width > 0 && height > 0 && width > 0,
                    "sizes must be above 0");
        TORCH_CHECK(cells.size(2) > 0 && cells.size(2) <= 256, "there are ", cells.size(2), " classes, not 1 to 256");
        AT_DISPATCH_FLOATING_TYPES(cells.scalar_type(), "class_map", [&] {
            const kernels::ClassMap<scalar_t> map(cells.const_data_ptr<scalar_t>(),
                                                  {cells.size(0), cells.size(1), cells.size(2)},
                                                  {input_height, input_width}, {height, width});
            forEachRange(height, 16, [&](int64_t first, int64_t last) { map.rows(first, last, labels, probabilities); });
        });
    });
}
