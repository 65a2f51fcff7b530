/** The Python program of docs/files.md reads the weights of a run as they stand. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeNpz } from '../src/formats/npz.ts';
import { layerFrom } from '../src/sparse/index.ts';
import { countOf } from '../src/sparse/layer.ts';
import { built } from './built.ts';
import { nodes, spawnNode } from './nodes.ts';
import { pythonWith, runPython } from './python.ts';
import { ROOT } from './sources.ts';

const python = pythonWith('numpy', 'scipy.sparse');
if (python === undefined)
  console.warn('no Python with NumPy and SciPy found: what docs/files.md says of them is not run');

describe.skipIf(!built || python === undefined)('weights in Python', () => {
  it('are the matrices that the network had', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'frugal-python-'));
    try {
      const out = join(folder, 'run');
      const words = 'run set-mlp --preset smoke --epochs 1 --methods set,dense --no-report --out';
      const { code, stderr } = await spawnNode(nodes[0], [
        ...['dist/cli/main.js', ...words.split(' '), out],
      ]);
      expect(code, stderr).toBe(0);
      const docs = await readFile(join(ROOT, 'docs', 'files.md'), 'utf8');
      const program = /```python\n([\s\S]*?)```/.exec(docs)?.[1] ?? '';
      const { arrays } = decodeNpz(await readFile(join(out, 'weights.npz')));
      const names = Object.keys(arrays)
        .filter((name) => name.endsWith('.format'))
        .map((name) => name.slice(0, -'.format'.length))
        .sort();
      expect(names).toContain('dense.output.weight');
      const lines = names.map((name) => {
        const { topology, arrays: found } = layerFrom(arrays, name);
        const present = found.weights.filter((weight) => weight !== 0).length;
        expect(found.weights).toHaveLength(countOf(topology));
        return `${name} (${topology.outputs}, ${topology.inputs}) ${present}`;
      });
      const file = join(out, 'weights.npz');
      expect(
        runPython(python ?? '', program, file)
          .trim()
          .split('\n'),
      ).toEqual(lines);

      // Values and places too: W·x of SciPy against the sum over connections.
      const product = `${program}
for name in ("set.hidden1.weight", "set.hidden2.weight", "dense.hidden2.weight"):
    w = layer(weights, name)
    print(*((w if isinstance(w, np.ndarray) else w.toarray()).astype(float) @ np.sin(np.arange(w.shape[1]))))
`;
      const printed = runPython(python ?? '', product, file)
        .trim()
        .split('\n')
        .slice(-3);
      for (const [i, name] of [
        'set.hidden1.weight',
        'set.hidden2.weight',
        'dense.hidden2.weight',
      ].entries()) {
        const expected = productOf(arrays, name);
        const found = printed[i].split(' ').map(Number);
        expect(found).toHaveLength(expected.length);
        for (let o = 0; o < found.length; o++) expect(found[o]).toBeCloseTo(expected[o], 6);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** W·sin(0, 1, 2, …), connection by connection. */
function productOf(arrays: Parameters<typeof layerFrom>[0], name: string): number[] {
  const { topology, arrays: found } = layerFrom(arrays, name);
  const { inputs, outputs, order, index } = topology;
  const sums = new Array<number>(outputs).fill(0);
  const rows = order === 'by-output';
  const lists = rows ? outputs : inputs;
  const others = rows ? inputs : outputs;
  for (let list = 0; list < lists; list++) {
    const from = index === undefined ? list * others : topology.start[list];
    const to = index === undefined ? from + others : topology.start[list + 1];
    for (let k = from; k < to; k++) {
      const other = index === undefined ? k - from : index[k];
      const [output, input] = rows ? [list, other] : [other, list];
      sums[output] += found.weights[k] * Math.sin(input);
    }
  }
  return sums;
}
