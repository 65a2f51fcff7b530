/** What each part of `discrete` is, a line each: for `describe`, completion and the documentation. */

export const PART_TEXTS = {
  capacity: 'entropy of the solutions against load, and where it ends; theory',
  exact:
    'small problems, all of whose solutions are listed: how crowded they are around each other',
  regions: 'local entropy around what learners find, against theory, and how solutions bear flips',
  success: 'how often, how fast and at what cost learners solve random problems, against load',
  walks: 'a walk that follows the local entropy against annealing that follows the energy',
  scarce: 'levels −1, 0, 1 with a budget of nonzero synapses: how few are enough',
  layer: 'many units that see the same patterns, each with labels of its own',
  images: 'discrete synapses in the hidden layer of a perceptron that learns images',
} as const;
