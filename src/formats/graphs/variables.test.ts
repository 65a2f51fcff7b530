/** Graphs out of files of arrays: which matrix, whose names, what is refused. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../../errors.ts';
import { tensorOf } from '../elements.ts';
import { fromBase64 } from '../fixtures/base64.ts';
import { damaged } from '../fixtures/mutate.ts';
import { gunzip } from '../gzip.ts';
import { writeNpy } from '../npy.ts';
import { writeNpz } from '../npz.ts';
import type { Graph } from '../values.ts';
import { joined } from '../zip.ts';
import files from './fixtures/arrays.json' with { type: 'json' };
import { type ReadGraphOptions, readGraph } from './read.ts';

const ROWS = 'rows are taken as units that send, columns as units that receive';
const edgesOf = ({ edges }: Graph): number[][] =>
  Array.from({ length: edges.count }, (_, e) => [
    edges.from[e],
    edges.to[e],
    edges.weights?.[e] ?? Number.NaN,
  ]);
const CELEGANS = 'ConnOrdered_040903.mat';
const celegans = (options: Partial<ReadGraphOptions> = {}) =>
  readGraph(readFileSync(`docs/examples/celegans/${CELEGANS}`), { name: CELEGANS, ...options });

describe('arrays as graphs', () => {
  it.each(['arrays.h5', 'arrays.npz', 'arrays.mat', 'arrays.npy', 'sparse.npz'] as const)(
    'the square matrix of %s, as others write it, dense or sparse',
    async (name) => {
      const { value, notes } = await readGraph(fromBase64(files[name]), { name: `${name}.gz` });
      expect(edgesOf(value).sort()).toEqual([
        [0, 1, 2],
        [1, 2, -1],
        [2, 0, 0.5],
      ]);
      const several = !['arrays.npy', 'sparse.npz'].includes(name);
      const cells = name === 'arrays.h5' ? 'cells/names' : 'names';
      expect(value.nodes.names).toEqual(several ? ['AVAL', 'AVBR', 'PVCL'] : undefined);
      expect(notes).toEqual([
        ...(several
          ? [
              'variable "weights" was taken, the only square matrix',
              `nodes are named by "${cells}"`,
            ]
          : []),
        ROWS,
      ]);
      const turned = await readGraph(fromBase64(files[name]), { name, rowsAre: 'receivers' });
      expect(edgesOf(turned.value).sort()).toEqual([
        [0, 2, 0.5],
        [1, 0, 2],
        [2, 1, -1],
      ]);
      expect(turned.notes).not.toContain(ROWS);
    },
  );

  it('C. elegans as it is passed around: chemical synapses, names of the neurons', async () => {
    const { value, notes } = await celegans({ variable: 'A_init_t_ordered' });
    expect([value.directed, value.nodes.count, value.edges.count]).toEqual([true, 279, 2194]);
    expect(value.edges.weights?.reduce((sum, n) => sum + n, 0)).toBe(6394);
    expect(notes).toEqual(['nodes are named by "Neuron_ordered"', ROWS]);
    // The edge list was made of it by SciPy.
    const list = readFileSync('docs/examples/celegans/chemical.tsv', 'utf8');
    const { names = [] } = value.nodes;
    const lines = edgesOf(value).map(([from, to, n]) => `${names[from]}\t${names[to]}\t${n}`);
    const wanted = list.split('\n').filter((line) => line !== '' && !/^(#|source)/.test(line));
    expect(lines.sort()).toEqual(wanted.map((line) => line.replace('\t-', '\t')).sort());
  });

  it('lists the square ones where several are, and never guesses', async () => {
    const squares = '"A_init_t_ordered" (279×279), "Ag_t_ordered" (279×279)';
    await expect(celegans()).rejects.toThrow(
      `${CELEGANS} holds 2 square matrices; name the variable that is the graph: ${squares}`,
    );
    await expect(celegans({ variable: 'A' })).rejects.toThrow(
      `${CELEGANS} has no variable "A"; square are ${squares}`,
    );
    await expect(celegans({ variable: 'Q_sorted' })).rejects.toThrow(
      `${CELEGANS}: variable "Q_sorted" (279×3) is no square matrix; square are ${squares}`,
    );
  });

  it('takes no names that repeat, the first of several, and tells', async () => {
    const matrix = tensorOf(Uint8Array.of(0, 1, 1, 0), [2, 2]);
    const texts = (...data: string[]) => ({ type: 'text', shape: [data.length], data }) as const;
    const bytes = writeNpz([
      ['w', matrix],
      ['kind', texts('neuron', 'neuron')],
      ['id', texts('a', 'b')],
      ['class', texts('x', 'y')],
    ]);
    const { value, notes } = await readGraph(bytes, { name: 'w.npz', rowsAre: 'senders' });
    expect(value.nodes.names).toEqual(['a', 'b']);
    expect(notes).toContain('nodes are named by "id"; of as many texts are "class"');
  });

  it('NaN is no edge, which is told; an infinite weight is refused with its place', async () => {
    const of = (...data: number[]) =>
      readGraph(joined(writeNpy(tensorOf(Float64Array.from(data), [2, 2]))), {
        ...{ name: 'w.npy', rowsAre: 'senders' },
      });
    const { value, notes } = await of(Number.NaN, 3, 0, -2);
    expect([edgesOf(value), notes]).toEqual([
      [
        [0, 1, 3],
        [1, 1, -2],
      ],
      ['1 places are NaN and were taken for no edge'],
    ]);
    await expect(of(0, 1, Number.NEGATIVE_INFINITY, 0)).rejects.toThrow(
      'w.npy: variable "array": row 1, column 0 is infinite',
    );
  });

  it('refuses files without a square matrix, square texts, and variables of other forms', async () => {
    const wide = writeNpz([
      ['x', tensorOf(new Float32Array(6), [2, 3])],
      ['one', tensorOf(new Float32Array(1), [1, 1])],
    ]);
    await expect(readGraph(wide, { name: 'x.npz' })).rejects.toThrow(
      'x.npz holds no square matrix; it has "x" (2×3), "one" (1×1)',
    );
    const words = { type: 'text', shape: [2, 2], data: ['a', 'b', 'c', 'd'] } as const;
    await expect(readGraph(writeNpz([['t', words]]), { name: 't.npz' })).rejects.toThrow(
      't.npz: variable "t" holds texts, not numbers',
    );
    const list = new TextEncoder().encode('a b\n');
    await expect(readGraph(list, { name: 'x.edgelist', variable: 'A' })).rejects.toThrow(
      'x.edgelist: a file of form "edge-list" has no variables; MATLAB, NumPy',
    );
  });

  it('damaged files give a graph or one line', async () => {
    const wrong: string[] = [];
    for (const [name, packed] of Object.entries(files)) {
      const whole = await gunzip(fromBase64(packed), { name, maxBytes: 2 ** 20 });
      for (const bytes of damaged(whole, 40, name)) {
        try {
          await readGraph(bytes, { name });
        } catch (error) {
          if (!(error instanceof FrugalError) || error.message.length > 300)
            wrong.push(`${name}: ${error}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});
