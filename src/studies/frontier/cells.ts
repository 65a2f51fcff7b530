/** Which networks of a run a comparison is about: named by their ingredients, not by their words. */

import { type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';

import type { Values } from './parameters.ts';
import { type FrontierRow, records } from './records.ts';

export type Results = readonly StudyResult<Values>[];
export type End = Pooled<FrontierRow<'end'>>;

/** Wirings of the ingredients. */
export type Wired = 'dense' | 'static' | 'moving' | 'local' | 'local and moving';

export const wiredOf = ({ wiring, rewiring }: Pick<End, 'wiring' | 'rewiring'>): Wired => {
  if (wiring === 'dense') return 'dense';
  if (wiring === 'local') return rewiring === 'none' ? 'local' : 'local and moving';
  return rewiring === 'none' ? 'static' : 'moving';
};

/** Ingredients beside the wiring. */
export interface Beside {
  readonly rare?: boolean;
  readonly coarse?: boolean;
}

export const endsOf = (results: Results): End[] => pooled(records, 'end', results);

/** The networks of the ingredients with this wiring, rare or not, coarse or not. */
export const cell = (
  ends: readonly End[],
  wired: Wired,
  { rare = false, coarse = false }: Beside = {},
): End[] =>
  ends.filter(
    (end) =>
      end.experiment === 'ingredients' &&
      wiredOf(end) === wired &&
      (end.budget !== 'none') === rare &&
      (end.discretisation !== 'none') === coarse,
  );

/** The densities of the comparison of local and random wirings, the largest first. */
export const densitiesOf = (ends: readonly End[]): number[] =>
  [
    ...new Set(ends.filter((end) => end.experiment === 'locality').map(({ asked }) => asked)),
  ].toSorted((a, b) => b - a);

/** Networks of one density and wiring, of that comparison. */
export const atDensity = (ends: readonly End[], wiring: 'random' | 'local', asked: number): End[] =>
  ends.filter(
    (end) => end.experiment === 'locality' && end.wiring === wiring && end.asked === asked,
  );
