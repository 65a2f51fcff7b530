/** Who learns what is shown: one protocol, whatever the network. */

export {
  type BirthOptions,
  type BirthTask,
  PRUNINGS,
  type PruningName,
  pruneFor,
} from './birth.ts';
export {
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  type EpochRecord,
  type EpochTick,
} from './classifier.ts';
export { DivergenceError } from './divergence.ts';
export { type Scaling, type ScalingTables, scalingOf } from './feed.ts';
export { type GradedFeedOptions, gradedFeed } from './graded-feed.ts';
export type { Learner } from './learner.ts';
export {
  createOnline,
  type OnlineLearner,
  type OnlineOptions,
  type OnlineRecord,
} from './online.ts';
export { type Feed, plainFeed, publishedFeed } from './online-feed.ts';
export type { MirrorChoice } from './orientation.ts';
export {
  createPerceptronLearner,
  type PerceptronLearner,
  type PerceptronOptions,
  type PerceptronRecord,
} from './perceptron.ts';
export {
  createRbmLearner,
  type RbmJudgement,
  type RbmLearner,
  type RbmLearnerOptions,
  type RbmRecord,
} from './rbm.ts';
export {
  createRecurrentLearner,
  type RecurrentLearner,
  type RecurrentOptions,
  type RecurrentRecord,
  type UpdateTick,
} from './recurrent.ts';
export {
  type RecurrentFeed,
  type StreamFeedOptions,
  streamFeed,
} from './recurrent-feed.ts';
export {
  createRegressor,
  type RegressionRecord,
  type Regressor,
  type RegressorOptions,
} from './regressor.ts';
export type { LearnerState, Plain } from './state.ts';
export {
  createTrialScorer,
  type TaskScores,
  type TrialScorer,
  type TrialScorerOptions,
} from './trial-scores.ts';
