/** Networks: described as plain values, built in an engine's memory, and the calls that run them. */

export { build } from './build.ts';
export {
  buildMlp,
  buildPerceptron,
  buildRnn,
  type Fit,
  type PerceptronFit,
  type RnnFit,
} from './builders.ts';
export {
  type Bundle,
  bundleWeights,
  layerOf,
  layerView,
  type Network,
  networkArrays,
  readGradient,
  type Statistic,
  statisticOf,
  writeGradient,
} from './bundle.ts';
export { buildCnn, type CnnFit } from './cnn-builder.ts';
export {
  type CnnDescription,
  cnn,
  type Description,
  describe,
  type MlpDescription,
  mlp,
  type PerceptronDescription,
  perceptron,
  type RbmDescription,
  type RnnDescription,
  rbm,
  rnn,
} from './describe.ts';
export { cut, DEFAULT_SHARDS, NARROWEST_MIRRORED, tilesOf } from './geometry.ts';
export {
  createMlp,
  homeOrder,
  type LayerSpec,
  type Mlp,
  type MlpLayer,
  type MlpSpec,
} from './mlp.ts';
export {
  createPerceptron,
  initialWeights,
  type PatternLists,
  type Perceptron,
} from './perceptron.ts';
export { createPredictor, type Judged, type Predictor, Visitors } from './predictor.ts';
export {
  createRbm,
  type Rbm,
  type RbmChains,
  type RbmEvaluation,
  type RbmSpec,
  writeRbmBatch,
} from './rbm.ts';
export { buildRbm, logOdds, meansOf, type RbmFit } from './rbm-builder.ts';
export { createPass, type RnnPass, type RnnTrack } from './rnn/pass.ts';
export {
  createRnn,
  type Rnn,
  type RnnBlockName,
} from './rnn/rnn.ts';
export type {
  RnnLoss,
  RnnSpec,
} from './rnn/spec.ts';
export { placeRows } from './rows.ts';
export {
  createSingleNetwork,
  type Score,
  type SingleActivation,
  type SingleLayer,
  type SingleNetwork,
  type SingleOutput,
  type SingleSpec,
} from './single.ts';
export { type DenseSource, type RowSource, type Source, type Told, writeBatch } from './source.ts';
export { checkShown, type Scaled, type Shown } from './stage.ts';
