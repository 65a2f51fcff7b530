/** The study as a whole: what it yields, that it can be taken up at every checkpoint, and what its claims say. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { expectUndecided } from '../../../test/verdicts.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import type { NamedArrays } from '../../protocol/study.ts';
import { digits } from '../../tasks/digits/digits.ts';
import type { ClassificationTask, Examples } from '../../tasks/examples.ts';
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

const runStudy = studyRunner(setMlp, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);

/** A small table: five features, three classes. */
const table = (): ClassificationTask => {
  const drawn = (count: number): Examples => ({
    ...{ count, features: 5, scale: 1 },
    inputs: Float32Array.from({ length: 5 * count }, (_, k) => ((k * 7) % 11) / 11),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 3),
  });
  return {
    ...{
      name: 'table',
      title: 'A table',
      features: 5,
      shape: [5],
      classes: 3,
      digest: 'drawn here',
    },
    ...{ classNames: ['a', 'b', 'c'], train: drawn(90), test: drawn(30) },
  };
};

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
    // After each of two epochs of four networks, and after each network.
    expect(whole.snapshots.length).toBe(12);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
      expect(bytesOf(rest.arrays)).toEqual(bytesOf(whole.arrays));
    }
  });

  it('goes on to more epochs with the bits of a run that had them from the start', async () => {
    const given = {
      replicates: 2,
      methods: ['set', 'dense'] as const,
      finalStep: 'prune' as const,
    };
    const short = await runStudy(small({ ...given, epochs: 2 }));
    expect([...short.former.keys()]).toEqual(['set 1', 'dense 1', 'set 2', 'dense 2']);
    // The last epoch of SET ended with a removal that a longer run does not have.
    expect(short.former.get('set 2')?.records.length).toBe(1);
    expect(short.former.get('dense 2')?.records.length).toBe(2);
    const longer = small({ ...given, epochs: 4 });
    const whole = await runStudy(longer);
    const continued = await runStudy(longer, { former: short.former });
    expect(continued.records).toEqual(whole.records);
    expect(bytesOf(continued.arrays)).toEqual(bytesOf(whole.arrays));
  });

  it('starts set and static from the same wiring, and rewires only set', async () => {
    const { records, arrays } = await runStudy(small({ epochs: 1, finalStep: 'none' }));
    const ends = records.filter((record) => record.kind === 'end');
    expect(ends.map((record) => record.method)).toEqual(['set', 'static', 'dense']);
    // After one epoch without a final step nothing has been rewired: both networks are one.
    expect(bytesOf({ a: arrays['set.hidden1.weight.data'] })).toEqual(
      bytesOf({ a: arrays['static.hidden1.weight.data'] }),
    );
    const longer = await runStudy(small());
    const rewired = longer.records.filter(
      (record) => record.kind === 'epoch' && Number(record.removed) > 0,
    );
    expect(new Set(rewired.map((record) => record.method))).toEqual(new Set(['set']));
  });

  it('has RigL begin as the others do, grow by gradient from weight 0, and keep its connections', async () => {
    const given = { methods: ['static', 'rigl'] as const, epochs: 1 };
    const { arrays } = await runStudy(small(given));
    expect(bytesOf({ a: arrays['rigl.hidden1.weight.data'] })).toEqual(
      bytesOf({ a: arrays['static.hidden1.weight.data'] }),
    );
    const { records } = await runStudy(small({ ...given, zeta: 0.2 }));
    const epochs = records.filter(({ kind, method }) => kind === 'epoch' && method === 'rigl');
    expect(epochs.map(({ removed, born }) => Number(removed) - Number(born))).toEqual([0]);
    const longer = await runStudy(small({ ...given, epochs: 3, finalStep: 'prune' }));
    const [fixed, rigl] = ['static', 'rigl'].map((method) =>
      longer.records.filter((record) => record.kind === 'epoch' && record.method === method),
    );
    expect(rigl.map(({ connections }) => connections)).toEqual(
      fixed.map(({ connections }) => connections),
    );
    expect(Number(rigl[1].removed)).toBeGreaterThan(0);
    expect(fixed.every(({ removed }) => removed === 0)).toBe(true);
  });

  it.each([
    // The output layer of the others is dense: 8 (10 + 10) > 10 · 10.
    ['where a layer is dense', { hidden: [40, 10], epsilon: 8 }],
    ['above half of all positions', { hidden: [20], density: 0.7 }],
    ['where a layer is dense, above half', { hidden: [20, 10], epsilon: 15 }],
  ])('ends ramps with as many connections as the others, %s', async (_, given) => {
    const methods = ['static', 'granet', 'chtss', 'gmp'] as const;
    const { records } = await runStudy(small({ ...given, methods }));
    const ends = records.filter(({ kind }) => kind === 'end');
    const [asked] = ends.map(({ finalConnections }) => finalConnections);
    expect(ends.map(({ method, finalConnections }) => [method, finalConnections])).toEqual(
      methods.map((method) => [method, asked]),
    );
  });

  it('ends with fewer connections where the last step prunes', async () => {
    const { records } = await runStudy(small({ methods: ['set'], finalStep: 'prune' }));
    const [last] = records.filter((record) => record.kind === 'epoch').slice(-1);
    const [end] = records.filter((record) => record.kind === 'end');
    const pruned = Number(last.removed) - Number(last.born);
    expect(pruned).toBeGreaterThan(0);
    expect(Number(end.finalConnections)).toBe(Number(last.connections) - pruned);
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
    const verdicts = setMlp.claims.map((claim) => [claim.id, claim.measure([result])] as const);
    expect(Object.fromEntries(verdicts)).toMatchObject({
      'connections-constant': { verdict: 'holds' },
      'inputs-found': { measured: expect.stringContaining('after 2 epochs, which is too few') },
    });
    const found = figures([result]);
    expect(found.map((figure) => figure.id)).toEqual([
      'test-accuracy',
      'test-loss',
      'connections',
      'energy',
      'confusion',
      'weights',
      'degrees-out',
      'degrees-out-tail',
      'degrees-in',
      'degrees-in-tail',
      'input-map',
      'degree-variance',
    ]);
    const part = { ...result, records: result.records.filter((record) => record.method !== 'set') };
    for (const { measure } of setMlp.claims) expectUndecided(measure([part]), /not run/);
    expect(figures([{ ...result, records: [] }])).toEqual([]);
  });

  it('tell runs on other data apart where they share no axes', async () => {
    const runTable = studyRunner(setMlp, async () => table());
    const given = { epochs: 1, methods: ['set' as const] };
    const pictures = await runStudy(small(given));
    const rows = await runTable(small({ ...given, task: './table.csv', label: ['class'] }));
    const drawn = figures([pictures, rows]);
    const confusions = drawn.filter(({ id }) => id.startsWith('confusion'));
    expect(confusions.map(({ id, title }) => [id, title])).toEqual([
      ['confusion', 'What was taken for what: digits'],
      ['confusion-2', 'What was taken for what: table'],
    ]);
    expect(confusions.map(({ x }) => x.domain?.length)).toEqual([10, 3]);
    expect(drawn.map(({ id }) => id)).toContain('input-map');
  });

  it('keep runs with other parameters apart', async () => {
    const [a, b] = await Promise.all(
      [4, 8].map((epsilon) => runStudy(small({ epsilon, epochs: 1, methods: ['set'] }))),
    );
    const [accuracy] = figures([a, b]);
    expect(accuracy.series).toEqual(['set, epsilon 4', 'set, epsilon 8']);
    expect(figures([a, a])[0].series).toEqual(['set']);
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
