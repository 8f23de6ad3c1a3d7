// All kernels of an instruction set, for the file that compiles them; see vectors.h.

namespace ct::kernels::CT_KERNELS {

constexpr InstructionSet instructions{CT_NAME,        lanes,      winograd<Form4>, winograd<Form6>, product,
                                      dilatedProduct, maskLogits, maxPool,         depthwise,       sumPixels,
                                      scalePixels,    fuse};

}  // namespace ct::kernels::CT_KERNELS
