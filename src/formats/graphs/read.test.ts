import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readGraph } from './read.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const { files } = JSON.parse(
  readFileSync(new URL('./fixtures/by-others.json', import.meta.url), 'utf8'),
) as { files: Record<string, string> };

describe('readGraph', () => {
  it.each(['named.edgelist', 'directed.net', 'directed.graphml', 'directed.gexf'])(
    'knows %s, packed or not',
    async (name) => {
      const plain = await readGraph(encode(files[name]), { name });
      expect([plain.value.nodes.names, plain.value.edges.count]).toEqual([
        ['AVAL', 'AVBR', 'PVCL'],
        4,
      ]);
      expect(await readGraph(gzipSync(files[name]), { name: `${name}.gz` })).toEqual(plain);
    },
  );

  it('tells of edges between the same nodes', async () => {
    const of = async (directed: boolean) =>
      (await readGraph(encode('a b\na b\nb a\nb c\na b\n'), { name: 'm.edges', directed })).notes;
    const told =
      'edges repeat another between the same nodes: such become one, their weights added up';
    expect(await of(true)).toContain(`2 ${told}`);
    expect(await of(false)).toContain(`3 ${told}`);
  });

  it('matrices say which side was taken for the senders, unless that was told', async () => {
    const matrix = encode('%%MatrixMarket matrix coordinate real general\n2 2 1\n1 2 3\n');
    const guessed = await readGraph(matrix, { name: 'm.mtx' });
    expect([guessed.value.edges.from[0], guessed.notes]).toEqual([
      0,
      ['rows are taken as units that send, columns as units that receive'],
    ]);
    const told = await readGraph(matrix, { name: 'm.mtx', rowsAre: 'receivers' });
    expect([told.value.edges.from[0], told.notes]).toEqual([1, []]);
  });

  it('adjacency tables: an empty corner, names on both sides', async () => {
    for (const text of [
      ',a,b,c\na,0,1,0\nb,0,0,2.5\nc,-1,0,0\n',
      '\ta\tb\tc\na\t0\t1\t0\nb\t0\t0\t2.5\nc\t-1\t0\t0\n',
    ]) {
      const { value } = await readGraph(encode(text), { name: 'table.csv', rowsAre: 'senders' });
      expect(value.nodes.names).toEqual(['a', 'b', 'c']);
      expect([
        [...value.edges.from],
        [...value.edges.to],
        [...(value.edges.weights ?? [])],
      ]).toEqual([
        [0, 1, 2],
        [1, 2, 0],
        [1, 2.5, -1],
      ]);
    }
  });

  it('refuses a square matrix only where it is none, and forms without graphs', async () => {
    const wide = encode('%%MatrixMarket matrix coordinate real general\n2 3 1\n1 2 3\n');
    await expect(readGraph(wide, { name: 'w.mtx' })).rejects.toThrow(
      'w.mtx: 2 rows and 3 columns are no graph of one population',
    );
    await expect(readGraph(encode('@relation x\n'), { name: 'x.arff' })).rejects.toThrow(
      'x.arff: a file of form "arff" is not read as a graph',
    );
  });
});
