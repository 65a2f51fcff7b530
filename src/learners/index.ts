export {
  type Classifier,
  type ClassifierOptions,
  createClassifier,
  type EpochRecord,
  type Progress,
} from './classifier.ts';
export { placeExamples, placeScaling, SCALINGS, type Scaling } from './feed.ts';
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
export { type LearnerMeta, type LearnerState, weightArrays } from './state.ts';
