import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../values.ts';
import { type ReadEdgeListOptions, readEdgeList, writeEdgeList } from './edge-list.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const readText = (text: string, options: Partial<ReadEdgeListOptions> = {}) =>
  readEdgeList(encode(text), { name: 'e.txt', ...options });

interface Expected {
  readonly directed: boolean;
  readonly nodes: readonly string[];
  readonly edges: readonly (readonly [string, string, number])[];
}
const { files, graphs } = JSON.parse(
  readFileSync(new URL('./fixtures/by-others.json', import.meta.url), 'utf8'),
) as { files: Record<string, string>; graphs: Record<string, Expected> };

/** Edges by name, sorted, as Python would. */
const edgesOf = ({ nodes, edges }: Graph): [string, string, number][] =>
  Array.from(edges.from, (from, e): [string, string, number] => [
    nodes.names?.[from] ?? String(from),
    nodes.names?.[edges.to[e]] ?? String(edges.to[e]),
    edges.weights?.[e] ?? 1,
  ]).sort((a, b) => (a[0] === b[0] ? (a[1] < b[1] ? -1 : 1) : a[0] < b[0] ? -1 : 1));

describe('readEdgeList', () => {
  it.each(['named.edgelist', 'weighted.edgelist', 'numbers.edgelist'])(
    '%s: what NetworkX wrote',
    (name) => {
      const { value } = readText(files[name]);
      expect(edgesOf(value)).toEqual(graphs[name].edges);
      expect(value.edges.weights === undefined).toBe(name === 'numbers.edgelist');
    },
  );

  it.each([
    ['blanks', 'a b 1\nb  c\t2\n'],
    ['tabs', '# said\na\tb\t1\n\nb\tc\t2\n'],
    ['commas', 'a, b, 1\n"b" , c, 2\n// end\n'],
    ['semicolons and \\r\\n', '% said\r\na;b;1\r\nb;c;2'],
    ['bars', 'a|b|1\nb|c|2\n'],
    ['headings', 'Weight,Target,Source\n1,b,a\n2,c,b\n'],
    ['headings in another language of the field', 'pre post synapses\na b 1\nb c 2\n'],
  ])('reads %s', (_, text) => {
    const { value } = readText(text);
    expect(value.nodes.count).toBe(3);
    expect(edgesOf(value)).toEqual([
      ['a', 'b', 1],
      ['b', 'c', 2],
    ]);
  });

  it('numbers nodes by number where all are, and names them where numbers are left out', () => {
    expect(readText('0 2\n2 1\n').value.nodes).toEqual({ count: 3, attributes: [] });
    const sparse = readText('30 7\n7 100\n').value;
    expect(sparse.nodes.names).toEqual(['7', '30', '100']);
    expect([[...sparse.edges.from], [...sparse.edges.to]]).toEqual([
      [1, 0],
      [0, 2],
    ]);
    expect(readText('b a\na c\n').value.nodes.names).toEqual(['b', 'a', 'c']);
    expect(readText('007 a\n').value.nodes.names).toEqual(['007', 'a']);
  });

  it('keeps further columns, names of several words, and says what it guessed', () => {
    const { value, notes } = readText('source,target,type,n\n"a, first",b,chemical,1\nb,c,,2\n');
    expect(value.nodes.names).toEqual(['a, first', 'b', 'c']);
    expect(value.edges.weights).toBeUndefined();
    expect(value.edges.attributes).toEqual([
      { kind: 'text', name: 'type', codes: Int32Array.of(0, -1), words: ['chemical'], missing: 1 },
      { kind: 'number', name: 'n', values: Float64Array.of(1, 2), missing: 0 },
    ]);
    expect(notes).toEqual([
      'line 1 names the columns: source, target, type, n',
      'edges are taken as directed, from the first node to the second',
    ]);
    expect(readText('a b\n', { directed: false })).toMatchObject({
      value: { directed: false },
      notes: [],
    });
  });

  it('reads the wiring of C. elegans', () => {
    const bytes = readFileSync('docs/examples/celegans/chemical.tsv');
    const { value } = readEdgeList(bytes, { name: 'chemical.tsv' });
    expect([value.nodes.count, value.edges.count]).toEqual([279, 2194]);
    expect(value.edges.weights?.reduce((sum, w) => sum + Math.abs(w), 0)).toBe(6394);
  });

  it('reads Windows-1252 where the bytes are not UTF-8, and says so', () => {
    const { value, notes } = readEdgeList(Uint8Array.of(0xe4, 0x20, 0x62), { name: 'e.txt' });
    expect(value.nodes.names).toEqual(['ä', 'b']);
    expect(notes[0]).toBe('is not UTF-8; read as Windows-1252');
  });

  it.each([
    ['', 'e.txt: no edges; expected a line an edge, e.g. AVAL AVBR 3.5'],
    ['# only\n', 'e.txt: no edges'],
    ['source target\n', 'e.txt: no edges after the line of headings'],
    [
      'a b\nc\n',
      'e.txt, line 2: expected two nodes, separated by blanks, found "c"; a good line: AVAL AVBR 3.5',
    ],
    ['a,b\n,c\n', 'e.txt, line 2: expected two nodes, separated by ",", found ",c"'],
    ['a b 1\nb c x\n', 'e.txt, line 2: expected a weight, not "x", found "b c x"'],
    ['a b 1\nb c inf\n', 'expected a weight, not "inf"'],
    ['a\u0000b', 'e.txt, byte 1: a zero byte'],
  ])('refuses %j', (text, message) => {
    expect(() => readText(text)).toThrow(message);
  });
});

describe('writeEdgeList', () => {
  it('is read back', () => {
    const { value } = readText('source\ttarget\tweight\nanna b\tc\t0.1\nc\tanna b\t-3\n');
    expect(readEdgeList(writeEdgeList(value), { name: 'again' }).value).toEqual(value);
    const named = { ...value, nodes: { ...value.nodes, names: ['#a', 'b'] } };
    expect(() => writeEdgeList(named)).toThrow(
      'the names "#a" and "b" do not fit into lines with tabs; use GraphML',
    );
  });
});
