/** Networks as files of other systems, and back. */

export { type Answers, answersOf, type RecurrentAnswers, sequenceOf } from './answers.ts';
export {
  type Arrays,
  arraysOf,
  type NetworkOutline,
  networkFrom,
  networksIn,
  outlineArrays,
} from './arrays.ts';
export {
  type ExportedFile,
  type ExportOptions,
  exportNetwork,
  NETWORK_FORMATS,
  type NetworkFormat,
} from './export.ts';
export { type ImportOptions, importNetwork, prefixOf } from './import.ts';
export { mlpFrom, outlineOfCnn, outlineOfMlp, outlineOfRnn, storedOf } from './live.ts';
export { matrixFilesOf, type NetworkFile } from './matrices.ts';
export {
  checkNetwork,
  type InputScaling,
  KIND_WORDS,
  type NetworkFacts,
  type StoredClassifier,
  type StoredCnn,
  type StoredImage,
  type StoredLayer,
  type StoredMlp,
  type StoredNetwork,
  type StoredRbm,
  type StoredRnn,
  sizesOf,
} from './network.ts';
export { type DiscreteWeights, readDiscreteWeights, writeDiscreteWeights } from './synapses.ts';
export { inputsOfTable } from './table-inputs.ts';
