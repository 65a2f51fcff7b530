/** What is to be learned: tasks and the data they are made of. What needs files is in node.ts. */

export {
  type AssociationSpec,
  type Associations,
  inhibitoryFirst,
  randomAssociations,
  readAssociations,
  referenceAssociations,
  writeAssociations,
} from './associations.ts';
export { type Address, catalogue, type DataFile, type DatasetFacts, dataset } from './catalogue.ts';
export { type CifarBatch, parseCifar } from './cifar.ts';
export { predictedClasses, scoreTrial, type TrialScore } from './cognitive/accuracy.ts';
export { drawBatch, drawTask, drawTrials, NO_LABEL, writeTrials } from './cognitive/batch.ts';
export {
  BATTERIES,
  type Battery,
  type BatteryName,
  type CognitiveOptions,
  cognitiveTask,
  createBattery,
} from './cognitive/battery.ts';
export { bayesCeiling } from './cognitive/ceiling.ts';
export { describeTask, type TaskText, taskTable, taskText } from './cognitive/describe.ts';
export { drawTrial } from './cognitive/draw.ts';
export { type GivenStrength, type TrialParameters, trialFrom } from './cognitive/given.ts';
export { type GradedTrack, gradedLoss, scoreGraded, writeGraded } from './cognitive/graded.ts';
export { type BayesAccuracy, bayesAccuracy } from './cognitive/ideal.ts';
export { withDrift, withInterval } from './cognitive/modcog.ts';
export type {
  Comparison,
  Direction,
  Duration,
  Family,
  Match,
  Noise,
  Period,
  PeriodName,
  Reach,
  Ring,
  Shown,
  Strengths,
  TaskSpec,
} from './cognitive/spec.ts';
export {
  createStreams,
  type StreamOptions,
  type StreamsState,
  sourceWindowsPerFill,
  type TrialStreams,
} from './cognitive/stream.ts';
export { bindTask, type CognitiveTask, type Grid } from './cognitive/task.ts';
export { answerAt, createTrial, decisionStart, labelAt, type Trial } from './cognitive/trial.ts';
export { FORMS, type Form, type Labels, VARIANTS, type VariantName } from './cognitive/variants.ts';
export {
  pictureText,
  seededTrial,
  type TrialPicture,
  trialPicture,
  type ViewOptions,
  viewTrial,
} from './cognitive/view.ts';
export {
  createTracks,
  MARK,
  type Track,
  type Tracks,
  type TrialPart,
  writeTrial,
} from './cognitive/write.ts';
export { type Dataset, decodeFile, type Part } from './decode.ts';
export { type DigitsOptions, digits } from './digits/digits.ts';
export { hasCleanEnds, packRows, popcount, unpackRow, unpackRows } from './discrete/bits.ts';
export { type DiscreteSpec, drawDiscrete, mulberry32, referenceDiscrete } from './discrete/draw.ts';
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
} from './discrete/evaluate.ts';
export {
  isPackedDiscrete,
  packDiscrete,
  parseDiscrete,
  readDiscrete,
  unpackDiscrete,
  writeDiscrete,
} from './discrete/files.ts';
export { packWeights, unpackWeights, type WeightPlanes } from './discrete/planes.ts';
export {
  checkProblem,
  checkShape,
  checkWeights,
  type DiscreteProblem,
  type DiscreteShape,
  patternLength,
  positiveLevels,
  symmetricLevels,
  synapsesOf,
} from './discrete/problem.ts';
export { foldedPatterns, patternValues } from './discrete/rows.ts';
export {
  type AnyClassification,
  type AnyExamples,
  type AnyRegression,
  type ClassificationTask,
  type DenseInputs,
  type Examples,
  type ExampleTask,
  isClassification,
  isSparse,
  type RegressionExamples,
  type RegressionTask,
  type SparseExamples,
  type SparseInputs,
  type SparseRegressionExamples,
  type UnlabelledTask,
} from './examples.ts';
export { classification, denseClassification, labelled, regression } from './narrow.ts';
export {
  ONE_CHOICE_PROBLEMS,
  type OneChoice,
  type OneChoiceOptions,
  oneChoice,
  WAYS,
  type Way,
} from './one-choice.ts';
export { type LabelledPatterns, reportWeights, type WeightReport } from './patterns.ts';
export {
  examplesFromFiles,
  type TaskFile,
  type TaskFiles,
  taskFromFiles,
} from './prepare/from-files.ts';
export type { Preparation, TaskOptions } from './prepare/options.ts';
export { labelledDatasets, taskFromDataset } from './recipes.ts';
export { standardise } from './standardise.ts';
