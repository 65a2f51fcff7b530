/** What the choices of the studies of recurrent networks are, a line each. */

export const FAMILY_TEXTS = {
  ring: 'units on a ring hear their nearest neighbours',
  torus: 'units on a sheet without borders hear their nearest neighbours',
  random: 'units hear as many others, drawn at random',
  dense: 'units hear all units',
  diagonal: 'units hear only themselves (autapses)',
} as const;

/** Some of them, for a study that has not all. */
export const familyTexts = <const K extends keyof typeof FAMILY_TEXTS>(
  names: readonly K[],
): Record<K, string> => {
  const found = {} as Record<K, string>;
  for (const name of names) found[name] = FAMILY_TEXTS[name];
  return found;
};

export const START_TEXTS = {
  identity: '½ on the diagonal, 0 elsewhere; needs self-connections',
  'uniform-dense': 'uniform in ±1/√N, as if all N units were connected',
  'uniform-fan-in': 'uniform in ±1/√k, k the in-degree of the unit',
  gaussian: 'normal with variance 1/k, k the in-degree: eigenvalues fill the unit disc',
  orthogonal: 'an orthogonal matrix, where all units are connected',
} as const;

export const ACTIVATION_TEXTS = {
  relu: 'max(x, 0)',
  tanh: 'hyperbolic tangent',
  softplus: 'log(1 + eˣ), a smooth rectifier',
  'rectified-tanh': 'tanh(max(x, 0))',
} as const;

export const VARIANT_TEXTS = {
  yang19: 'the collection of that name in NeuroGym, 2020 to 2024',
  'modcog-base': 'the released task file of Mod-Cog (Khona et al. 2023)',
  'yang19-2025': 'the collection in NeuroGym since June 2025',
} as const;

export const FORM_TEXTS = {
  corrected: 'errors of the released tasks are mended',
  released: 'errors of the released tasks are kept: to compare with published numbers',
} as const;

export const BATTERY_TEXTS = {
  modcog82: 'as released: 20 base tasks, 22 with int, 20 seqr, 20 seql',
  modcog126: 'these and the 44 combinations of int and seq',
} as const;

export const MATCHING_TEXTS = {
  units: 'as many units as the dense network: fewer synapses',
  synapses: 'as many recurrent synapses as the dense network: more units',
} as const;
