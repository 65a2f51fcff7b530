/** What the learners of discrete problems are, a line each: for `describe`, completion and the documentation. */

const LEARNER_TEXTS = {
  sbpi: 'hidden states behind each synapse; a wrong answer moves them, one only just right may deepen them',
  bpi: 'SBPI that deepens at every answer only just right',
  cp: 'the clipped perceptron: SBPI that never deepens',
  rbp: 'reinforced belief propagation: marginals that hold on to what they were',
  fbp: 'focusing belief propagation: replicas that are pulled together',
  rms: 'reinforced max-sum, for small problems',
  decimation: 'belief propagation that decides the most polarised synapses, some at a time',
  sgd: 'stochastic descent on continuous weights behind the discrete ones, alone',
  gradient: 'gradient of a smooth loss, straight through the signs to real hidden states',
  stochastic: 'gradient of the likelihood under stochastic synapses that make up their minds',
  rsgd: 'the same descent in several replicas that are pulled together',
} as const;

/** The texts of the learners that a study has. */
export const textsOf = <const K extends keyof typeof LEARNER_TEXTS>(
  names: readonly K[],
): Record<K, string> => {
  const found = {} as Record<K, string>;
  for (const name of names) found[name] = LEARNER_TEXTS[name];
  return found;
};
