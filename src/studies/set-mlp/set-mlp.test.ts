/** The study as a whole: what it yields, that it can be taken up at every checkpoint, and what its claims say. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { resolveParameters } from '../parameters.ts';
import type { NamedArrays, Snapshot, StudyRecord, StudyResult } from '../study.ts';
import { claims } from './claims.ts';
import { correlation } from './describe.ts';
import { figures } from './figures.ts';
import { setMlp } from './index.ts';
import type { Values } from './parameters.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(setMlp.parameters, {
    trainLimit: 300,
    testLimit: 100,
    hidden: [40, 30],
    epsilon: 4,
    epochs: 3,
    batch: 32,
    ...values,
  });

interface Ran extends StudyResult<Values> {
  readonly snapshots: readonly { readonly after: number; readonly snapshot: Snapshot }[];
}

async function runStudy(parameters: Values, resume?: Snapshot): Promise<Ran> {
  const run = setMlp.run({
    parameters,
    random: createRandom(11),
    arithmetic: 'strict',
    threads: 1,
    task: async (_, { trainLimit, testLimit } = {}) =>
      digits({ train: trainLimit, test: testLimit }),
    ...(resume && { resume }),
  });
  const records: StudyRecord[] = [];
  const snapshots: { after: number; snapshot: Snapshot }[] = [];
  for (;;) {
    const next = await run.next();
    if (next.done) return { parameters, seed: 1, records, arrays: next.value, snapshots };
    const { record, snapshot } = next.value;
    if (record !== undefined) records.push(record);
    // Through JSON and copies, as a checkpoint on disk.
    if (snapshot !== undefined) {
      const { meta, arrays } = snapshot();
      snapshots.push({
        after: records.length,
        snapshot: { meta: JSON.parse(JSON.stringify(meta)), arrays: structuredClone(arrays) },
      });
    }
  }
}

const bytesOf = (arrays: NamedArrays): [string, string][] =>
  Object.entries(arrays).map(([name, array]) => [
    name,
    typeof array === 'string'
      ? array
      : Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64'),
  ]);

describe('a run', () => {
  it('can be taken up at every checkpoint, to the same records and arrays', async () => {
    const parameters = small({ dropout: 0.1, replicates: 2, methods: ['set', 'dense'], epochs: 2 });
    const whole = await runStudy(parameters);
    expect(whole.snapshots.length).toBe(8);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(parameters, snapshot);
      expect(rest.records).toEqual(whole.records.slice(after));
      expect(bytesOf(rest.arrays)).toEqual(bytesOf(whole.arrays));
    }
  });

  it('starts set and static from the same wiring, and rewires only set', async () => {
    const { records, arrays } = await runStudy(small({ epochs: 1, finalStep: 'none' }));
    const ends = records.filter((record) => record.kind === 'end');
    expect(ends.map((record) => record.method)).toEqual(['set', 'static', 'dense']);
    // After one epoch without a final step nothing has been rewired: both networks are one.
    expect(bytesOf({ a: arrays['set.layer1.weight'] })).toEqual(
      bytesOf({ a: arrays['static.layer1.weight'] }),
    );
    const longer = await runStudy(small());
    const rewired = longer.records.filter(
      (record) => record.kind === 'epoch' && Number(record.removed) > 0,
    );
    expect(new Set(rewired.map((record) => record.method))).toEqual(new Set(['set']));
  });

  it('ends with fewer connections where the last step prunes', async () => {
    const { records } = await runStudy(small({ methods: ['set'], finalStep: 'prune' }));
    const [last] = records.filter((record) => record.kind === 'epoch').slice(-1);
    const [end] = records.filter((record) => record.kind === 'end');
    expect(Number(end.finalConnections)).toBe(Number(last.connections) - Number(last.removed));
    expect(Number(last.born)).toBe(0);
  });

  it.each(['sigmoid', 'tanh'] as const)(
    'runs with %s, Adam, squared error and decoupled decay',
    async (activation) => {
      const values = {
        activation,
        optimiser: 'adam',
        rate: 0.003,
        loss: 'mean-squared-error',
        decayForm: 'decoupled',
      } as const;
      const { records } = await runStudy(
        small({ ...values, methods: ['set'], scaling: 'z-score' }),
      );
      const losses = records
        .filter((record) => record.kind === 'epoch')
        .map((record) => Number(record.trainLoss));
      expect(losses[2]).toBeLessThan(losses[0]);
    },
  );
});

describe('claims and figures', () => {
  it('are made from records alone, and undecided where methods are missing', async () => {
    const { snapshots: _, ...result } = await runStudy(small({ replicates: 3, epochs: 2 }));
    for (const claim of claims) {
      const { measured, verdict } = claim.measure(result);
      expect(measured.length, claim.id).toBeGreaterThan(10);
      expect(['holds', 'falls short', 'undecided']).toContain(verdict);
    }
    const found = figures([result]);
    expect(found.map((figure) => figure.id)).toEqual([
      'test-accuracy',
      'test-loss',
      'connections',
      'energy',
      'weights',
      'degrees-out',
      'degrees-in',
      'input-map',
      'degree-variance',
    ]);
    const part = { ...result, records: result.records.filter((record) => record.method !== 'set') };
    for (const claim of claims) expect(claim.measure(part).verdict, claim.id).toBe('undecided');
    expect(figures([{ ...result, records: [] }])).toEqual([]);
  });

  it('keep runs with other parameters apart', async () => {
    const [a, b] = await Promise.all(
      [4, 8].map((epsilon) => runStudy(small({ epsilon, epochs: 1, methods: ['set'] }))),
    );
    const [accuracy] = figures([a, b]);
    expect(accuracy.series).toEqual(['set, epsilon 4', 'set, epsilon 8']);
    expect(figures([a, a])[0].series).toEqual(['set']);
  });

  it('know a correlation when they see one', () => {
    expect(correlation([1, 2, 3], [2, 4, 6])).toBeCloseTo(1, 12);
    expect(correlation([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 12);
    expect(correlation([1, 1, 1], [3, 2, 1])).toBe(0);
  });
});

describe('a network that is too large', () => {
  it('is refused before any work, by name and size', () => {
    expect(() => setMlp.check?.(small({ hidden: [1_000_000] }))).toThrow(
      /^the dense network needs about 1\d\.\d GiB, the engine has 4; use fewer units/,
    );
    const sparse = small({ hidden: [1_000_000], methods: ['set', 'static'] });
    expect(() => setMlp.check?.(sparse)).not.toThrow();
  });
});

describe('presets', () => {
  it.each(Object.entries(setMlp.presets))('%s is valid', (_, preset) => {
    expect(() => resolveParameters(setMlp.parameters, preset)).not.toThrow();
  });
});
