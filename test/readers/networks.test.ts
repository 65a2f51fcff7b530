/**
 * A network trained here answers the same in ONNX Runtime, in SciPy, and from safetensors in NumPy; odd shapes keep every
 * connection there, those of weight zero among them; what these programs write is the same network here.
 */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../src/engine/index.ts';
import { set } from '../../src/index.ts';
import { all } from '../../src/interchange/fixtures/networks.ts';
import {
  answersOf,
  exportNetwork,
  importNetwork,
  type NetworkFormat,
  outlineOfMlp,
  type StoredMlp,
  type StoredNetwork,
  sequenceOf,
  storedOf,
} from '../../src/interchange/index.ts';
import { denseOf, rowsOf } from '../../src/interchange/rows.ts';
import { createClassifier, scalingOf } from '../../src/learners/index.ts';
import { build, mlp } from '../../src/networks/index.ts';
import { createRandom } from '../../src/numerics/random.ts';
import { sgd } from '../../src/plasticity/index.ts';
import { digits } from '../../src/tasks/index.ts';
import { askPython, inFolder, readersPython } from './python.ts';

const python = readersPython('scipy', 'onnxruntime', 'onnx', 'safetensors');

/** W, b, activations of the files in a form, so that one program answers for both. */
const SCRIPT = `
import scipy.sparse as sp, onnx, onnxruntime as ort
from onnx import numpy_helper
from safetensors import safe_open
from safetensors.numpy import save_file
ort.set_default_logger_severity(4)

def safetensors(name):
    with safe_open(name, 'numpy') as f:
        said, tensors = f.metadata(), {key: f.get_tensor(key) for key in f.keys()}
    layers = []
    for layer in json.loads(said['activations']):
        shape = tuple(map(int, said[layer + '.shape'].split()))
        if layer + '.weight' in tensors: w = sp.csr_array(np.ones(shape, bool)).astype('f4'); w.data = tensors[layer + '.weight'].ravel()
        else: w = sp.csr_array((tensors[layer + '.values'], tensors[layer + '.col_indices'], tensors[layer + '.crow_indices']), shape)
        layers.append((w, tensors.get(layer + '.bias', 0), json.loads(said['activations'])[layer]))
    return layers, tensors.get('input.shift', 0), tensors.get('input.scale', 1)

def scipy_files(name):
    about = json.load(open(name))
    layers = [(sp.load_npz(l['file']), np.array(l.get('bias', 0), 'f4'), l['activation']) for l in about['layers']]
    s = about.get('scaling', dict(shift=0, scale=1))
    return layers, np.array(s['shift'], 'f4'), np.array(s['scale'], 'f4')

F = dict(relu=lambda z: np.maximum(z, 0), linear=lambda z: z, sigmoid=lambda z: 1 / (1 + np.exp(-z)), tanh=np.tanh)
def answers(parts, x):
    layers, shift, scale = parts
    a = ((np.array(x) - shift) * scale).T
    for w, b, f in layers: a = F[f](w @ a + np.reshape(b, (-1, 1)))
    return a.T

def matrix(w):
    return dict(shape=w.shape, count=w.nnz, int32=w.indices.dtype == np.int32, float32=w.data.dtype == np.float32, sorted=bool(w.has_sorted_indices), canonical=bool(w.has_canonical_format),
        indptr=w.indptr[-1], zeros=np.count_nonzero(w.data == 0))

def onnx_counts(name):
    graph = onnx.load(name).graph
    counts = {t.name: int(np.prod(t.dims)) for t in graph.initializer if t.name.endswith('.weight')}
    counts.update({s.values.name: s.values.dims[0] for s in graph.sparse_initializer})
    return counts

result = {}
x = np.array(given['trained'], 'f4')
session = ort.InferenceSession('trained.onnx')
dense = ort.InferenceSession('trained.dense.onnx')
onnx.checker.check_model(onnx.load('trained.dense.onnx'), full_check=True)
result['trained'] = dict(onnx=session.run(['probabilities'], {'inputs': x})[0], dense=dense.run(['scores'], {'inputs': x})[0],
    one=session.run(['scores'], {'inputs': x[:1]})[0], scores=session.run(['scores'], {'inputs': x})[0],
    scipy=answers(scipy_files('trained.json'), x), safetensors=answers(safetensors('trained.safetensors'), x))
result['metadata'] = session.get_modelmeta().custom_metadata_map
result['opset'] = onnx.load('trained.onnx').opset_import[0].version
run = ort.InferenceSession('recurrent.onnx').run(None, {k: np.array(v, 'f4') for k, v in given['recurrent'].items()})
result['recurrent'] = dict(scores=run[0], states=run[1])
result['odd'] = {name: dict(scipy=[matrix(w) for w, _, _ in scipy_files(name + '.json')[0]], safetensors=[matrix(w) for w, _, _ in safetensors(name + '.safetensors')[0]],
    onnx=list(onnx_counts(name + '.onnx').values())) for name in given['odd']}
result['answers'] = {name: ort.InferenceSession(name + '.onnx').run(['scores'], {'inputs': np.array(v, 'f4')})[0] for name, v in given['inputs'].items()}

# What these programs write: unsorted, repeated, 64 bits, masks.
rng = np.random.default_rng(1)
w = sp.random_array((30, 20), density=0.2, rng=rng, dtype=np.float64)
w.data[:3] = 0
sp.save_npz('coo.npz', w)
c = w.tocsr(); c.indices = c.indices.astype(np.int64); c.indptr = c.indptr.astype(np.int64)
sp.save_npz('int64.npz', c); sp.save_npz('csc.npz', w.tocsc())
result['written'] = dict(dense=w.toarray().astype('f4').ravel(), count=c.nnz)
orig, mask = rng.normal(size=(6, 6)).astype('f4'), (rng.random((6, 6)) < 0.4).astype('f4')
save_file({'0.weight_orig': orig, '0.weight_mask': mask, '0.bias': np.arange(6, dtype='f4'), '2.weight': rng.normal(size=(2, 6)).astype('f4'), '2.bias': np.zeros(2, 'f4')}, 'pruned.safetensors', {'format': 'pt'})
x2 = rng.normal(size=(5, 6)).astype('f4')
with safe_open('pruned.safetensors', 'numpy') as f: last = f.get_tensor('2.weight')
result['pruned'] = dict(x=x2, y=np.maximum(x2 @ (orig * mask).T + np.arange(6), 0) @ last.T, count=int(mask.sum()))
from onnx import helper as h, TensorProto as T
def model(name, nodes, inits): onnx.save(h.make_model(h.make_graph(nodes, 'g', [h.make_tensor_value_info('x', T.FLOAT, ['n', 6])], [h.make_tensor_value_info('y', T.FLOAT, ['n', 2])], [numpy_helper.from_array(v, k) for k, v in inits.items()]), opset_imports=[h.make_opsetid('', 17)], ir_version=8), name)
inits = {'w1': (orig * mask).T.copy(), 'b1': np.arange(6, dtype='f4'), 'w2': last}
model('made.onnx', [h.make_node('MatMul', ['x', 'w1'], ['a']), h.make_node('Add', ['a', 'b1'], ['z']), h.make_node('Relu', ['z'], ['h']), h.make_node('Gemm', ['h', 'w2'], ['y'], transB=1)], inits)
`;

interface Matrix {
  readonly shape: readonly number[];
  readonly count: number;
  readonly int32: boolean;
  readonly float32: boolean;
  readonly sorted: boolean;
  readonly canonical: boolean;
  readonly indptr: number;
  readonly zeros: number;
}

interface Result {
  readonly trained: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly opset: number;
  readonly recurrent: Readonly<Record<'scores' | 'states', readonly (readonly number[][])[]>>;
  readonly odd: Readonly<
    Record<string, { scipy: Matrix[]; safetensors: Matrix[]; onnx: readonly number[] }>
  >;
  readonly answers: Readonly<Record<string, readonly (readonly number[])[]>>;
  readonly written: { readonly dense: readonly number[]; readonly count: number };
  readonly pruned: { x: readonly number[][]; y: readonly number[][]; count: number };
}

const task = digits({ train: 500, test: 64 });

/** A network as a user trains it: sparse, rewired, with z-scores as inputs. */
async function trainedNetwork(): Promise<StoredMlp> {
  const engine = createEngine();
  try {
    const sizes = { inputs: task.features, outputs: task.classes };
    const network = await build(mlp([60, 40], { epsilon: 6 }), engine, createRandom(3), sizes);
    const classifier = await createClassifier({
      ...{ network, task, scaling: 'z-score', epochs: 3, random: createRandom(4) },
      transformFor: () => sgd({ rate: 0.05, momentum: 0.9 }),
      rewiringFor: () => set(),
    });
    for (const _ of classifier.learn());
    const stored = storedOf(
      network,
      outlineOfMlp(network, 'cross-entropy', {
        scaling: scalingOf(task.train, 'z-score'),
        classes: task.classNames,
        origin: { task: task.name, licence: 'MIT' },
      }),
    );
    if (stored.kind === 'mlp') return stored;
    throw new Error('another kind');
  } finally {
    engine.dispose();
  }
}

describe.skipIf(python === undefined)(
  'networks in the programs of others',
  { timeout: 120_000 },
  () => {
    let trained: StoredMlp;
    let result: Result;
    const files = new Map<string, Uint8Array>();
    const inputs = Array.from({ length: 64 }, (_, e) =>
      Array.from(task.test.inputs.subarray(784 * e, 784 * (e + 1))),
    );
    const sequence = [[[1, 0]], [[-1, 2]], [[0.5, 0.25]]];
    const rules = [[[1, 0]], [[0, 1]], [[0, 1]]];
    const odd = ['small', 'empty', 'single', 'wide'] as const;

    beforeAll(async () => {
      trained = await trainedNetwork();
      await inFolder(async (folder) => {
        const put = async (
          network: StoredNetwork,
          form: NetworkFormat,
          name: string,
          dense = false,
        ) => {
          for (const file of await exportNetwork(network, form, { name, dense }))
            await writeFile(join(folder, file.name), file.bytes);
        };
        for (const form of ['onnx', 'scipy', 'safetensors'] as const) {
          await put(trained, form, 'trained');
          for (const name of odd) await put(all[name], form, name);
        }
        await put(trained, 'onnx', 'trained.dense', true);
        await put(all.recurrent, 'onnx', 'recurrent');
        const given = {
          ...{ trained: inputs, recurrent: { inputs: sequence, rules }, odd },
          inputs: { small: [[3, 0, 1, 5]], empty: [[1, 2]], single: [[2], [-1]] },
        };
        result = askPython(python ?? '', folder, SCRIPT, given) as Result;
        for (const name of ['coo.npz', 'int64.npz', 'csc.npz', 'pruned.safetensors', 'made.onnx'])
          files.set(name, await readFile(join(folder, name)));
      });
    }, 120_000);

    const near = (found: readonly (readonly number[])[], expected: ArrayLike<number>) => {
      const flat = found.flat();
      expect(flat).toHaveLength(expected.length);
      const worst = flat.reduce(
        (most, value, k) => Math.max(most, Math.abs(value - expected[k])),
        0,
      );
      expect(worst).toBeLessThanOrEqual(1e-5);
    };

    it('a network trained here answers in ONNX Runtime, also one example alone, also with zeros written out', () => {
      const own = answersOf(trained, task.test.inputs);
      // Scores are singles: they agree relative to the largest of them.
      const largest = own.values.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
      const scaled = (of: string) => result.trained[of].map((row) => row.map((v) => v / largest));
      const expected = own.values.map((value) => value / largest);
      near(result.trained.onnx, own.probabilities ?? []);
      near(scaled('scores'), expected);
      near(scaled('dense'), expected);
      near(scaled('one'), expected.subarray(0, 10));
      near(scaled('scipy'), expected);
      near(scaled('safetensors'), expected);
    });

    it('an ONNX file says what it is', () => {
      expect(result.opset).toBe(17);
      expect(result.metadata).toMatchObject({
        ...{ generator: 'frugal', kind: 'mlp', task: 'digits', licence: 'MIT' },
        classes: JSON.stringify(task.classNames),
        orientation: expect.stringContaining('row = receiving unit'),
      });
    });

    it('a recurrent network goes through a sequence there', () => {
      if (all.recurrent.kind !== 'rnn') throw new Error('another kind');
      const own = sequenceOf(all.recurrent, Float32Array.from(sequence.flat(2)), [0, 1, 1]);
      near(result.recurrent.scores.flat(), own.values);
      near(result.recurrent.states.flat(), own.states);
    });

    it.each(odd)('%s keeps every connection, sorted, as int32 and float32', (name) => {
      const { scipy, safetensors, onnx } = result.odd[name];
      const expected = all[name].layers.map((layer) => {
        const { rows, columns, indices, values } = rowsOf(layer);
        const zeros = values.filter((value) => value === 0).length;
        const yes = { int32: true, float32: true, sorted: true, canonical: true };
        return {
          ...yes,
          shape: [rows, columns],
          count: indices.length,
          indptr: indices.length,
          zeros,
        };
      });
      expect(scipy).toEqual(expected);
      expect(safetensors).toEqual(expected);
      expect(onnx.slice().sort()).toEqual(expected.map(({ count }) => count).sort());
    });

    it('odd networks answer there', () => {
      near(
        result.answers.small,
        answersOf(all.small as StoredMlp, Float32Array.of(3, 0, 1, 5)).values,
      );
      near(result.answers.empty, [1, 2, 3]);
      near(
        result.answers.single,
        answersOf(all.single as StoredMlp, Float32Array.of(2, -1)).values,
      );
    });

    it.each(['coo.npz', 'int64.npz', 'csc.npz'])(
      '%s of SciPy is read bit for bit',
      async (name) => {
        const bytes = files.get(name) ?? new Uint8Array();
        const { value } = await importNetwork([{ name, bytes }], { rows: 'outputs' });
        const [layer] = value.layers;
        expect(rowsOf(layer).indices).toHaveLength(result.written.count);
        expect(Array.from(denseOf(layer))).toEqual(result.written.dense);
      },
    );

    it.each([
      ['pruned.safetensors', true],
      ['made.onnx', false],
    ])('%s answers here as there', async (name, masked) => {
      const bytes = files.get(name) ?? new Uint8Array();
      const { value } = await importNetwork([{ name, bytes }], { activation: 'relu' });
      if (value.kind !== 'mlp') throw new Error('another kind');
      const { x, y, count } = result.pruned;
      near(y, answersOf(value, Float32Array.from(x.flat())).values);
      // A file without masks holds no absent connection.
      expect(rowsOf(value.layers[0]).indices).toHaveLength(masked ? count : 36);
    });
  },
);
