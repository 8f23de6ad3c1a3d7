#include "guard.h"

#include <vips/vips.h>

typedef struct {
    const void *data;
    size_t size;
    double scale;
    cv_pixels *pixels;
} rendering;

static int render(void *context) {
    rendering *job = context;
    VipsImage *image = NULL;
    /* libvips does not write to the buffer, whatever its type says. */
    if (vips_svgload_buffer((void *)job->data, job->size, &image, "scale", job->scale, NULL) != 0) return -1;
    VipsArrayDouble *white = vips_array_double_newv(3, 255.0, 255.0, 255.0);
    VipsImage *flat = NULL;
    int status = vips_flatten(image, &flat, "background", white, NULL);
    vips_area_unref(VIPS_AREA(white));
    g_object_unref(image);
    if (status != 0) return -1;
    cv_header header = {
        .width = vips_image_get_width(flat),
        .height = vips_image_get_height(flat),
        .bands = vips_image_get_bands(flat),
        .sample_bytes = 1,
        .colors = CV_RGB,
    };
    job->pixels->header = header;
    job->pixels->data = vips_image_write_to_memory(flat, &job->pixels->size);
    g_object_unref(flat);
    return job->pixels->data == NULL ? -1 : 0;
}

int cv_draws_svg(void) {
    char message[CV_MESSAGE_SIZE];
    return cv_start(message) == 0 && vips_type_find("VipsForeignLoad", "svgload_buffer") != 0;
}

int cv_draw_svg(const void *data, size_t size, double scale, cv_pixels *pixels, char *message) {
    rendering job = {.data = data, .size = size, .scale = scale, .pixels = pixels};
    return cv_guard(render, &job, message);
}
