/**
 * PyTorch: our safetensors are CSR tensors there, which answer the same and get right gradients; what `torch.nn.utils.prune`
 * leaves answers the same here.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { heard } from '../../src/cli/fixtures/world.ts';
import { writeNpy } from '../../src/formats/npy.ts';
import { joined } from '../../src/formats/zip.ts';
import { layer } from '../../src/interchange/fixtures/networks.ts';
import {
  answersOf,
  exportNetwork,
  importNetwork,
  type StoredMlp,
} from '../../src/interchange/index.ts';
import { rowsOf } from '../../src/interchange/rows.ts';
import { createRandom } from '../../src/numerics/random.ts';
import { digits } from '../../src/tasks/index.ts';
import { askPython, inFolder, programOf, torchPython } from './python.ts';

/** 30 → 20 → 5 → 4, a fifth of the connections in random places, some of weight zero; the outputs are fully connected. */
function sparse(): StoredMlp {
  const random = createRandom(7);
  const some = (name: string, [outputs, inputs]: readonly [number, number], share: number) => {
    const connections: [number, number, number][] = [];
    for (let o = 0; o < outputs; o++)
      for (let i = 0; i < inputs; i++) {
        const weight = random.uniform() < 0.1 ? 0 : random.normal();
        if (random.uniform() < share) connections.push([o, i, weight]);
      }
    const bias = Float32Array.from({ length: outputs }, () => random.normal());
    return layer(name, [outputs, inputs], connections, {
      ...{ bias, ...(name !== 'output' && { activation: 'relu' }) },
    });
  };
  const full: StoredMlp['layers'][number] = {
    ...{ name: 'output', topology: { inputs: 5, outputs: 4, order: 'by-output' } },
    arrays: { weights: Float32Array.from({ length: 20 }, () => random.normal()) },
    bias: new Float32Array(4),
  };
  return {
    ...{ kind: 'mlp', loss: 'cross-entropy' },
    layers: [some('hidden1', [20, 30], 0.2), some('hidden2', [5, 20], 0.2), full],
  };
}

/** What follows the program of the documentation, which leaves `tensors` and `layers`. */
const OURS = `
def forward(weights):
    a = torch.tensor(given).T
    for name, w in weights.items():
        a = w @ a + tensors[name + '.bias'][:, None]
        if name != 'output': a = torch.relu(a)
    return a.T
dense = {name: w.to_dense().clone().requires_grad_() for name, w in layers.items()}
# What learns are the values of the connections; a layer without lists is a matrix.
sparse = [name for name, w in layers.items() if w.layout == torch.sparse_csr]
learned = {name: (w.values() if name in sparse else w).detach().clone().requires_grad_() for name, w in layers.items()}
ours = {name: torch.sparse_csr_tensor(w.crow_indices(), w.col_indices(), learned[name], size=w.shape) if name in sparse else learned[name] for name, w in layers.items()}
answers = forward(ours)
for weights in (dense, ours): torch.nn.functional.cross_entropy(forward(weights), torch.arange(len(given)) % 4).backward()
worst = 0
for name, w in layers.items():
    there = dense[name].grad
    if name in sparse: there = there[torch.repeat_interleave(torch.arange(w.shape[0]), w.crow_indices().diff()), w.col_indices()]
    worst = max(worst, (learned[name].grad - there).abs().max().item())
    assert there.abs().max() > 1e-3
result = dict(answers=answers.tolist(), worst=worst, layouts=[str(w.layout) for w in layers.values()], counts=[layers[name].values().numel() for name in sparse])
`;

/** Two models as their users write them: pruned and saved. */
const THEIRS = `
import torch
from torch.nn.utils import prune
from safetensors.torch import save_file
torch.manual_seed(1)
x, labels = torch.from_numpy(np.load('images.npy')).float() / 255, torch.from_numpy(np.load('labels.npy').astype('i8'))
class Named(torch.nn.Module):
    def __init__(self):
        super().__init__()
        for k, (n, m) in enumerate(((784, 40), (40, 30), (30, 10))): setattr(self, f'fc{k + 9}', torch.nn.Linear(n, m))
    def forward(self, x): return self.fc11(torch.tanh(self.fc10(torch.tanh(self.fc9(x)))))
models = dict(sequential=torch.nn.Sequential(torch.nn.Linear(784, 50), torch.nn.ReLU(), torch.nn.Linear(50, 10)), named=Named())
result = {}
for name, model in models.items():
    layers = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    prune.global_unstructured([(m, 'weight') for m in layers[:-1]], prune.L1Unstructured, amount=0.8)
    optimiser = torch.optim.Adam(model.parameters(), 0.01)
    for _ in range(30):
        optimiser.zero_grad(); torch.nn.functional.cross_entropy(model(x), labels).backward(); optimiser.step()
    save_file(model.state_dict(), name + '.safetensors')
    y = model(x).detach()
    result[name] = dict(y=y.tolist(), accuracy=(y.argmax(1) == labels).double().mean().item(), counts=[int(m.weight_mask.sum()) for m in layers[:-1]])
`;

const python = torchPython();
const task = digits({ train: 10, test: 100 });

const worstOf = (found: readonly (readonly number[])[], expected: Float32Array): number => {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  expect(found.flat()).toHaveLength(expected.length);
  return found
    .flat()
    .reduce((most, value, k) => Math.max(most, Math.abs(value - expected[k]) / largest), 0);
};

describe.skipIf(python === undefined)('PyTorch', { timeout: 120_000 }, () => {
  it('answers with our layers, and each connection gets its own gradient', async () => {
    const network = sparse();
    const random = createRandom(8);
    const inputs = Array.from({ length: 12 }, () =>
      Array.from({ length: 30 }, () => Math.fround(random.normal())),
    );
    await inFolder(async (folder) => {
      for (const { name, bytes } of await exportNetwork(network, 'safetensors'))
        await writeFile(join(folder, name), bytes);
      const program = (await programOf('PyTorch')) + OURS;
      const found = askPython(python ?? '', folder, program, inputs) as {
        answers: number[][];
        worst: number;
        layouts: string[];
        counts: number[];
      };
      const { values } = answersOf(network, Float32Array.from(inputs.flat()));
      expect(worstOf(found.answers, values)).toBeLessThanOrEqual(1e-5);
      expect(found.worst).toBeLessThanOrEqual(1e-5);
      expect(found.layouts).toEqual(['torch.sparse_csr', 'torch.sparse_csr', 'torch.strided']);
      expect(found.counts).toEqual(
        network.layers.slice(0, 2).map((one) => rowsOf(one).indices.length),
      );
    });
  });

  describe('pruned there', () => {
    type Found = { y: number[][]; accuracy: number; counts: number[] };
    let found: Record<string, Found>;
    const files = new Map<string, Uint8Array>();
    const told = new Map<string, { code: number; out: string }>();
    const models = [
      { model: 'sequential', activation: 'relu' },
      { model: 'named', activation: 'tanh' },
    ] as const;
    const { inputs, labels, count } = task.test;

    beforeAll(async () => {
      await inFolder(async (folder) => {
        const put = (name: string, shape: number[], data: Uint8Array) =>
          writeFile(join(folder, name), joined(writeNpy({ type: 'uint8', shape, data })));
        await put('images.npy', [count, 784], Uint8Array.from(inputs));
        await put('labels.npy', [count], Uint8Array.from(labels));
        found = askPython(python ?? '', folder, THEIRS, {}) as typeof found;
        for (const { model, activation } of models) {
          const path = join(folder, `${model}.safetensors`);
          files.set(model, await readFile(path));
          const words = ['--task', 'digits', '--test-limit', String(count), '--json'];
          told.set(model, await heard(['evaluate', path, '--activation', activation, ...words]));
        }
      });
    }, 120_000);

    it.each(models)('$model is the same network here', async ({ model, activation }) => {
      const bytes = files.get(model) ?? new Uint8Array();
      const { value } = await importNetwork([{ name: 'pruned.safetensors', bytes }], {
        activation,
      });
      if (value.kind !== 'mlp') throw new Error('another kind');
      const { y, counts } = found[model];
      const stored = Float32Array.from(inputs, (pixel) => pixel / 255);
      expect(worstOf(y, answersOf(value, stored).values)).toBeLessThanOrEqual(1e-5);
      expect(value.layers.slice(0, -1).map((one) => rowsOf(one).indices.length)).toEqual(counts);
    });

    it.each(models)('frugal evaluate finds the accuracy of $model', ({ model }) => {
      const { code, out } = told.get(model) ?? { code: 1, out: '{}' };
      expect(code).toBe(0);
      const { accuracy, examples } = JSON.parse(out) as { accuracy: number; examples: number };
      // The first test examples of the task do not depend on how many there are.
      expect([examples, accuracy]).toEqual([count, found[model].accuracy]);
    });
  });
});
