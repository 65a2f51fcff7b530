/** Algorithms that find weights without gradients. */

export type { WeightConstraints } from './constraints.ts';
export { type LabelledPatterns, reportWeights, type WeightReport } from './patterns.ts';
export {
  maximiseRobustness,
  type NoWeights,
  type RobustnessOptions,
  type RobustnessResult,
  type RobustWeights,
} from './robustness.ts';
