/** Recurrent networks that grow while they learn: connections stay where they may be, also over an interruption. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { identityValues } from '../../protocol/text-parameters.ts';
import { cog20 } from '../cog20/index.ts';
import { modcog } from '../modcog/index.ts';
import { records as kinds } from './records.ts';

const CELEGANS = 'docs/examples/celegans/ConnOrdered_040903.mat';
const WORM = { wiring: CELEGANS, wiringVariable: 'A_init_t_ordered' } as const;
const bytes = readFileSync(CELEGANS);
const withFile = <C extends object>(context: C) => ({
  ...context,
  file: () => Promise.resolve(bytes),
});
const run = studyRunner<ReturnType<typeof valuesOf>>({
  run: (context) => cog20.run(withFile(context)),
});
const TINY = {
  ...{
    units: 24,
    densities: [0.2],
    families: ['random'],
    analyses: false,
    start: 'uniform-fan-in',
  },
  ...{ updates: 6, evaluateEvery: 2, batch: 2, window: 20, testTrials: 1, finalTrials: 1 },
} as const;
const valuesOf = (given: object) => resolveParameters(cog20.parameters, { ...TINY, ...given });
const curvesOf = (ran: Awaited<ReturnType<typeof run>>) => kinds.rows('curve', ran.records);

describe('growth', () => {
  it('within a radius: what lies outside only dies; as many are born as die', async () => {
    const rows = curvesOf(await run(valuesOf({ growth: 'within-radius', growthRadius: 5 })));
    const outside = rows.map((row) => row.outside ?? Number.NaN);
    expect(outside[0]).toBeGreaterThan(20);
    for (let k = 1; k < 4; k++) expect(outside[k]).toBeLessThanOrEqual(outside[k - 1]);
    expect(outside[3]).toBeLessThan(outside[0]);
    expect(rows.map(({ connections, removed, born }) => [connections, removed === born])).toEqual(
      Array.from({ length: 4 }, () => [120, true]),
    );
    expect(rows.slice(2).every(({ born = 0 }) => born > 20)).toBe(true);
  });

  it('of a ring within its radius none leaves, of a ring anywhere some would', async () => {
    const ring = { families: ['ring'], densities: [0.2] } as const;
    const within = await run(valuesOf({ ...ring, growth: 'within-radius', growthRadius: 2 }));
    expect(curvesOf(within).map(({ outside }) => outside)).toEqual([0, 0, 0, 0]);
    const length = async (given: object) =>
      kinds.rows('end', (await run(valuesOf({ ...ring, ...given }))).records)[0].wireLength;
    const still = await length({});
    expect(kinds.rows('end', within.records)[0].wireLength).toBe(still);
    expect(await length({ growth: 'anywhere' })).toBeGreaterThan(1.5 * still);
  });

  it('no autapse is born; dense networks and autapses stay as they are', async () => {
    const families = ['random', 'dense', 'diagonal'] as const;
    const rows = curvesOf(await run(valuesOf({ families, growth: 'no-autapses' })));
    const own = rows.filter(({ family }) => family === 'random').map(({ outside = 0 }) => outside);
    expect(own[0]).toBe(24);
    expect(own.at(-1)).toBeLessThan(24);
    for (const row of rows.filter(({ family }) => family !== 'random'))
      expect([row.connections, row.outside]).toEqual([undefined, undefined]);
  });

  it('goes on after an interruption to the same records', async () => {
    const values = valuesOf({ growth: 'within-radius', growthRadius: 5 });
    const whole = await run(values);
    for (const { after, snapshot } of whole.snapshots.slice(1, 3)) {
      const rest = await run(values, { resume: snapshot });
      expect([...whole.records.slice(0, after), ...rest.records]).toEqual(whole.records);
    }
  });

  it('within the graph of C. elegans: a random network moves into it, the worm stays in it', async () => {
    const given = { ...WORM, units: 279, densities: [0.02], growth: 'within-graph' } as const;
    const rows = curvesOf(await run(valuesOf({ ...given, updates: 4 })));
    const of = (family: string) =>
      rows.filter((row) => row.family === family).map(({ outside }) => outside);
    expect(of('graph')).toEqual([0, 0, 0]);
    const [first = 0, second = 0, third = 0] = of('random');
    expect(first).toBeGreaterThan(1200);
    // The first growth follows the record of update 2.
    expect(second).toBe(first);
    expect(third).toBeLessThan(second - 200);
  });

  it('refuses a graph that is not there or of other units', async () => {
    expect(() => cog20.check?.(valuesOf({ growth: 'within-graph' }))).toThrow(
      '--growth within-graph needs the graph: --wiring ./graph.mtx',
    );
    await expect(run(valuesOf({ ...WORM, growth: 'within-graph' }))).rejects.toThrow(
      '--growth within-graph: random 21 % has 24 units, the graph 279 nodes; give --units 279',
    );
  });

  it('is none at its default, which no identity holds; says what has no effect', () => {
    for (const { parameters } of [cog20, modcog]) {
      const standard = resolveParameters(parameters, {});
      const keys = Object.keys(identityValues(parameters, standard).parameters);
      expect(keys.filter((key) => /^(growth|wiring)/.test(key))).toEqual([]);
    }
    const idle = (given: object) => Object.keys(cog20.idle?.(valuesOf(given)) ?? {});
    expect(idle(WORM)).toEqual(['growthShare', 'growthRadius']);
    expect(idle({ ...WORM, growth: 'anywhere' })).toEqual(['growthRadius']);
    expect(idle({ growth: 'within-radius' })).toHaveLength(4);
  });
});

it('modcog trains the worm too, beside networks of other units, and draws it', async () => {
  const values = resolveParameters(modcog.parameters, {
    ...{ units: 16, densities: [0.3], families: ['ring'], matchings: ['units'], autapses: false },
    ...{ updates: 2, evaluateEvery: 1, batch: 2, window: 20, testTrials: 1, finalTrials: 1 },
    ...WORM,
  });
  const inMemory = studyRunner<typeof values>({ run: (context) => modcog.run(withFile(context)) });
  const { snapshots: _, former: __, ...result } = await inMemory(values);
  const [end] = kinds.rows('end', result.records).filter(({ family }) => family === 'graph');
  expect(end).toMatchObject({ network: 'given graph, N = 279', units: 279, synapses: 2194 });
  const learning = modcog.figures([result]).find(({ id }) => id === 'learning');
  expect(learning?.series).toContain('given graph, N = 279');
});
