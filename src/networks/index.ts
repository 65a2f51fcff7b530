export {
  type Bundle,
  bundleWeights,
  layerOf,
  type Network,
  networkArrays,
  readGradient,
} from './bundle.ts';
export { cut, DEFAULT_SHARDS, type Geometry, NARROWEST_MIRRORED, tilesOf } from './geometry.ts';
export {
  createMlp,
  homeOrder,
  type LayerSpec,
  type Mlp,
  type MlpLayer,
  type MlpSpec,
} from './mlp.ts';
export { createPerceptron, type PatternLists, type Perceptron } from './perceptron.ts';
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
