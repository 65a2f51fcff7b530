/** The comparison with the table: what it makes of records that agree, that do not, and of too few. */

import { describe, expect, it } from 'vitest';
import { resolveParameters } from '../parameters.ts';
import type { StudyRecord, StudyResult } from '../study.ts';
import { onlineTable } from './online-table.ts';
import { parameters, presets, type Values } from './parameters.ts';

const PORT = [
  [0.1, 100, 0.76],
  [0.12, 100, 0.773],
  [0.15, 99, 0.799],
  [0.17, 95, 0.82],
  [0.2, 82, 0.834],
  [0.22, 53, 0.848],
  [0.24, 33, 0.849],
] as const;

/** Trials with so many successes of 100, or the same share of fewer, and sparsities around a mean. */
function result(
  { trials = 100, fewer = 0, denser = 0 } = {},
  values: Partial<Values> = {},
): StudyResult<Values> {
  const records = PORT.flatMap(([load, success, sparsity]) =>
    Array.from({ length: trials }, (_, trial): StudyRecord => {
      const solved = trial < Math.round(((success - fewer) * trials) / 100);
      const own = sparsity - denser + (trial % 2 === 0 ? 0.03 : -0.03);
      return { kind: 'online', rule: 'full', inputs: 100, load, trial, solved, sparsity: own };
    }),
  );
  return {
    parameters: resolveParameters(parameters, presets.online, values),
    seed: 1,
    records,
    arrays: {},
  };
}

describe('the table of the online rule', () => {
  it('agrees with itself', () => {
    const { measured, verdict } = onlineTable(result());
    expect(verdict).toBe('holds');
    expect(measured).toContain('α = 0.2: 82 %, S 0.834 ± 0.003');
    expect(measured).toContain('largest of 14 deviations');
  });

  it('falls short where success or sparsity are others', () => {
    expect(onlineTable(result({ fewer: 25 })).verdict).toBe('falls short');
    expect(onlineTable(result({ denser: 0.05 })).verdict).toBe('falls short');
  });

  it('does not decide by few trials, or by those of another task', () => {
    expect(onlineTable(result({ trials: 20 })).verdict).toBe('undecided');
    const other = onlineTable(result({}, { onlineGap: 2, maxSteps: 10 }));
    expect(other.verdict).toBe('undecided');
    expect(other.measured).toContain('maxSteps, onlineGap other than in the table');
    const nothing = { ...result(), records: [] };
    expect(onlineTable(nothing)).toMatchObject({
      ...{ verdict: 'undecided', measured: expect.stringMatching(/^not run/) },
    });
  });
});
