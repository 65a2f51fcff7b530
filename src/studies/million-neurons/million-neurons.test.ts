/** The study as a whole: what it yields, that it can be taken up anywhere, figures with times and without, bad input. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { UsageError } from '../../errors.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { millionNeurons } from './index.ts';
import { parameters, presets, type Values } from './parameters.ts';
import { profiles } from './profiles.ts';
import { records } from './records.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(parameters, presets.smoke, values);
const runStudy = studyRunner(millionNeurons);

describe('a run', () => {
  it('tells of every network what it takes, and gives claims and figures', async () => {
    const whole = await runStudy(small());
    const networks = records.rows('network', whole.records);
    expect(networks.map(({ width, neurons }) => [width, neurons])).toEqual([
      [100, 200 + 300 + 5],
      [400, 200 + 1200 + 5],
    ]);
    // ε (n_in + n_out) between hidden layers, and all of the last.
    expect(networks[1].counts).toEqual([5 * 600, 5 * 800, 5 * 800, 2000]);
    for (const { connections, networkBytes, bytes } of networks) {
      expect(networkBytes).toBeGreaterThan(12 * connections);
      expect(bytes).toBeGreaterThan(networkBytes + 4 * connections);
    }
    const epochs = records.rows('epoch', whole.records);
    expect(epochs).toHaveLength(6);
    for (const { epoch, born, removed } of epochs) {
      expect(born).toBe(removed);
      expect(born > 0).toBe(epoch > 1);
    }
    for (const { measured } of millionNeurons.claims.map((claim) => claim.measure([whole])))
      expect(measured).not.toMatch(/NaN|undefined/);
    expect(millionNeurons.figures([whole]).map(({ id }) => id)).toEqual([
      'memory',
      'test-accuracy',
    ]);
    const timing = whole.records.map((_, k) => ({ seconds: 1 + k }));
    const [, time] = millionNeurons.figures([{ ...whole, timing }]);
    expect(time.id).toBe('time');
    // Record 1 is the first network, 2 to 4 its epochs: the least time of the later ones, over 40 examples.
    const [{ connections }] = networks;
    expect(time.marks[0].data).toContainEqual({
      ...{ x: connections, y: 2e9 / connections },
      series: 'birth',
    });
    expect(time.marks[0].data).toContainEqual({
      ...{ x: connections, y: (1e9 * 4) / 40 / connections },
      series: 'epoch with rewiring, an example',
    });
  }, 60_000);

  it('can be taken up where it was interrupted, to the same records', async () => {
    const whole = await runStudy(small());
    expect(whole.snapshots.length).toBeGreaterThan(5);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(small(), { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  }, 60_000);

  it('refuses what has no connection and what no memory holds', () => {
    expect(() => millionNeurons.check?.(small({ epsilon: 0.0001 }))).toThrow(UsageError);
    expect(() => millionNeurons.check?.(small({ widths: [10_000_000], epsilon: 20 }))).toThrow(
      /4 GiB hold 268435456 at most/,
    );
  });
});

describe('drawn profiles', () => {
  it('are the same for the same sizes, with all classes in their proportions', () => {
    const task = profiles(50, 203, 20);
    expect(profiles(50, 203, 20)).toEqual(task);
    const counts = [0, 0, 0, 0, 0];
    for (const label of task.train.labels) counts[label]++;
    expect(counts).toEqual([139, 17, 6, 21, 20]);
    expect(new Set(task.test.labels).size).toBe(5);
    // Noise of variance 1 and a tenth of the features at ±1.
    const { inputs } = task.train as { readonly inputs: Float32Array };
    const square = inputs.reduce((sum, x) => sum + x * x, 0) / inputs.length;
    expect(Math.abs(square - 1.1)).toBeLessThan(5 * Math.sqrt(2 / inputs.length));
  });
});
