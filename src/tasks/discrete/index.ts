/** Discrete synapses: problems, packed patterns and weights, and what weights make of a problem. */

export {
  hasCleanEnds,
  packRows,
  popcount,
  popcountAnd,
  popcountRow,
  popcountXor,
  unpackRow,
  unpackRows,
} from './bits.ts';
export { type DiscreteSpec, drawDiscrete, mulberry32, referenceDiscrete } from './draw.ts';
export {
  answers,
  distance,
  type Evaluation,
  evaluate,
  evaluateFields,
  fieldsOf,
  overlap,
  stabilities,
  stabilitiesOfFields,
} from './evaluate.ts';
export { packWeights, planeField, unpackWeights, type WeightPlanes } from './planes.ts';
export {
  checkProblem,
  checkShape,
  checkWeights,
  type DiscreteProblem,
  type DiscreteShape,
  isBinary,
  levelStep,
  lowOf,
  patternLength,
  positiveLevels,
  symmetricLevels,
  synapsesOf,
  wordsOf,
} from './problem.ts';
export { foldedPatterns, patternValues, type UnitRows, unitRows, writePattern } from './rows.ts';
