#pragma once

#include "CVips.h"

/* Runs `work(context)`, and where it fails once more, alone, for the message: libvips has one error buffer for all
 * threads, in which the texts of failures at the same time mix. */
int cv_guard(int (*work)(void *), void *context, char *message);
