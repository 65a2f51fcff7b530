export {
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  type EpochRecord,
  type Progress,
} from './classifier.ts';
export { placeExamples, placeScaling, SCALINGS, type Scaling } from './feed.ts';
export { type GradedFeedOptions, gradedFeed } from './graded-feed.ts';
export { createOnline, type OnlineLearner, type OnlineOptions } from './online.ts';
export { type Feed, plainFeed, publishedFeed } from './online-feed.ts';
export { chooseMirrors, MIRROR_CHOICES, type MirrorChoice } from './orientation.ts';
export {
  createPerceptronLearner,
  initialWeights,
  type PerceptronLearner,
  type PerceptronOptions,
  type PerceptronRecord,
  type PerceptronState,
} from './perceptron.ts';
export {
  createRecurrentLearner,
  type RecurrentLearner,
  type RecurrentOptions,
  type RecurrentProgress,
  type RecurrentRecord,
} from './recurrent.ts';
export {
  type FedBatch,
  type RecurrentFeed,
  ruleChannelsOf,
  type StreamFeedOptions,
  streamFeed,
} from './recurrent-feed.ts';
export {
  type RecurrentMeta,
  type RecurrentState,
  rnnArrays,
  writeRnnArrays,
} from './recurrent-state.ts';
export { refreshStrands } from './refresh.ts';
export { type LearnerMeta, type LearnerState, weightArrays } from './state.ts';
export {
  createTrialScorer,
  type TaskScores,
  type TrialScorer,
  type TrialScorerOptions,
} from './trial-scores.ts';
