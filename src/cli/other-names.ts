/**
 * What other programs call our options. A newcomer types the words she knows; where no option has the name, these tell which
 * one was meant. Only used in messages: an option has one name.
 */

import { nearest } from '../errors.ts';

/** Names of other programs, without the hyphens, and ours: the first that the command has. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  'learning-rate': ['rate'],
  lr: ['rate'],
  eta: ['rate'],
  alpha: ['load'],
  'batch-size': ['batch'],
  'minibatch-size': ['batch'],
  'max-epochs': ['epochs'],
  'num-epochs': ['epochs'],
  iterations: ['epochs', 'steps', 'max-steps'],
  optimizer: ['optimiser'],
  'weight-decay': ['decay'],
  l2: ['decay'],
  sparsity: ['density', 'densities', 'epsilon'],
  'prune-rate': ['zeta'],
  'drop-fraction': ['zeta'],
  'hidden-size': ['hidden', 'units'],
  'hidden-sizes': ['hidden', 'units'],
  layers: ['hidden'],
  neurons: ['hidden', 'units'],
  'num-units': ['units', 'hidden'],
  dataset: ['task'],
  data: ['task'],
  model: ['methods', 'networks', 'rules'],
  models: ['methods', 'networks', 'rules'],
  method: ['methods', 'rules'],
  algorithm: ['methods', 'rules', 'with'],
  solver: ['with'],
  repeats: ['replicates', 'samples', 'seeds'],
  repetitions: ['replicates', 'samples', 'seeds'],
  trials: ['replicates', 'samples', 'seeds'],
  'random-seed': ['seed'],
  'random-state': ['seed'],
  'num-workers': ['jobs'],
  workers: ['jobs'],
  'n-jobs': ['jobs'],
  cores: ['threads'],
  'num-threads': ['threads'],
  output: ['out'],
  'output-dir': ['out'],
  'save-dir': ['out'],
  config: ['set'],
  param: ['set'],
  params: ['set'],
  force: ['fresh'],
  overwrite: ['fresh'],
  restart: ['fresh'],
};

/**
 * The name among the known ones that was probably meant: what another program calls so, else the nearest in spelling.
 *
 * @param given without hyphens in front
 */
export function meant(given: string, known: readonly string[]): string | undefined {
  const word = given.toLowerCase().replaceAll('_', '-');
  const ours = Object.hasOwn(OTHER_NAMES, word) ? OTHER_NAMES[word] : [];
  return ours.find((name) => known.includes(name)) ?? nearest(word, known);
}
