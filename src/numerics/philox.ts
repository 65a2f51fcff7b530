/**
 * The block function of Philox4x32-10. Its home is beside the kernel that draws dropout masks from it, so that there is one.
 */

export { multiplyHigh, philox4x32 } from '../kernels/philox.ts';
