#include "instruction_sets.h"

namespace ct::kernels {

const std::vector<InstructionSet> &instructionSets() {
    static const std::vector<InstructionSet> sets = [] {
        std::vector<InstructionSet> sets;
#if defined(__x86_64__)
        __builtin_cpu_init();
        const bool hasAVX2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        if (hasAVX2 && __builtin_cpu_supports("avx512f")) sets.push_back(avx512::instructions);
        if (hasAVX2) sets.push_back(avx2::instructions);
#endif
        sets.push_back(baseline::instructions);
        return sets;
    }();
    return sets;
}

}  // namespace ct::kernels
