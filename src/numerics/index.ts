/** Random streams, portable elementary and Gaussian functions, quadrature, roots, and statistics of small samples. */

export { acos, atan } from './arc.ts';
export { atanh, atanhTanhProduct, logCosh, logTwoCosh } from './hyperbolic.ts';
export { binomialLogMass, hypergeometricLogMass, logGamma } from './masses.ts';
export { normalQuantile } from './normal-quantile.ts';
export { createNormals, type Normals, restoreNormals } from './normal-stream.ts';
export {
  inverseMills,
  logNormalCdf,
  logNormalDensity,
  logNormalTail,
  logPartialMoments,
  normalCdf,
  normalDensity,
  normalTail,
  normalTailQuantile,
  partialMoments,
} from './normal-tails.ts';
export {
  type AsyncWork,
  finish,
  finishAsync,
  isTick,
  type Tick,
  type Work,
  withoutTicks,
} from './pace.ts';
export { cos, exp, expm1, log, log1p, pow, sin, tanh } from './portable.ts';
export { gaussHermite, gaussLegendre, type QuadratureRule, tanhSinh } from './quadrature.ts';
export { createRandom, type Random, type RandomState, restoreRandom } from './random.ts';
export {
  type Bracket,
  brent,
  expandBracket,
  type NewtonResult,
  newtonSystem,
  type System,
  solveLinear,
} from './roots.ts';
export { regularizedBeta, studentQuantile } from './student.ts';
export {
  correlation,
  type Interval,
  mean,
  meanInterval,
  median,
  quantile,
  sampleStandardDeviation,
  wilsonInterval,
} from './summary.ts';
export { type SymmetricEigen, symmetricEigen } from './symmetric-eigen.ts';
