/** Which networks of a run a comparison is about: named by their ingredients, not by their words. */

import { physicalUnits, picojoules } from '../../ledger/index.ts';
import { type Pooled, pooled, type StudyResult } from '../../protocol/study.ts';
import type { Values } from './parameters.ts';
import { type FrontierRow, records } from './records.ts';

export type Results = readonly StudyResult<Values>[];
export type End = Pooled<FrontierRow<'end'>>;

/** Wirings of the ingredients, of networks of layers and of recurrent ones. */
export const WIRINGS = ['dense', 'static', 'moving', 'local', 'local and moving'] as const;
/** What bounds the weights of one unit beside their mean size; levels are bounds of their own. */
export const BOUNDS = ['mean size', 'signs', 'gap'] as const;

export type Wired = (typeof WIRINGS)[number] | (typeof BOUNDS)[number];

export function wiredOf({
  wiring,
  rewiring,
  constraint,
}: Pick<End, 'wiring' | 'rewiring' | 'constraint'>): Wired {
  if (constraint !== undefined)
    return ({ none: 'mean size', l1: 'mean size', dale: 'signs', gap: 'gap' } as const)[constraint];
  if (wiring === 'dense') return 'dense';
  if (wiring === 'local') return rewiring === 'none' ? 'local' : 'local and moving';
  return rewiring === 'none' ? 'static' : 'moving';
}

/** Ingredients beside the wiring. */
export interface Beside {
  readonly rare?: boolean;
  readonly coarse?: boolean;
}

/** What is published of all claims of this study. */
export const OURS = 'nowhere: a claim of our own, written down before the runs (docs/frontier.md)';

export const accuracy = (end: End): number => end.accuracy;

/** Joules of learning, in picojoules. */
export const spentBy = (
  { arithmetic: multiplyAdds, written }: Pick<End, 'arithmetic' | 'written'>,
  hardware: string,
): number => picojoules({ multiplyAdds, written }, physicalUnits(hardware));

export const endsOf = (results: Results): End[] => pooled(records, 'end', results);

/** What stands where no ingredient is: all connections. */
export const plainOf = (results: Results): Wired =>
  results[0]?.parameters.network === 'perceptron' ? 'mean size' : 'dense';

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

/** Weights of one unit that are there, as a share of its inputs. */
export const shareLeft = ({ connections, silent }: Pick<End, 'connections' | 'silent'>): number =>
  (connections - silent) / connections;
