/** What `frontier` can be asked to run. */

export const EXPERIMENT_TEXTS = {
  ingredients: 'few, moving, near, rare and coarse, alone and together',
  locality: 'local against random wirings of equal in-degree, density by density',
  search: 'combinations drawn from the declared space, chosen by successive halving',
  loads: 'what one unit stores under each constraint, beside the capacity that theory gives',
} as const;

export type Experiment = keyof typeof EXPERIMENT_TEXTS;

export const EXPERIMENTS = Object.keys(EXPERIMENT_TEXTS) as [Experiment, ...Experiment[]];
