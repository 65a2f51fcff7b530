/** Pruning of whole networks outside of learning: before it, and between two trainings. */

export {
  type ActiveLayer,
  type Batch,
  type Curvature,
  curvature,
  type Wires,
  wiresOf,
} from './plain-network.ts';
export { type Pruned, pruneAtBirth, restrict, rewind, strongest } from './prune.ts';
export { grasp, type Saliency, snip, synflow } from './saliency.ts';
