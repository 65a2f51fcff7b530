/**
 * The task of discrete synapses: random classification (storage) and labels from a teacher, as instances that are drawn or
 * rebuilt from a seed. Files are in discrete-files.ts; what an instance is, and the drawing, in networks/discrete.
 */

export {
  type DiscreteSpec,
  drawDiscrete,
  mulberry32,
  referenceDiscrete,
} from '../networks/discrete/draw.ts';
