/** Weights with few levels: hidden states, and reading them back as levels. */

export {
  type HiddenStatesOptions,
  hiddenStates,
  type Metaplastic,
  magnitudeOf,
  unitLevels,
} from './hidden-states.ts';
export { type PackedWeights, packLevels, unpackLevels } from './read-back.ts';
