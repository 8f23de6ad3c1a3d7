/* For ftruncate, which plain C does not have. */
#define _XOPEN_SOURCE 700

#include "guard.h"

#include <errno.h>
#include <unistd.h>
#include <vips/vips.h>

typedef struct {
    cv_format format;
    const void *data;
    size_t size;
    int page;
    VipsAccess access;
    int descriptor;
    cv_header *header;
    cv_pixels *pixels;
} decoding;

static VipsImage *open_image(const decoding *job) {
    VipsImage *image = NULL;
    /* libvips does not write to the buffer, whatever its type says. */
    void *data = (void *)job->data;
    int status = -1;
    switch (job->format) {
    case CV_JPEG:
        status = vips_jpegload_buffer(
            data, job->size, &image, "fail_on", VIPS_FAIL_ON_ERROR, "access", job->access, NULL);
        break;
    case CV_PNG:
        status = vips_pngload_buffer(
            data, job->size, &image, "fail_on", VIPS_FAIL_ON_ERROR, "access", job->access, NULL);
        break;
    case CV_WEBP:
        status = vips_webpload_buffer(
            data, job->size, &image, "page", job->page, "fail_on", VIPS_FAIL_ON_ERROR, "access", job->access, NULL);
        break;
    case CV_TIFF:
        status = vips_tiffload_buffer(
            data, job->size, &image, "page", job->page, "fail_on", VIPS_FAIL_ON_ERROR, "access", job->access, NULL);
        break;
    case CV_GIF:
        status = vips_gifload_buffer(
            data, job->size, &image, "page", job->page, "fail_on", VIPS_FAIL_ON_ERROR, "access", job->access, NULL);
        break;
    }
    return status == 0 ? image : NULL;
}

static cv_colors colors_of(VipsImage *image) {
    switch (vips_image_get_interpretation(image)) {
    case VIPS_INTERPRETATION_B_W:
    case VIPS_INTERPRETATION_GREY16:
        return CV_GREY;
    case VIPS_INTERPRETATION_sRGB:
    case VIPS_INTERPRETATION_RGB:
    case VIPS_INTERPRETATION_RGB16:
        return vips_image_get_bands(image) >= 3 ? CV_RGB : CV_OTHER;
    case VIPS_INTERPRETATION_CMYK:
        return vips_image_get_bands(image) >= 4 ? CV_CMYK : CV_OTHER;
    default:
        return CV_OTHER;
    }
}

static void describe(VipsImage *image, cv_header *header) {
    VipsBandFormat format = vips_image_get_format(image);
    header->width = vips_image_get_width(image);
    header->height = vips_image_get_height(image);
    header->bands = vips_image_get_bands(image);
    header->sample_bytes = (int)vips_format_sizeof(format);
    header->sample_kind = vips_band_format_isuint(format)      ? CV_UNSIGNED
                          : vips_band_format_isint(format)     ? CV_SIGNED
                          : vips_band_format_iscomplex(format) ? CV_COMPLEX
                                                               : CV_REAL;
    header->pages = vips_image_get_n_pages(image);
    header->orientation = vips_image_get_orientation(image);
    header->colors = colors_of(image);
    header->has_alpha = vips_image_hasalpha(image);
    header->colors_name = vips_enum_nick(VIPS_TYPE_INTERPRETATION, vips_image_get_interpretation(image));
    header->sample_name = vips_enum_nick(VIPS_TYPE_BAND_FORMAT, format);
}

static int read_header(void *context) {
    decoding *job = context;
    VipsImage *image = open_image(job);
    if (image == NULL) return -1;
    describe(image, job->header);
    g_object_unref(image);
    return 0;
}

static int decode(void *context) {
    decoding *job = context;
    VipsImage *image = open_image(job);
    if (image == NULL) return -1;
    describe(image, &job->pixels->header);
    job->pixels->data = vips_image_write_to_memory(image, &job->pixels->size);
    g_object_unref(image);
    return job->pixels->data == NULL ? -1 : 0;
}

/* Called with bands of rows from the top to the bottom. */
static int write_rows(VipsRegion *region, VipsRect *area, void *context) {
    const decoding *job = context;
    size_t row = VIPS_REGION_SIZEOF_PEL(region) * (size_t)area->width;
    for (int y = area->top; y < area->top + area->height; y++) {
        const char *from = (const char *)VIPS_REGION_ADDR(region, area->left, y);
        for (size_t left = row; left > 0;) {
            ssize_t count = write(job->descriptor, from, left);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) {
                vips_error_system(errno, "cv_spool", "%s", "unable to write");
                return -1;
            }
            from += count;
            left -= (size_t)count;
        }
    }
    return 0;
}

static int spool(void *context) {
    decoding *job = context;
    /* What an attempt before this one has written is written anew. */
    if (lseek(job->descriptor, 0, SEEK_SET) != 0 || ftruncate(job->descriptor, 0) != 0) {
        vips_error_system(errno, "cv_spool", "%s", "unable to write");
        return -1;
    }
    VipsImage *image = open_image(job);
    if (image == NULL) return -1;
    describe(image, job->header);
    int status = vips_sink_disc(image, write_rows, job);
    g_object_unref(image);
    return status;
}

int cv_read_header(
    cv_format format, const void *data, size_t size, int page, cv_header *header, char *message) {
    decoding job = {.format = format, .data = data, .size = size, .page = page, .header = header};
    return cv_guard(read_header, &job, message);
}

int cv_decode(cv_format format, const void *data, size_t size, int page, cv_pixels *pixels, char *message) {
    decoding job = {.format = format, .data = data, .size = size, .page = page, .pixels = pixels};
    return cv_guard(decode, &job, message);
}

int cv_spool(
    cv_format format, const void *data, size_t size, int page, int descriptor, cv_header *header, char *message) {
    decoding job = {
        .format = format,
        .data = data,
        .size = size,
        .page = page,
        .access = VIPS_ACCESS_SEQUENTIAL,
        .descriptor = descriptor,
        .header = header,
    };
    return cv_guard(spool, &job, message);
}
