#include "guard.h"

#include <vips/vips.h>

typedef struct {
    const char *markup;
    const char *font;
    cv_text *text;
} drawing;

static int draw(void *context) {
    drawing *job = context;
    VipsImage *image = NULL;
    /* At 72 dots an inch a point is a pixel. */
    if (vips_text(&image, job->markup, "font", job->font, "dpi", 72, NULL) != 0) return -1;
    size_t size = 0;
    job->text->width = vips_image_get_width(image);
    job->text->height = vips_image_get_height(image);
    job->text->left = vips_image_get_xoffset(image);
    job->text->top = vips_image_get_yoffset(image);
    job->text->data = vips_image_write_to_memory(image, &size);
    g_object_unref(image);
    return job->text->data == NULL ? -1 : 0;
}

int cv_draw_text(const char *markup, const char *font, cv_text *text, char *message) {
    drawing job = {.markup = markup, .font = font, .text = text};
    return cv_guard(draw, &job, message);
}
