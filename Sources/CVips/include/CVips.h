#pragma once

#include <stddef.h>

/* The few operations of libvips that Imaging uses. Its own functions are variadic, which Swift cannot call.
 *
 * Functions return 0, or -1 after writing one line about the failure to `message`, whose size is CV_MESSAGE_SIZE.
 * Pixels are interleaved and row by row; what a function gives in a `cv_pixels` or a `cv_bytes` belongs to the caller,
 * who frees its `data` with cv_free. Every function may be called from any thread once cv_start has returned.
 */

#define CV_MESSAGE_SIZE 512

typedef enum { CV_JPEG, CV_PNG, CV_WEBP, CV_TIFF, CV_GIF } cv_format;

typedef enum { CV_GREY, CV_RGB, CV_CMYK, CV_OTHER } cv_colors;

typedef enum { CV_UNSIGNED, CV_SIGNED, CV_REAL, CV_COMPLEX } cv_kind;

typedef struct {
    int width;
    int height;
    /* Values a pixel, the alpha one included, the bytes of each, and what they are. */
    int bands;
    int sample_bytes;
    cv_kind sample_kind;
    cv_colors colors;
    int has_alpha;
    /* EXIF's orientation, 1 to 8; 1 where the file has none. */
    int orientation;
    /* How many pages or frames the file has. */
    int pages;
    /* libvips' names of the colours and of the values' type, for messages; they are never freed. */
    const char *colors_name;
    const char *sample_name;
} cv_header;

typedef struct {
    void *data;
    size_t size;
    cv_header header;
} cv_pixels;

typedef struct {
    void *data;
    size_t size;
} cv_bytes;

/* Coverage of text, one byte a pixel, and where its top left lies from the start of the line's top. */
typedef struct {
    void *data;
    int width;
    int height;
    int left;
    int top;
} cv_text;

typedef struct {
    const void *data;
    int width;
    int height;
    int bands;
    int sample_bytes;
} cv_raster;

/* Starts libvips once a process: no cache of operations, one thread an operation, no plug-ins, no loaders that libvips
 * holds to be unsafe on untrusted files, no warnings on standard error. */
int cv_start(char *message);

/* The library's version, such as "8.14.1"; it need not have been started. */
const char *cv_version(void);

/* `page` counts from 0 the pages or frames of WebP, TIFF and GIF files; others have one. */
int cv_read_header(
    cv_format format, const void *data, size_t size, int page, cv_header *header, char *message);

/* Decodes a picture of a file, the way round that it is stored. Truncated data are an error. */
int cv_decode(cv_format format, const void *data, size_t size, int page, cv_pixels *pixels, char *message);

/* Decodes a picture from its top to its bottom into an empty file that is open for writing: rows of values, of which never
 * more are in memory than the decoder needs. */
int cv_spool(
    cv_format format, const void *data, size_t size, int page, int descriptor, cv_header *header, char *message);

/* `quality` is 1 to 100, and is not used by PNG; `lossless` is used by WebP alone. */
int cv_encode(cv_format format, cv_raster raster, int quality, int lossless, cv_bytes *bytes, char *message);

/* Encodes one band of 16 or 32 bits as TIFF: strips, deflated. Resolutions are pixels a millimetre; 0 for unknown ones, which are written
 * as 72 an inch: libvips writes some always, and readers take these for none. */
int cv_encode_numbers(cv_raster raster, double x_resolution, double y_resolution, cv_bytes *bytes, char *message);

int cv_resize(cv_raster raster, int width, int height, cv_pixels *pixels, char *message);

/* Draws one line in Pango's markup, in a font such as "Sans Bold 12", whose number is the size of its em in pixels. */
int cv_draw_text(const char *markup, const char *font, cv_text *text, char *message);

/* Whether this libvips was built with librsvg, which draws SVG. */
int cv_draws_svg(void);

/* Draws SVG text of this process's own making, `scale` pixels a unit, on white, as 8-bit RGB. */
int cv_draw_svg(const void *data, size_t size, double scale, cv_pixels *pixels, char *message);

void cv_free(void *data);
