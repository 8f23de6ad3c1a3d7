#pragma once
#include <c10/util/FunctionRef.h>

#include <cstdint>

namespace ct {

// Runs body(task) for every task of 0 ..< count on LibTorch's threads, each of which takes the next task when it has done
// one: tasks may differ in length. Without threads of their own within a body.
//
// at::parallel_for is serial here: LibTorch's headers make it parallel only where they are compiled for OpenMP.
void forEachTask(int64_t count, c10::function_ref<void(int64_t)> body);

// The same for ranges [first, last) of 0 ..< count, of about `grain` each.
void forEachRange(int64_t count, int64_t grain, c10::function_ref<void(int64_t, int64_t)> body);

} // namespace ct
