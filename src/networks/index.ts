export { type Bundle, bundleWeights, readGradient } from './bundle.ts';
export { cut, DEFAULT_SHARDS, type Geometry, tilesOf } from './geometry.ts';
export {
  createMlp,
  homeOrder,
  type LayerSpec,
  type Mlp,
  type MlpLayer,
  type MlpSpec,
} from './mlp.ts';
export { createPerceptron, type PatternLists, type Perceptron } from './perceptron.ts';
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
