/** Networks written in a form and read back from it, and files of other programs: what is refused, and why. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../errors.ts';
import { tensorOf } from '../formats/elements.ts';
import { readMatrixMarket } from '../formats/graphs/matrix-market.ts';
import { writeSafetensors } from '../formats/safetensors.ts';
import { readSparseNpz } from '../formats/scipy.ts';
import type { Tensor } from '../formats/values.ts';
import { answersOf } from './answers.ts';
import { exportNetwork } from './export.ts';
import { all, empty, layer, recurrent, single, small, wide } from './fixtures/networks.ts';
import { importNetwork } from './import.ts';
import { matrixFilesOf } from './matrices.ts';
import type { StoredMlp } from './network.ts';
import { encodeModel, type Graph, type Node, TYPES } from './onnx/proto.ts';
import { rowsOf } from './rows.ts';

/** Its answers are numbers. */
const numbers: StoredMlp = { ...small, loss: 'squared-error' };
const perceptrons: [string, StoredMlp][] = Object.entries({ small, empty, single, wide, numbers });

describe('there and back', () => {
  it.each(
    perceptrons.flatMap(([name, network]) =>
      (['npz', 'safetensors', 'onnx'] as const).map((form) => ({ name, network, form })),
    ),
  )('$name as $form is the same network', async ({ network, form }) => {
    const files = await exportNetwork(network, form);
    const { value } = await importNetwork(files);
    // ONNX has no zero shifts to lose, and every form keeps each connection of weight zero.
    expect({ ...value, origin: undefined }).toEqual({ ...network, origin: undefined });
    expect(value.origin ?? {}).toEqual(network.origin ?? {});
  });

  it('recurrent networks come back from npz', async () => {
    const { value } = await importNetwork(await exportNetwork(recurrent, 'npz'));
    expect(value).toEqual(recurrent);
    await expect(
      exportNetwork(recurrent, 'safetensors').then((files) => importNetwork(files)),
    ).rejects.toThrow('holds a recurrent network; take its npz file instead');
  });

  it.each(Object.entries(all))('%s as matrices keeps every connection', async (_, network) => {
    for (const form of ['scipy', 'mtx'] as const) {
      const files = await exportNetwork(network, form, { name: 'net' });
      network.layers.forEach((own, k) => {
        const { name, bytes } = files[k];
        const read = form === 'scipy' ? readSparseNpz : readMatrixMarket;
        const expected = rowsOf(own);
        const { value } = read(bytes, { name });
        expect({ ...value, values: Float32Array.from(value.values) }).toEqual(expected);
      });
      const about = JSON.parse(new TextDecoder().decode(files[files.length - 1].bytes)) as object;
      expect(about).toMatchObject({
        orientation: expect.stringContaining('row = receiving unit'),
        layers: network.layers.map(({ name, topology: { inputs, outputs } }) => ({
          ...{ name, inputs, outputs, file: `net.${name}.${form === 'mtx' ? 'mtx' : 'npz'}` },
        })),
      });
    }
  });

  it('connections are a table', async () => {
    const [{ bytes }] = await exportNetwork(small, 'csv');
    expect(new TextDecoder().decode(bytes).split('\n').slice(0, 4)).toEqual([
      ...['layer,from,to,weight', 'hidden1,0,0,0.5', 'hidden1,3,0,0', 'hidden1,1,2,-2'],
    ]);
  });
});

describe('matrices of SciPy and Matrix Market', () => {
  it.each(
    Object.entries(all).flatMap(([name, network]) =>
      (['scipy', 'mtx'] as const).map((form) => ({ name, network, form })),
    ),
  )('$name as $form is the same network with its JSON file', async ({ network, form }) => {
    const files = await exportNetwork(network, form);
    expect(matrixFilesOf(files[files.length - 1])).toEqual(
      files.slice(0, -1).map(({ name }) => name),
    );
    expect(await importNetwork(files)).toEqual({ value: network, notes: [] });
  });

  it('refuse a JSON file that does not fit them', async () => {
    const files = await exportNetwork(small, 'mtx');
    const [hidden, output, { bytes }] = files;
    const about = JSON.parse(new TextDecoder().decode(bytes));
    const having = async (change: (network: typeof about) => void, rest = [hidden, output]) => {
      const changed = structuredClone(about);
      change(changed);
      const json = new TextEncoder().encode(JSON.stringify(changed));
      return importNetwork([{ name: 'n.json', bytes: json }, ...rest]);
    };
    const refused = async (change: (network: typeof about) => void, message: string) =>
      expect(having(change)).rejects.toThrow(message);
    await expect(having(() => {}, [hidden])).rejects.toThrow(
      'n.json names network.output.mtx for layer "output": give that file too',
    );
    await refused((network) => {
      network.layers[0].file = '../elsewhere.mtx';
    }, 'n.json: "layers.0.file" is missing or not as');
    await refused((network) => {
      network.layers[0].inputs = 5;
    }, 'network.hidden1.mtx is 3 × 4, n.json says 3 × 5');
    await refused((network) => {
      network.layers[1].bias = [1];
    }, 'layer "output" has 1 biases for 2 outputs');
    await refused((network) => {
      network.layers.reverse();
    }, 'layer "hidden1" takes 4 inputs, "output" gives 2');
    await refused((network) => {
      network.kind = 'cnn';
    }, 'n.json: "kind" is missing');
    const odd = { name: 'n.json', bytes: new TextEncoder().encode('{') };
    await expect(importNetwork([odd])).rejects.toThrow('n.json is not JSON');
  });

  it('ask which side their rows are, and what hidden units do', async () => {
    const files = (await exportNetwork(small, 'scipy')).slice(0, 2);
    await expect(importNetwork(files)).rejects.toThrow('say --rows outputs (activities are W·x)');
    await expect(importNetwork(files, { rows: 'outputs' })).rejects.toThrow('--activation relu');
    const { value, notes } = await importNetwork(files, { rows: 'outputs', activation: 'relu' });
    expect(value.layers.map(rowsOf)).toEqual(small.layers.map(rowsOf));
    expect(notes.at(-1)).toContain('the network has no biases');
    await expect(importNetwork(files, { rows: 'inputs', activation: 'relu' })).rejects.toThrow(
      'takes 2 inputs, "hidden1" gives 4',
    );
    const turned = await importNetwork([files[1]], { rows: 'inputs' });
    const { inputs, outputs } = turned.value.layers[0].topology;
    expect([inputs, outputs]).toEqual([2, 3]);
    expect(turned.value.layers[0].arrays.weights).toEqual(Float32Array.of(1, 2, -1, 0.25, 0.5, -3));
  });

  it('are refused in other forms', async () => {
    const bytes = new TextEncoder().encode('hello');
    await expect(importNetwork([{ name: 'a.h5', bytes }])).rejects.toThrow('a.h5 is no network');
    await expect(importNetwork([])).rejects.toThrow('no file');
  });
});

describe('a state_dict of PyTorch', () => {
  const torch = (more: Record<string, Tensor> = {}) =>
    writeSafetensors(
      Object.entries({
        'fc2.weight': tensorOf(Float32Array.of(1, 0, 2), [1, 3]),
        'fc2.bias': tensorOf(Float32Array.of(0.5)),
        'fc1.weight_orig': tensorOf(Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]),
        'fc1.weight_mask': tensorOf(Float32Array.of(1, 0, 0, 0, 1, 1), [3, 2]),
        'fc1.bias': tensorOf(Float32Array.of(1, 2, 3)),
        ...more,
      }),
      { metadata: { format: 'pt' } },
    );
  const file = (bytes: Uint8Array) => [{ name: 'net.safetensors', bytes }];

  it('is weight_orig × weight_mask, [outputs, inputs]; layers without a mask are dense', async () => {
    await expect(importNetwork(file(torch()))).rejects.toThrow('name their activation');
    const { value, notes } = await importNetwork(file(torch()), { activation: 'tanh' });
    expect(value.layers[0]).toEqual(
      layer(
        'hidden1',
        [3, 2],
        [
          [0, 0, 1],
          [2, 0, 5],
          [2, 1, 6],
        ],
        {
          ...{ bias: Float32Array.of(1, 2, 3), activation: 'tanh' },
        },
      ),
    );
    expect(value.layers[1].topology.index).toBeUndefined();
    expect(notes).toEqual([
      'net.safetensors: layer "fc2" has no mask: its 1 weights of zero are connections as all others',
    ]);
    expect(value.origin).toEqual({ format: 'pt' });
  });

  it('says what is no layer, and asks for the order where names do not tell it', async () => {
    const also = { 'conv.weight': tensorOf(new Float32Array(8), [2, 2, 2]) };
    await expect(importNetwork(file(torch(also)))).rejects.toThrow('only layers like nn.Linear');
    const mask = { 'fc1.weight_mask': tensorOf(new Float32Array(6).fill(0.5), [3, 2]) };
    await expect(importNetwork(file(torch(mask)))).rejects.toThrow('not of zeros and ones');
    const third = { 'fc0.weight': tensorOf(Float32Array.of(1), [1, 1]) };
    await expect(importNetwork(file(torch(third)))).rejects.toThrow('say which order (--layers');
    const layers = ['fc1', 'fc2', 'fc0'];
    const { value } = await importNetwork(file(torch(third)), { layers, activation: 'relu' });
    expect(value.layers.map(({ topology }) => topology.outputs)).toEqual([3, 1, 1]);
    await expect(importNetwork(file(torch()), { layers: ['fc3'] })).rejects.toThrow(
      'no layer "fc3"',
    );
  });
});

describe('ONNX', () => {
  const numbers = (name: string, values: readonly number[], shape: readonly number[]) => ({
    ...{ name, shape, type: TYPES.float },
    raw: new Uint8Array(Float32Array.from(values).buffer),
  });
  const node = (
    op: string,
    inputs: string[],
    output: string,
    attributes: Node['attributes'] = {},
  ) => ({ op, name: '', inputs, outputs: [output], attributes }) satisfies Node;
  const model = (nodes: readonly Node[], graph: Partial<Graph> = {}) => ({
    name: 'net.onnx',
    bytes: encodeModel({
      ...{ opset: 17, producer: 'test', metadata: {} },
      graph: {
        ...{ name: 'g', nodes, sparse: [], outputs: [{ name: 'y', shape: ['n', 2] }] },
        inputs: [{ name: 'x', shape: ['n', 3] }],
        tensors: [
          numbers('w', [1, 2, 3, 4, 5, 6], [3, 2]),
          numbers('b', [10, 20], [2]),
          numbers('s', [2], [1]),
        ],
        ...graph,
      },
    }),
  });

  it('of MatMul and Add, scaled and transposed, answers as it should', async () => {
    const nodes = [
      node('Div', ['x', 's'], 'half'),
      node('Sub', ['half', 's'], 'scaled'),
      node('MatMul', ['scaled', 'w'], 'sum'),
      node('Add', ['b', 'sum'], 'z'),
      node('Tanh', ['z'], 't'),
      node('Relu', ['t'], 'r'),
      node('Transpose', ['v'], 'vt'),
      node('Gemm', ['r', 'vt'], 'y'),
    ];
    const tensors = [
      numbers('w', [1, 2, 3, 4, 5, 6], [3, 2]),
      numbers('b', [10, 20], [2]),
      numbers('s', [2], [1]),
      numbers('v', [1, 2, 3, 4], [2, 2]),
    ];
    const { value } = await importNetwork([model(nodes, { tensors })]);
    if (value.kind !== 'mlp') throw new Error('another kind');
    expect(value.layers[0].activation).toBe('rectified-tanh');
    const x = [6, 2, 4].map((a) => a / 2 - 2);
    const z = [0, 1].map((o) => 10 * (o + 1) + x[0] * (1 + o) + x[1] * (3 + o) + x[2] * (5 + o));
    const h = z.map((a) => Math.max(0, Math.tanh(a)));
    const { values } = answersOf(value, Float32Array.of(6, 2, 4));
    expect(values[0]).toBeCloseTo(h[0] + 2 * h[1], 5);
    expect(values[1]).toBeCloseTo(3 * h[0] + 4 * h[1], 5);
  });

  it.each<[string, Node[], string]>([
    [
      'another operator',
      [node('Conv', ['x', 'w'], 'y')],
      'node "Conv" (Conv) cannot be read; known are MatMul',
    ],
    ['nothing', [], 'has no MatMul or Gemm'],
    ['a factor', [node('Gemm', ['x', 'w'], 'y', { alpha: { float: 2 } })], 'alpha = 2; only 1'],
    ['weights that vary', [node('MatMul', ['x', 'x'], 'y')], 'has no constant weights'],
    [
      'a branch',
      [node('Relu', ['x'], 'a'), node('Tanh', ['x'], 'b')],
      'used by 2 nodes (Relu, Tanh)',
    ],
    [
      'a factor between layers',
      [node('MatMul', ['x', 'w'], 'a'), node('Mul', ['a', 's'], 'y')],
      'is no bias',
    ],
    ['an activation of inputs', [node('Relu', ['x'], 'y')], 'comes before the first layer'],
  ])('with %s is refused', async (_, nodes, message) => {
    await expect(importNetwork([model(nodes)])).rejects.toThrow(message);
  });

  it('sparse initialisers by coordinates, in any order and repeated, are read', async () => {
    const values = numbers('m', [1, 2, 3], [3]);
    const indices = {
      ...{ name: 'i', shape: [3, 2], type: TYPES.int64 },
      raw: new Uint8Array(BigInt64Array.of(1n, 2n, 0n, 0n, 1n, 2n).buffer),
    };
    const graph = { sparse: [{ values, indices, shape: [2, 3] }] };
    const gemm = [node('Gemm', ['x', 'm', 'b'], 'y', { transB: 1 })];
    const { value } = await importNetwork([model(gemm, graph)]);
    expect(rowsOf(value.layers[0])).toMatchObject({
      starts: Uint32Array.of(0, 1, 2),
      indices: Uint32Array.of(0, 2),
      values: Float32Array.of(2, 4),
    });
  });

  it('changed anywhere or cut is read or refused in words', async () => {
    const [{ bytes: sound }] = await exportNetwork(small, 'onnx');
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length - 1),
        fc.nat(255),
        fc.boolean(),
        async (at, byte, cut) => {
          const bytes = sound.slice(0, cut ? at + 1 : sound.length);
          bytes[at] = byte;
          await importNetwork([{ name: 'net.onnx', bytes }]).catch((error: unknown) => {
            expect(error).toBeInstanceOf(FrugalError);
            expect((error as Error).message.length).toBeLessThanOrEqual(300);
          });
        },
      ),
      { numRuns: 2000 },
    );
  });
});

it('refuses forms that are not known', async () => {
  await expect(exportNetwork(small, 'onx' as 'onnx')).rejects.toThrow('did you mean "onnx"?');
  await expect(exportNetwork(small, 'npz', { dense: true })).rejects.toThrow('not of npz');
});
