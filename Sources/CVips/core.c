#include "CVips.h"
#include <vips/vips.h>
const char *cv_version(void) { return vips_version_string(); }
