/** Networks that store random patterns: their records against a plain loop, and runs that go on from inside. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { createRandom, type Random } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { pooled } from '../../protocol/study.ts';
import { digits } from '../../tasks/index.ts';
import { randomPatterns } from './associations.ts';
import { plasticity } from './index.ts';
import { parameters, type Values } from './parameters.ts';
import { type AssociationsRow, records as kinds } from './records.ts';

const runStudy = studyRunner(plasticity, async () => digits({ train: 10, test: 10 }));
const valuesOf = (own: Partial<Values>) =>
  resolveParameters(parameters, {
    ...{ experiments: ['associations'], associationInputs: 20, associationHidden: [0, 8] },
    ...{ associationLoads: [0.5, 1.5], sweepReplicates: 2 },
    ...own,
  });

const rowsOf = (records: Awaited<ReturnType<typeof runStudy>>['records']) =>
  pooled(kinds, 'associations', [{ seed: 1, records }]);

/** Descent on the cross-entropy of a softmax of two, from zero weights, in doubles: M0, M1 and the straight line. */
function plainly(inputs: number, patterns: number, rate: number, passes: number, random: Random) {
  const feed = randomPatterns(inputs, patterns, random);
  const weights = [new Float64Array(inputs), new Float64Array(inputs)];
  const shown = Array.from({ length: patterns }, (_, p) => {
    const x = new Float32Array(inputs);
    feed.write(p, x);
    return x;
  });
  const fieldOf = (w: Float64Array, x: Float32Array) =>
    w.reduce((sum, own, i) => sum + own * x[i], 0);
  let energy = 0;
  let pass = 0;
  const right = () =>
    shown.filter((x, p) => {
      const [a, b] = weights.map((w) => fieldOf(w, x));
      return (b > a ? 1 : 0) === feed.labels[p];
    }).length;
  do {
    for (const [p, x] of shown.entries()) {
      const [a, b] = weights.map((w) => fieldOf(w, x));
      const chance = [1 / (1 + Math.exp(b - a)), 1 / (1 + Math.exp(a - b))];
      for (const c of [0, 1]) {
        const error = chance[c] - (feed.labels[p] === c ? 1 : 0);
        for (let i = 0; i < inputs; i++) {
          weights[c][i] -= rate * error * x[i];
          energy += Math.abs(rate * error * x[i]);
        }
      }
    }
    pass += 1;
  } while (right() < patterns && pass < passes);
  const least = weights.reduce((sum, w) => w.reduce((own, x) => own + Math.abs(x), sum), 0);
  return { energy, least, presentations: pass * patterns };
}

describe('networks that store random patterns', () => {
  it('without hidden units they spend what a plain loop spends', async () => {
    const values = valuesOf({ associationHidden: [0], associationLoads: [1], sweepReplicates: 1 });
    const { records } = await runStudy(values);
    const [row] = rowsOf(records);
    const stream = createRandom(11).split('associations').split(0).split(20);
    const { energy, least, presentations } = plainly(20, 20, 0.1, 3000, stream);
    expect(row.solved).toBe(true);
    expect(row.presentations).toBe(presentations);
    expect(row.energy / energy).toBeCloseTo(1, 4);
    expect(row.least / least).toBeCloseTo(1, 4);
  });

  it('never spend less than the straight line, and see the same patterns at every size', async () => {
    const values = valuesOf({});
    const { records } = await runStudy(values);
    const rows = rowsOf(records);
    expect(rows.length).toBe(8);
    for (const { energy, least } of rows) expect(energy).toBeGreaterThanOrEqual(least * (1 - 1e-6));
    const named = ({ hidden, load, replicate }: AssociationsRow) =>
      `${hidden} ${load} ${replicate}`;
    expect(new Set(rows.map(named)).size).toBe(8);
  });

  it('say so where the passes run out', async () => {
    const values = valuesOf({
      associationLoads: [1.9],
      associationHidden: [0],
      associationPasses: 2,
    });
    const { records } = await runStudy(values);
    for (const row of rowsOf(records)) {
      expect(row.solved).toBe(false);
      expect(row.presentations).toBe(2 * 38);
    }
  });

  it('go on from inside to the same records', async () => {
    const values = valuesOf({ sweepReplicates: 1 });
    const whole = await runStudy(values);
    for (const { after, snapshot } of whole.snapshots.filter((_, k) => k % 3 === 1)) {
      const rest = await runStudy(values, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  });
});
