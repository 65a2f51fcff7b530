/** The study as a whole: what it yields, that it can be taken up at every checkpoint, and that bits know no threads. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { figures } from './figures.ts';
import { setCnn } from './index.ts';
import { METHODS, type Values } from './parameters.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(setCnn.parameters, {
    ...{ trainLimit: 120, testLimit: 60, channels: [3, 4], depth: 1, hidden: [20] },
    ...{ epsilon: 4, epochs: 2, batch: 32, methods: METHODS },
    ...values,
  });

const runStudy = studyRunner(setCnn, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);

describe('a run', () => {
  it('can be taken up at every checkpoint, to the same records and arrays', async () => {
    const parameters = small({
      dropout: 0.2,
      depth: 2,
      augmentation: 'article',
      methods: ['set', 'set-all'],
    });
    const whole = await runStudy(parameters);
    // After each of two epochs of two networks, and after each network.
    expect(whole.snapshots.length).toBe(6);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
      expect(rest.arrays).toEqual(whole.arrays);
    }
  });

  it('normalises channels and hidden units over the batch, and refuses batches of one', async () => {
    const parameters = small({ norm: 'batch', methods: ['set', 'set-all'], finalStep: 'prune' });
    const { arrays, records } = await runStudy(parameters);
    for (const method of ['set', 'set-all'])
      for (const layer of ['convolution1', 'convolution2', 'hidden1']) {
        const of = (number: string) => arrays[`${method}.${layer}.${number}`] as Float32Array;
        expect(of('gain').some((gain) => gain !== 1)).toBe(true);
        expect(of('variance').every((variance) => variance > 0 && variance !== 1)).toBe(true);
        expect(of('mean').length).toBe(of('gain').length);
      }
    const losses = records.filter(({ kind }) => kind === 'epoch').map((row) => row.testLoss);
    expect(losses.every(Number.isFinite)).toBe(true);
    expect(() => setCnn.check?.(small({ norm: 'batch', batch: 1 }))).toThrow('--norm none');
  });

  it('comes to the same on one thread and on two', async () => {
    const parameters = small({ augmentation: 'article' });
    const [one, two] = [await runStudy(parameters), await runStudy(parameters, { threads: 2 })];
    expect(two.records).toEqual(one.records);
    expect(two.arrays).toEqual(one.arrays);
  });

  it('begins with the same kernels, and rewires what is sparse of a network', async () => {
    const { records } = await runStudy(small());
    const ends = records.filter(({ kind }) => kind === 'end');
    expect(ends.map(({ method }) => method)).toEqual([...METHODS]);
    const of = (method: string) => ends.find((end) => end.method === method);
    // 9·(1·3 + 3·4) weights of kernels; 784 → 7·7·4 = 196 features, head 196-20-10.
    for (const method of ['set', 'static', 'dense'])
      expect(of(method)?.kernelConnections).toBe(9 * (3 + 12));
    expect(of('dense')?.headConnections).toBe(196 * 20 + 20 * 10);
    expect(of('set')?.headConnections).toBe(4 * (196 + 20) + 4 * (20 + 10));
    expect(of('set-all')?.kernelConnections).toBe(Math.round(0.2 * 9 * (3 + 12)));
    const removed = (method: string): unknown =>
      records.find((row) => row.kind === 'epoch' && row.epoch === 2 && row.method === method)
        ?.removed;
    expect(removed('static')).toBe(0);
    expect(removed('dense')).toBe(0);
    expect(Number(removed('set'))).toBeGreaterThan(0);
    expect(Number(removed('set-all'))).toBeGreaterThan(Number(removed('set')));
    expect(records.filter(({ kind }) => kind === 'layer').length).toBe(4 * 4);
  });

  it('draws its figures', async () => {
    const result = await runStudy(small({ methods: ['set', 'dense'], epochs: 1 }));
    expect(figures([result]).map(({ id }) => id)).toEqual([
      ...['test-accuracy', 'test-loss', 'head', 'energy'],
    ]);
  });

  it('takes pictures of classes alone', async () => {
    const flat = studyRunner(setCnn, async () => ({
      ...digits({ train: 20, test: 10 }),
      shape: [784],
    }));
    await expect(flat(small())).rejects.toThrow('holds no pictures');
  });
});
