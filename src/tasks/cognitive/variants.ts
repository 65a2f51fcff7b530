/**
 * The published versions of the 20 tasks, and what each of them does differently.
 *
 * | variant | source |
 * | --- | --- |
 * | `modcog-base` | M. Khona et al., Neural Computation 35, 1850 (2023): the released task file of Mod-Cog |
 * | `yang19` | the collection of that name in NeuroGym (M. Molano-Mazón et al., 2022), 2020 to 2024 |
 * | `yang19-2025` | the same collection since June 2025 |
 * | `yang2019-original` | G. R. Yang et al., Nature Neuroscience 22, 297 (2019): see original.ts |
 *
 * Where a source errs there is a released and a corrected form. Released: `go` and `anti` of Mod-Cog have the delay of
 * `dlygo` and `dlyanti`, so that only the rule input tells them apart; class R of Mod-Cog is folded onto class 0 (see
 * `Labels`); half of the ring is the lower category as a sample but the upper one as a test.
 */

import { unknownName } from '../../errors.ts';
import type { Duration, Match } from './spec.ts';

export const VARIANTS = ['modcog-base', 'yang19', 'yang19-2025', 'yang2019-original'] as const;
export type VariantName = (typeof VARIANTS)[number];

export const FORMS = ['released', 'corrected'] as const;
export type Form = (typeof FORMS)[number];

/**
 * Classes of the answer on a ring of R. `positions`: 0 keeps fixation, 1 + i is position i. `folded`: (1 + i) mod R, so
 * that the last position cannot be told from fixation.
 */
export type Labels = 'positions' | 'folded';

/** Everything in which two variants of the ring-index tasks differ. */
export interface VariantFacts {
  readonly goDelay: number;
  readonly decisionDelay: number;
  readonly dm1Stimulus: Duration;
  readonly matchDelay: Duration;
  /** When the fixation cue of decision and match tasks is on. */
  readonly cue: 'until decision' | 'in fixation';
  readonly decisionNoise: 'inputs' | 'rings';
  readonly upperSample: Match['upperSample'];
  readonly labels: Labels;
}

/** @throws UsageError for `yang2019-original`, whose tasks are of another kind */
export function variantFacts(variant: VariantName, form: Form): VariantFacts {
  const released = form === 'released';
  const modcog: VariantFacts = {
    goDelay: released ? 500 : 0,
    decisionDelay: 500,
    dm1Stimulus: 500,
    matchDelay: { uniform: [200, 1200] },
    cue: 'until decision',
    decisionNoise: 'inputs',
    upperSample: released ? 'above half' : 'from half',
    labels: released ? 'folded' : 'positions',
  };
  const yang19: VariantFacts = {
    ...modcog,
    goDelay: 0,
    decisionDelay: 1000,
    matchDelay: 1000,
    labels: 'positions',
  };
  switch (variant) {
    case 'modcog-base':
      return modcog;
    case 'yang19':
      return yang19;
    case 'yang19-2025':
      return {
        ...yang19,
        dm1Stimulus: { choice: [200, 400, 600] },
        cue: 'in fixation',
        decisionNoise: 'rings',
      };
    default:
      throw unknownName(
        'variant of the ring-index tasks',
        variant,
        VARIANTS.filter((name) => name !== 'yang2019-original'),
      );
  }
}
