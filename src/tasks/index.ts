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
export {
  type Address,
  CATALOGUE,
  type DataFile,
  type DatasetFacts,
  dataset,
} from './catalogue.ts';
export { type CifarBatch, parseCifar } from './cifar.ts';
export { type CsvOptions, parseCsv, type Table } from './csv.ts';
export { type Dataset, decodeFile, type Part } from './decode.ts';
export { type DigitsOptions, digitExamples, digits, drawDigit } from './digits/digits.ts';
export type { ClassificationTask, Examples } from './examples.ts';
export { type GunzipOptions, gunzip, isGzip } from './gzip.ts';
export { encodeIdx, type IdxArray, type IdxData, type IdxType, parseIdx } from './idx.ts';
export { labelledDatasets, type TaskOptions, taskFromDataset } from './recipes.ts';
export { standardise } from './standardise.ts';
