/**
 * What theory says that one unit can store under the constraints of `frontier`: capacities for N → ∞ at margin 0, patterns and
 * labels active half of the time.
 *
 * Sources: E. Gardner, J. Phys. A 21:257 (1988); M. Baig, A. Stepanyants, arXiv 2409.04946 (2024) for signs, gaps and the
 * number of connections; H. Gutfreund, Y. Stein, J. Phys. A 23 (1990) for levels.
 */

import { unitLevels } from '../../plasticity/index.ts';
import type { JobStep } from '../../protocol/jobs.ts';
import type { NamedArrays } from '../../protocol/study.ts';
import { type CapacityQuestion, capacity, storageCapacity } from '../../theory/index.ts';
import { parameters as composing } from '../compose/parameters.ts';
import type { Contender } from './contenders.ts';
import type { FrontierRecord } from './records.ts';

/** Excitatory inputs of a perceptron with signs: what `compose` gives it. */
const EXCITATORY = composing.excitatory.default;
/** Gaps and shares of connections that the lines of theory are drawn through. */
const GAPS = [0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 8];
const SHARES = [1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2, 0.15, 0.1, 0.07];

const question = (more: Partial<CapacityQuestion> = {}): CapacityQuestion => ({
  ...{ groups: [{ fraction: 1, activity: 0.5 }], outputActivity: 0.5, margin: 0 },
  ...more,
});

/** Most associations per input. */
export function capacityOf({ method, levels, gap }: Pick<Contender, 'method' | 'levels' | 'gap'>) {
  switch (method.constraint) {
    case 'none':
      return storageCapacity({ levels: [...unitLevels(levels)] }).load;
    case 'dale':
      return capacity(
        question({
          groups: [
            { fraction: EXCITATORY, activity: 0.5, sign: 'excitatory' },
            { fraction: 1 - EXCITATORY, activity: 0.5, sign: 'inhibitory' },
          ],
        }),
      ).load;
    case 'gap':
      return capacity(question({ gap })).load;
    case 'l1':
      return capacity(question()).load;
  }
}

/** What is asked of many rows alike is solved once. */
function remembered(solve: (x: number) => number): (x: number) => number {
  const known = new Map<number, number>();
  return (x) => {
    const value = known.get(x) ?? solve(x);
    known.set(x, value);
    return value;
  };
}

/** Most associations per input with no more than such a share of the weights, the best ones: the l0 constraint. */
export const mostWith = remembered(
  (density) => capacity(question(density >= 1 ? {} : { density })).load,
);

/** Share of the weights that a gap leaves at capacity. */
export const leftAtCapacity = remembered((gap) => 1 - capacity(question({ gap })).sparsity);

/** Lines through the plane of connections and load: the best choice of connections, and gaps of every size. */
export async function* theory(): AsyncGenerator<JobStep<FrontierRecord>, NamedArrays | undefined> {
  for (const value of SHARES)
    yield {
      record: { kind: 'theory', constraint: 'l0', value, share: value, load: mostWith(value) },
    };
  for (const value of GAPS) {
    const { load, sparsity } = capacity(question({ gap: value }));
    yield { record: { kind: 'theory', constraint: 'gap', value, share: 1 - sparsity, load } };
  }
  return undefined;
}
