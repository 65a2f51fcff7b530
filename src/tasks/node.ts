/** Tasks from files, in Node: the data folder, fetching into it, loading by name. */

export {
  type FetchedFile,
  type FetchOptions,
  type FetchProgress,
  fetchDataset,
} from './fetch.node.ts';
export {
  dataFolder,
  type FileState,
  glanceAtFile,
  type LoadOptions,
  loadDataset,
  readDataFile,
  verifyFile,
} from './files.node.ts';
export { loadExamples, loadTask } from './load.node.ts';
export { taskNames } from './names.ts';
