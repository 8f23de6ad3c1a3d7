/* CTorch: a C interface to the parts of LibTorch that this package uses, and to its own CPU kernels.
 *
 * Conventions. Every function that can fail returns a status and takes its results and an error by pointer: CT_OK leaves
 * the error alone; anything else has written a message into it, which the caller releases with ct_error_free. A C++
 * exception never leaves a function. A `ct_tensor` that comes back through an `out` pointer is owned by the caller, who
 * releases it with ct_tensor_free; every tensor passed in is borrowed. An optional tensor is absent where its `ptr` is
 * null. Sizes are counts of elements. Data types are LibTorch's `ScalarType` numbers.
 */
#ifndef CTORCH_H
#define CTORCH_H

#include "CTorchDetection.h"
#include "CTorchDistributed.h"
#include "CTorchLayers.h"
#include "CTorchTensors.h"
#include "CTorchTraining.h"
#include "CTorchTypes.h"

#endif
