/** Refuses, before any work starts, parameters that have no solution or do not fit together. */

import { FrugalError, UsageError } from '../../errors.ts';
import { connectionsOf } from '../../solvers/constraints.ts';
import { capacity, maxRobustness } from '../../theory/index.ts';
import { SIGNS, type Signs } from './names.ts';
import type { Values } from './parameters.ts';
import { checkBalance } from './parts/balance.ts';
import { SPARSEST as SPARSEST_SOLUTION } from './parts/exact.ts';
import { SPARSEST } from './parts/frontier.ts';
import { modelOf, settingOf } from './samples.ts';

const named = (name: string, check: () => void): void => {
  try {
    check();
  } catch (error) {
    if (error instanceof FrugalError) error.message = `${name}: ${error.message}`;
    throw error;
  }
};

/** Loads must lie below the capacity at margin 0: with free signs nothing beyond it has a largest margin. */
function checkLoads(values: Values, signs: Signs, loads: readonly number[]): void {
  const most = capacity({ ...modelOf(settingOf(values, signs)), margin: 0 }).load;
  for (const load of loads) {
    if (load >= most) {
      throw new UsageError(
        `load ${load} is outside (0, ${Number(most.toPrecision(6))}), the capacity without robustness (${signs})`,
      );
    }
  }
}

/** Frontiers begin at the sparsity that weights have without a constraint on connections: it must lie before their end. */
function checkBeginning(what: string, sparsity: number, end: number, remedy: string): void {
  if (sparsity >= end) {
    throw new UsageError(
      `${what} makes weights sparser by itself (S = ${sparsity.toFixed(3)}) than the curves reach, which end at ${end}; choose ${remedy}`,
    );
  }
}

/** @throws UsageError naming the parameter, the value and what it has to be */
export function check(values: Values): void {
  const { parts, exactSizes, eliminationSize, densities, gaps } = values;
  const has = (...names: Values['parts']): boolean => names.some((name) => parts.includes(name));
  const [free, prescribed] = SIGNS;
  if (has('capacity', 'frontier', 'laws', 'exact', 'efficiency', 'noise', 'bits'))
    named('loads', () => checkLoads(values, free, [...values.loads, values.load]));
  if (has('capacity', 'signs', 'online', 'balance'))
    named('signed-loads', () =>
      checkLoads(values, prescribed, [...values.signedLoads, values.signedLoad]),
    );
  if (has('frontier', 'efficiency')) {
    const model = modelOf(settingOf(values, free));
    for (const margin of values.margins) {
      const { sparsity } = capacity({ ...model, margin });
      named('margins', () =>
        checkBeginning(`margin ${margin}`, sparsity, SPARSEST, 'a smaller one'),
      );
    }
  }
  for (const which of ['exact', 'signs'] as const) {
    if (!has(which)) continue;
    const name = which === 'exact' ? 'load' : 'signed-load';
    const load = which === 'exact' ? values.load : values.signedLoad;
    const signs = which === 'exact' ? free : prescribed;
    const { sparsity } = maxRobustness({ ...modelOf(settingOf(values, signs)), load });
    checkBeginning(`${name} ${load}`, sparsity, SPARSEST_SOLUTION, 'a larger one');
  }
  if (has('balance')) named('balance', () => checkBalance(values));
  if (has('laws', 'exact', 'signs', 'noise', 'bits')) {
    const sizes = has('exact', 'signs') ? [...exactSizes, eliminationSize] : [eliminationSize];
    for (const inputs of sizes) {
      named('densities', () => densities.forEach((density) => void connectionsOf(density, inputs)));
      const widest = Math.max(...gaps);
      if (widest > inputs) {
        throw new UsageError(
          `gaps: ${widest} is outside (0, ${inputs}]: weights of mean size 1 over ${inputs} inputs reach no further`,
        );
      }
    }
  }
  if (has('online') && values.onlineGap > Math.min(...values.onlineSizes)) {
    throw new UsageError(
      `online-gap ${values.onlineGap} is outside (0, ${Math.min(...values.onlineSizes)}]: weights of mean size 1 reach no further`,
    );
  }
}
