/** Random streams, portable elementary and Gaussian functions, quadrature, roots, and statistics of small samples. */

export { logGamma } from './masses.ts';
export { normalQuantile } from './normal-quantile.ts';
export { createNormals, type Normals, restoreNormals } from './normal-stream.ts';
export {
  inverseMills,
  logNormalCdf,
  logNormalTail,
  normalCdf,
  normalDensity,
  normalTail,
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
export { type Bracket, brent, expandBracket } from './roots.ts';
export { studentQuantile } from './student.ts';
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
