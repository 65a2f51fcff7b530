/** A network that was trained or pruned elsewhere goes on learning here, and is part of the run's identity. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tensorOf } from '../src/formats/elements.ts';
import { writeSafetensors } from '../src/formats/safetensors.ts';
import { createRandom } from '../src/numerics/random.ts';
import { resolveParameters } from '../src/protocol/parameters.ts';
import { execute, readRun, taskSource } from '../src/runs/index.ts';
import { loadNetwork } from '../src/runs/networks.ts';
import { setMlp } from '../src/studies/set-mlp/index.ts';

/** What `torch.nn.utils.prune` and `safetensors.torch.save_file` leave of Linear(784, 40), ReLU, Linear(40, 10). */
function prunedFile(): Uint8Array {
  const random = createRandom(7);
  const uniform = (length: number, most: number): Float32Array => {
    const values = new Float32Array(length);
    random.fillUniform(values, -most, most);
    return values;
  };
  const mask = uniform(40 * 784, 1).map((value) => (value > 0.8 ? 1 : 0));
  return writeSafetensors(
    Object.entries({
      '0.bias': tensorOf(uniform(40, 1 / 28)),
      '0.weight_mask': tensorOf(mask, [40, 784]),
      '0.weight_orig': tensorOf(uniform(40 * 784, 1 / 28), [40, 784]),
      '2.bias': tensorOf(uniform(10, 0.15)),
      '2.weight': tensorOf(uniform(400, 0.15), [10, 40]),
    }),
    { metadata: { format: 'pt' } },
  );
}

describe('a pruned network of PyTorch goes on learning here', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'frugal-going-on-'));
    await writeFile(join(folder, 'pruned.safetensors'), prunedFile());
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function run(name: string, values: object): Promise<string> {
    const parameters = resolveParameters(setMlp.parameters, {
      ...{ trainLimit: 1000, testLimit: 300, epochs: 3, batch: 32, methods: ['set', 'static'] },
      ...values,
    });
    const spec = { parameters, seed: 1, arithmetic: 'strict' } as const;
    const out = join(folder, name);
    const events = execute(setMlp, spec, { tasks: taskSource(), threads: 1, folder: out });
    for await (const _ of events);
    return out;
  }

  it('with its connections, which static keeps and set moves', async () => {
    const from = join(folder, 'pruned.safetensors');
    const before = (await loadNetwork([from], { activation: 'relu' })).value;
    const out = await run('first', { from });
    const stored = await readRun(out);
    const ends = stored.records.filter(({ kind }) => kind === 'end');
    const count = before.layers.map(({ arrays }) => arrays.weights.length);
    for (const { finalConnections } of ends) expect(finalConnections).toBe(count[0] + count[1]);
    // Far above the tenth that the untrained network guesses.
    for (const { finalAccuracy } of ends) expect(finalAccuracy).toBeGreaterThan(0.4);
    const kept = (await loadNetwork([`${out}#static`])).value;
    expect(kept.layers.map(({ topology }) => topology)).toEqual(
      before.layers.map(({ topology }) => topology),
    );
    const moved = (await loadNetwork([`${out}#set`])).value;
    expect(moved.layers[0].topology).not.toEqual(before.layers[0].topology);
    expect(moved.origin).toMatchObject({ task: 'digits', run: stored.identity, network: 'set' });
    await expect(loadNetwork([out])).rejects.toThrow('name one of set, static (--network)');

    // What goes on from a run's network begins as that one ended.
    const again = await run('second', { from: `${out}#static`, methods: ['static'], epochs: 1 });
    const next = await readRun(again);
    const [first] = next.records.filter(({ kind }) => kind === 'epoch');
    const last = stored.records.filter((r) => r.kind === 'epoch' && r.method === 'static').at(-1);
    expect(first.trainLoss).toBeLessThan(Number(last?.trainLoss));
    expect(next.spec.data.network).toMatch(/^[0-9a-f]{64}$/);
    expect(next.spec.data.network).not.toBe(stored.spec.data.network);
    expect(next.spec.parameters.from).toBe('file');
  }, 60_000);

  it('and says what does not go', async () => {
    const from = join(folder, 'pruned.safetensors');
    await expect(run('dense', { from, methods: ['dense'] })).rejects.toThrow('leave it out');
    await expect(run('none', { from: './nowhere.onnx' })).rejects.toThrow('nowhere.onnx');
  });
});
