// Gives photographs and the batch to the kernel that normalises and resizes them.
#include <ATen/ops/empty.h>

#include "internal.h"
#include "kernels/kernels.h"
#include "parallel.h"

using namespace ct;

ct_status ct_image_batch(const ct_image *images, int64_t count, int64_t padded_height, int64_t padded_width,
                         const double *mean, const double *deviation, ct_tensor *out, ct_error *error) {
    return giving(out, error, [&] {
        constexpr int64_t channels = kernels::ImageResizing::channels;
        std::vector<kernels::ImageResizing> resizings;
        for (int64_t i = 0; i < count; i++) {
            const ct_image &image = images[i];
            TORCH_CHECK(image.height > 0 && image.width > 0 && image.resized_height > 0 && image.resized_width > 0,
                        "an image must have a pixel");
            TORCH_CHECK(image.resized_height <= padded_height && image.resized_width <= padded_width,
                        "images must not be larger than the batch");
            resizings.emplace_back(kernels::ImageExtent{image.height, image.width},
                                   kernels::ImageExtent{image.resized_height, image.resized_width}, mean, deviation);
        }
        const at::Tensor batch =
            at::empty({count, channels, padded_height, padded_width},
                      at::TensorOptions(at::kFloat).memory_format(at::MemoryFormat::ChannelsLast));
        float *values = batch.data_ptr<float>();
        forEachRange(count * padded_height, 32, [&](int64_t first, int64_t last) {
            for (int64_t line = first; line < last; line++) {
                const int64_t image = line / padded_height;
                resizings[image].row(images[image].pixels, line % padded_height, padded_width,
                                     values + line * padded_width * channels);
            }
        });
        return batch;
    });
}
