#include "CTorch.h"
#include <ATen/Version.h>
