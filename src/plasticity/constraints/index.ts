/** Where a weight may lie: signs, gaps, and the sum of the magnitudes. */

export { dale } from './dale.ts';
export { type GapOptions, gapElimination, inGap, onEdge } from './gap.ts';
export { type HomeostasisOptions, l1Homeostasis } from './homeostasis.ts';
export { type SparseRuleOptions, sparseRule } from './recipes.ts';
export { signClip } from './sign.ts';
