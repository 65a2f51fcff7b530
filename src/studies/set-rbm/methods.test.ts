/** Every rule that a Boltzmann machine can follow is followed, and the others are refused. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { setRbm } from './index.ts';
import { METHOD_TEXTS, METHODS, type Method, UNFIT } from './methods.ts';
import type { Values } from './parameters.ts';
import type { RbmRow } from './records.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(setRbm.parameters, {
    ...{ trainLimit: 60, testLimit: 20, hidden: 10, density: 0.05, epochs: 5, batch: 20 },
    ...{ likelihood: 'none', ...values },
  });
const run = studyRunner(setRbm, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);
const FIT = METHODS.filter((method) => !(method in UNFIT));
const ALL = 784 * 10;
const SPARSE = 0.05 * ALL;
/** Connections during each of five epochs, of rules that do not keep their number. */
const COUNTS: Partial<Record<Method, (counts: readonly number[]) => void>> = {
  dense: (counts) => expect(counts).toEqual(counts.map(() => ALL)),
  granet: (counts) => {
    expect(counts[0]).toBe(ALL / 2);
    expect(counts[4]).toBe(SPARSE);
  },
  chtss: (counts) => {
    expect(counts[0]).toBe(ALL / 2);
    expect(counts[4]).toBe(SPARSE);
  },
  gmp: (counts) => {
    expect(counts[0]).toBe(ALL);
    expect(counts[4]).toBe(SPARSE);
  },
  'em-s': ([first, second, ...rest]) => {
    expect(first).toBe(SPARSE);
    // Born first; who matters least dies a pass later, and the closing pass removes alone.
    expect(second).toBe(SPARSE + Math.floor(0.3 * SPARSE));
    expect(rest.at(-1)).toBe(SPARSE);
  },
};

describe('rules of rewiring', () => {
  it.each(FIT)('%s learns, and can be taken up', { timeout: 60_000 }, async (method) => {
    const parameters = small({ methods: [method] });
    const whole = await run(parameters);
    const epochs = whole.records.filter(
      ({ kind }) => kind === 'epoch',
    ) as unknown[] as RbmRow<'epoch'>[];
    const counts = epochs.map(({ connections }) => connections);
    const check = COUNTS[method];
    if (check === undefined) expect(counts).toEqual(counts.map(() => SPARSE));
    else check(counts);
    const changed = epochs.reduce((sum, { removed }) => sum + removed, 0);
    expect(changed > 0).toBe(!['static', 'dense'].includes(method));
    const { after, snapshot } = whole.snapshots[2];
    const rest = await run(parameters, { resume: snapshot });
    expect(rest.records).toEqual(whole.records.slice(after));
    expect(rest.arrays).toEqual(whole.arrays);
  });

  it('ends ramps with as many connections as the others have, whatever that is', async () => {
    const methods = ['static', 'granet', 'chtss', 'gmp'] as const;
    // Above half of all, where two of them begin, and a number that is no whole share of all.
    for (const density of [0.7, 0.05008]) {
      const { records } = await run(small({ methods, density }));
      const ends = records.filter(({ kind }) => kind === 'end');
      const asked = Math.round(density * ALL);
      expect(ends.map((end) => end.finalConnections)).toEqual(methods.map(() => asked));
    }
  });

  it.each(Object.keys(UNFIT) as Method[])('%s is refused in one line', (method) => {
    const refused = () => setRbm.check?.(small({ methods: ['set', method] }));
    expect(refused).toThrow(`method "${method}" is not for a Boltzmann machine: ${UNFIT[method]}`);
    expect(refused).toThrow(/^.{1,300}$/);
    expect(METHOD_TEXTS[method]).toContain('refused');
  });
});
