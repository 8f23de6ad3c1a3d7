#include "guard.h"

#include <ctype.h>
#include <string.h>
#include <vips/vips.h>

static GRWLock errors;
static GOnce once = G_ONCE_INIT;
static char start_failure[CV_MESSAGE_SIZE];

/* Copies the error buffer as one line, its own lines joined by "; ". */
static void take_message(char *message) {
    const char *from = vips_error_buffer();
    size_t used = 0;
    for (; *from != '\0' && used + 3 < CV_MESSAGE_SIZE; from++) {
        if (*from != '\n') {
            message[used++] = iscntrl((unsigned char)*from) ? ' ' : *from;
        } else if (from[1] != '\0') {
            message[used++] = ';';
            message[used++] = ' ';
        }
    }
    message[used] = '\0';
    vips_error_clear();
}

static void drop_log(const char *domain, GLogLevelFlags level, const char *text, void *context) {
    (void)domain, (void)level, (void)text, (void)context;
}

static void *start(void *context) {
    g_log_set_handler("VIPS", G_LOG_LEVEL_WARNING | G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, drop_log, NULL);
    /* libvips looks for plug-ins beside the program that it is told of. There are none beside this one: they are the
     * loaders of ImageMagick, PDF and the like, which no input here may reach and which take 0.1 s to load. */
    if (vips_init("/nonexistent/bin/program") != 0) {
        take_message(start_failure);
        if (start_failure[0] == '\0') strcpy(start_failure, "unknown reason");
        return context;
    }
    vips_block_untrusted_set(TRUE);
    /* SVG is drawn from text that this process made; files are decoded by the loader of their own format alone. */
    vips_operation_block_set("VipsForeignLoadSvg", FALSE);
    vips_cache_set_max(0);
    vips_concurrency_set(1);
    return context;
}

int cv_start(char *message) {
    g_once(&once, start, NULL);
    if (start_failure[0] == '\0') return 0;
    memcpy(message, start_failure, CV_MESSAGE_SIZE);
    return -1;
}

int cv_guard(int (*work)(void *), void *context, char *message) {
    if (cv_start(message) != 0) return -1;
    g_rw_lock_reader_lock(&errors);
    int status = work(context);
    g_rw_lock_reader_unlock(&errors);
    if (status == 0) return 0;
    g_rw_lock_writer_lock(&errors);
    vips_error_clear();
    status = work(context);
    if (status != 0) take_message(message);
    g_rw_lock_writer_unlock(&errors);
    return status == 0 ? 0 : -1;
}

void cv_free(void *data) { g_free(data); }

const char *cv_version(void) {
    return vips_version_string();
}
