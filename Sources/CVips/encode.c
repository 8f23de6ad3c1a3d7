#include "guard.h"

#include <vips/vips.h>

typedef struct {
    cv_format format;
    cv_raster raster;
    int quality;
    int lossless;
    cv_bytes *bytes;
    int width;
    int height;
    cv_pixels *pixels;
    double x_resolution;
    double y_resolution;
} encoding;

/* An image over the caller's pixels, which must outlive it. */
static VipsImage *wrap(const cv_raster *raster) {
    size_t row = (size_t)raster->width * raster->bands * raster->sample_bytes;
    VipsBandFormat format = raster->sample_bytes == 4   ? VIPS_FORMAT_UINT
                            : raster->sample_bytes == 2 ? VIPS_FORMAT_USHORT
                                                        : VIPS_FORMAT_UCHAR;
    VipsImage *memory = vips_image_new_from_memory(
        raster->data, row * raster->height, raster->width, raster->height, raster->bands, format);
    if (memory == NULL) return NULL;
    VipsInterpretation colors = raster->bands == 3         ? VIPS_INTERPRETATION_sRGB
                                : raster->sample_bytes >= 2 ? VIPS_INTERPRETATION_GREY16
                                                            : VIPS_INTERPRETATION_B_W;
    VipsImage *image = NULL;
    int status = vips_copy(memory, &image, "interpretation", colors, NULL);
    g_object_unref(memory);
    return status == 0 ? image : NULL;
}

static int encode(void *context) {
    encoding *job = context;
    VipsImage *image = wrap(&job->raster);
    if (image == NULL) return -1;
    int status = -1;
    switch (job->format) {
    case CV_PNG:
        status = vips_pngsave_buffer(image, &job->bytes->data, &job->bytes->size, NULL);
        break;
    case CV_JPEG:
        status = vips_jpegsave_buffer(image, &job->bytes->data, &job->bytes->size, "Q", job->quality, NULL);
        break;
    case CV_WEBP:
        status = vips_webpsave_buffer(
            image, &job->bytes->data, &job->bytes->size, "Q", job->quality, "lossless", job->lossless, NULL);
        break;
    case CV_TIFF:
    case CV_GIF:
        vips_error("cv_encode", "the format is not written");
        break;
    }
    g_object_unref(image);
    return status;
}

static int encode_numbers(void *context) {
    encoding *job = context;
    VipsImage *image = wrap(&job->raster);
    if (image == NULL) return -1;
    int is_known = job->x_resolution > 0 && job->y_resolution > 0;
    VipsImage *placed = NULL;
    int status = vips_copy(
        image, &placed, "xres", is_known ? job->x_resolution : 72 / 25.4, "yres",
        is_known ? job->y_resolution : 72 / 25.4, NULL);
    g_object_unref(image);
    if (status != 0) return -1;
    status = vips_tiffsave_buffer(
        placed, &job->bytes->data, &job->bytes->size, "compression", VIPS_FOREIGN_TIFF_COMPRESSION_DEFLATE,
        "predictor", VIPS_FOREIGN_TIFF_PREDICTOR_NONE, "resunit",
        is_known ? VIPS_FOREIGN_TIFF_RESUNIT_CM : VIPS_FOREIGN_TIFF_RESUNIT_INCH, NULL);
    g_object_unref(placed);
    return status;
}

static int resize(void *context) {
    encoding *job = context;
    VipsImage *image = wrap(&job->raster);
    if (image == NULL) return -1;
    VipsImage *resized = NULL;
    int status = vips_thumbnail_image(
        image, &resized, job->width, "height", job->height, "size", VIPS_SIZE_FORCE, "no_rotate", TRUE, NULL);
    g_object_unref(image);
    if (status != 0) return -1;
    cv_header header = {
        .width = vips_image_get_width(resized),
        .height = vips_image_get_height(resized),
        .bands = vips_image_get_bands(resized),
        .sample_bytes = job->raster.sample_bytes,
        .colors = CV_RGB,
    };
    job->pixels->header = header;
    job->pixels->data = vips_image_write_to_memory(resized, &job->pixels->size);
    g_object_unref(resized);
    return job->pixels->data == NULL ? -1 : 0;
}

int cv_encode(cv_format format, cv_raster raster, int quality, int lossless, cv_bytes *bytes, char *message) {
    encoding job = {.format = format, .raster = raster, .quality = quality, .lossless = lossless, .bytes = bytes};
    return cv_guard(encode, &job, message);
}

int cv_encode_numbers(cv_raster raster, double x_resolution, double y_resolution, cv_bytes *bytes, char *message) {
    encoding job = {.raster = raster, .bytes = bytes, .x_resolution = x_resolution, .y_resolution = y_resolution};
    return cv_guard(encode_numbers, &job, message);
}

int cv_resize(cv_raster raster, int width, int height, cv_pixels *pixels, char *message) {
    encoding job = {.raster = raster, .width = width, .height = height, .pixels = pixels};
    return cv_guard(resize, &job, message);
}
