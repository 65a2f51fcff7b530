/** Random streams, portable elementary functions, masses of discrete distributions and statistics of small samples. */

export { binomialLogMass, hypergeometricLogMass, logGamma } from './masses.ts';
export { normalQuantile } from './normal.ts';
export { philox4x32 } from './philox.ts';
export { cos, exp, expm1, log, log1p, pow, sin, tanh } from './portable.ts';
export { createRandom, type Random, type RandomState, restoreRandom } from './random.ts';
export { regularizedBeta, studentQuantile } from './student.ts';
export {
  bootstrapInterval,
  goodnessOfFit,
  type Interval,
  mean,
  meanInterval,
  median,
  pairedDifference,
  quantile,
  sampleStandardDeviation,
  wilsonInterval,
} from './summary.ts';
export { hypergeometricVariate } from './variates.ts';
