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
  type Network,
  networkArrays,
  readGradient,
} from './bundle.ts';
export {
  type Description,
  describe,
  type MlpDescription,
  mlp,
  type PerceptronDescription,
  perceptron,
  type RnnDescription,
  rnn,
} from './describe.ts';
export { cut, DEFAULT_SHARDS, type Geometry, NARROWEST_MIRRORED, tilesOf } from './geometry.ts';
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

export { createPass, type PassOptions, type RnnPass, type RnnTrack } from './rnn/pass.ts';
export {
  createRnn,
  RNN_BLOCKS,
  type Rnn,
  type RnnBlockName,
  type RnnBundleName,
} from './rnn/rnn.ts';
export {
  RNN_ACTIVATIONS,
  RNN_LOSSES,
  type RnnLoss,
  type RnnSpec,
  type RuleBlock,
} from './rnn/spec.ts';
export {
  createSingleNetwork,
  type Score,
  type SingleActivation,
  type SingleLayer,
  type SingleNetwork,
  type SingleOutput,
  type SingleSpec,
} from './single.ts';
export { type BatchTable, type Source, writeBatch } from './source.ts';
