/** Tasks whose answers are numbers: what is learned against closed forms, what is told, what is refused. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { answersOf } from '../../interchange/answers.ts';
import { networkFrom } from '../../interchange/arrays.ts';
import type { StoredMlp } from '../../interchange/network.ts';
import { createRandom } from '../../numerics/random.ts';
import type { under } from '../../protocol/jobs.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { tabulate } from '../../protocol/results.ts';
import type { AnyClassification, RegressionTask } from '../../tasks/examples.ts';
import { figures } from './figures.ts';
import { setMlp } from './index.ts';
import type { Values } from './parameters.ts';
import { asScores, inUnits, targetScaling } from './targets.ts';

const FEATURES = 3;
/** Rows of two outputs in units far from 1: offset, then a weight a feature. */
const TRUTH = [
  [5000, 300, -200, 100],
  [-0.02, 0.001, 0.003, -0.002],
];

/** A linear table with a little noise. */
function linear(noise = 0.05): RegressionTask {
  const random = createRandom(3);
  const examples = (count: number) => {
    const inputs = Float32Array.from({ length: count * FEATURES }, () => random.normal());
    const targets = Float32Array.from({ length: count * TRUTH.length }, (_, k) => {
      const [offset, ...weights] = TRUTH[k % TRUTH.length];
      const row = inputs.subarray(FEATURES * Math.floor(k / TRUTH.length));
      const exact = weights.reduce((sum, w, f) => sum + w * row[f], offset);
      return exact + noise * Math.abs(weights[0]) * random.normal();
    });
    return { count, features: FEATURES, scale: 1, inputs, targets };
  };
  return {
    ...{ name: 'linear.csv', title: 'a linear table', features: FEATURES, shape: [FEATURES] },
    ...{ digest: 'linear', outputs: 2, outputNames: ['price', 'share'], notes: [] },
    ...{ train: examples(200), test: examples(100) },
  };
}

/** Offset and weights of the least squares of one output: Gaussian elimination of the normal equations. */
function leastSquares({ train }: RegressionTask, output: number): number[] {
  const size = FEATURES + 1;
  const rows = Array.from({ length: size }, () => new Array<number>(size + 1).fill(0));
  for (let e = 0; e < train.count; e++) {
    const x = [1, ...train.inputs.subarray(e * FEATURES, (e + 1) * FEATURES)];
    const all = [...x, train.targets[e * TRUTH.length + output]];
    for (let i = 0; i < size; i++) for (let j = 0; j <= size; j++) rows[i][j] += x[i] * all[j];
  }
  for (let p = 0; p < size; p++)
    for (let i = 0; i < size; i++) {
      if (i === p) continue;
      const factor = rows[i][p] / rows[p][p];
      for (let j = 0; j <= size; j++) rows[i][j] -= factor * rows[p][j];
    }
  return rows.map((row, i) => row[size] / row[i]);
}

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(setMlp.parameters, {
    ...{ loss: 'squared-error', hidden: [30], epsilon: 5, epochs: 20, batch: 16, rate: 0.02 },
    ...{ methods: ['set', 'dense'], ...values },
  });

const task = linear();
const runStudy = studyRunner(setMlp, async () => task);

/** The kept network of a method. */
const keptOf = (arrays: Parameters<typeof under>[1], method: string): StoredMlp => {
  const network = networkFrom(arrays, method, `${method}.`);
  if (network.kind !== 'mlp') throw new Error('no perceptron');
  return network;
};

describe('a linear table', () => {
  it('is learned to least squares by a single layer, in the units of its answers', async () => {
    const given = { hidden: [], batch: 200, epochs: 400, rate: 0.1, decay: 0 };
    const { arrays, records } = await runStudy(small({ ...given, methods: ['dense'] }));
    const said = answersOf(keptOf(arrays, 'dense'), task.test.inputs).values;
    for (const output of [0, 1]) {
      const [offset, ...weights] = leastSquares(task, output);
      const deviation = targetScaling(task).deviation[output];
      for (let e = 0; e < task.test.count; e++) {
        const row = task.test.inputs.subarray(e * FEATURES);
        const exact = weights.reduce((sum, w, f) => sum + w * row[f], offset);
        // Singles of numbers that are up to twenty deviations away from 0.
        expect(Math.abs(said[2 * e + output] - exact) / deviation).toBeLessThan(1e-4);
      }
    }
    const [end] = records.filter(({ kind }) => kind === 'end');
    expect(end.finalR2).toBeGreaterThan(0.99);
  });

  it('is learned by networks with hidden units, sparse and dense', async () => {
    const { records, arrays } = await runStudy(small());
    const rows = records.filter(({ kind }) => kind === 'regression');
    expect(rows.map(({ method }) => method)).toEqual(['set', 'dense']);
    for (const { method, r2, outputR2, meanSquaredError, constantError } of rows) {
      expect(Number(r2)).toBeGreaterThan(0.99);
      expect(outputR2).toHaveLength(2);
      expect(Number(meanSquaredError)).toBeLessThan(0.02 * Number(constantError));
      // What is kept answers as the record says.
      const said = answersOf(keptOf(arrays, String(method)), task.test.inputs).values;
      const error = said.reduce((sum, y, k) => sum + (y - task.test.targets[k]) ** 2, 0);
      expect(error / said.length / Number(meanSquaredError)).toBeCloseTo(1, 4);
    }
  });

  it('can be taken up at every checkpoint, to the same records and arrays', async () => {
    const parameters = small({ epochs: 2 });
    const whole = await runStudy(parameters);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
      expect(rest.arrays).toEqual(whole.arrays);
    }
  });
});

it('a kept network goes on with z-scores', async () => {
  const { arrays } = await runStudy(small({ epochs: 1 }));
  const scaling = targetScaling(task);
  for (const method of ['set', 'dense']) {
    const kept = keptOf(arrays, method);
    const said = answersOf(kept, task.test.inputs).values;
    const scores = answersOf(asScores(kept, scaling), task.test.inputs).values;
    inUnits(scores, scaling).forEach((y, k) => {
      expect(Math.abs(y - said[k]) / scaling.deviation[k % 2]).toBeLessThan(1e-4);
    });
  }
});

describe('records of numbers', () => {
  it('have no accuracy, and name the answers', async () => {
    const { records } = await runStudy(small({ epochs: 1 }));
    for (const [k, record] of records.entries()) setMlp.records?.check(record, k + 1);
    expect(records[0]).toMatchObject({ kind: 'task', outputNames: ['price', 'share'] });
    expect(JSON.stringify(records)).not.toMatch(/ccuracy|"classes"/);
    expect(records.some(({ kind }) => kind === 'metrics')).toBe(false);
  });

  it('lead to a table of R², figures of it, and open claims of accuracy', async () => {
    const result = await runStudy(small({ replicates: 3, epochs: 2 }));
    expect(figures([result]).map(({ id }) => id)).toEqual(
      expect.arrayContaining(['test-r2', 'test-loss', 'connections', 'energy']),
    );
    expect(figures([result]).map(({ id }) => id)).not.toContain('test-accuracy');
    const verdicts = Object.fromEntries(
      setMlp.claims.map((claim) => [claim.id, claim.measure([result])]),
    );
    for (const id of ['set-beats-static', 'set-matches-dense'])
      expect(verdicts[id]).toMatchObject({
        verdict: 'undecided',
        needs: 'a task whose answers are classes',
      });
    expect(verdicts['connections-constant']).toMatchObject({ verdict: 'holds' });
    if (setMlp.table === undefined) throw new Error('no table');
    const both = await runStudy(small({ methods: ['set', 'static'], replicates: 3, epochs: 2 }));
    const { parameters, ...rest } = both;
    const table = tabulate(setMlp.table, [
      { label: '', results: [{ ...rest, parameters: { ...parameters } }] },
    ]);
    expect(table?.columns.slice(0, 2).map(({ label }) => label)).toEqual(['R²', 'MSE']);
    const [difference] = table?.differences ?? [];
    const mean = (method: string): number => {
      const ends = both.records.filter((row) => row.kind === 'end' && row.method === method);
      return ends.reduce((sum, row) => sum + Number(row.finalR2), 0) / ends.length;
    };
    expect(difference.mean).toBeCloseTo(mean('set') - mean('static'), 10);
  });
});

describe('what does not fit', () => {
  it('is refused with the words to give', async () => {
    await expect(runStudy(small({ loss: 'cross-entropy' }))).rejects.toThrow(
      'the answers of linear.csv are numbers, and --loss cross-entropy is of classes: learn them with --loss squared-error, or say --answers classes',
    );
    await expect(runStudy(small({ classWeights: 'balanced' }))).rejects.toThrow(
      '--class-weights balanced is of classes',
    );
    const { targets: _, ...examples } = task.train;
    const labelled = { ...examples, labels: new Uint8Array(examples.count) };
    const classes: AnyClassification = {
      ...{ name: 'kinds.csv', title: '', features: FEATURES, shape: [FEATURES], digest: '' },
      ...{ classes: 2, classNames: ['a', 'b'], train: labelled, test: labelled },
    };
    await expect(studyRunner(setMlp, async () => classes)(small())).rejects.toThrow(
      'the answers of kinds.csv are classes, and --loss squared-error is of numbers: use --loss cross-entropy, or say --answers numbers',
    );
  });
});
