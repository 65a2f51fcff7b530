/** Pajek, GraphML and GEXF: what other programs wrote, what is written and read back, what is refused. */

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Graph } from '../values.ts';
import { readGexf } from './gexf.ts';
import { readGraphMl, writeGraphMl } from './graphml.ts';
import { readPajek, writePajek } from './pajek.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Expected {
  readonly directed: boolean;
  readonly nodes: readonly string[];
  readonly edges: readonly (readonly [string, string, number])[];
}
const { files, graphs } = JSON.parse(
  readFileSync(new URL('./fixtures/by-others.json', import.meta.url), 'utf8'),
) as { files: Record<string, string>; graphs: Record<string, Expected> };

/** A graph as Python has it: names, and edges by name, sorted. */
const plain = ({ directed, nodes, edges }: Graph): Expected => ({
  directed,
  nodes: nodes.names ?? Array.from({ length: nodes.count }, (_, i) => String(i)),
  edges: Array.from(edges.from, (from, e): [string, string, number] => [
    nodes.names?.[from] ?? String(from),
    nodes.names?.[edges.to[e]] ?? String(edges.to[e]),
    edges.weights?.[e] ?? 1,
  ]).sort((a, b) => (`${a[0]}\t${a[1]}` < `${b[0]}\t${b[1]}` ? -1 : 1)),
});

const reader = { net: readPajek, graphml: readGraphMl, gexf: readGexf };
const kindOf = (name: string): keyof typeof reader => name.split('.')[1] as keyof typeof reader;

describe('what NetworkX wrote', () => {
  const names = Object.keys(files).filter((name) => kindOf(name) in reader);
  it.each(names)('%s', (name) => {
    const { value } = reader[kindOf(name)](encode(files[name]), { name });
    expect(plain(value)).toEqual(graphs[name]);
  });
});

const anyGraph: fc.Arbitrary<Graph> = fc
  .record({
    directed: fc.boolean(),
    names: fc.uniqueArray(
      fc
        .string({ minLength: 1, maxLength: 6 })
        .filter(
          (s) => /^[^"\p{Cc}\ufffe\uffff]+$/u.test(s) && s.trim() === s && !/^n?\d+$/.test(s),
        ),
      { minLength: 1, maxLength: 6 },
    ),
    ends: fc.array(
      fc.tuple(fc.nat(5), fc.nat(5), fc.double({ noNaN: true, noDefaultInfinity: true })),
      { minLength: 1, maxLength: 10 },
    ),
  })
  .map(({ directed, names, ends }) => ({
    directed,
    nodes: { count: names.length, names, attributes: [] },
    edges: {
      count: ends.length,
      from: Uint32Array.from(ends, ([a]) => a % names.length),
      to: Uint32Array.from(ends, ([, b]) => b % names.length),
      weights: Float64Array.from(ends, ([, , w]) => (w === 0 ? 0 : w)),
      attributes: [],
    },
  }));

describe('GraphML', () => {
  const head =
    '<graphml><key id="w" for="edge" attr.name="weight" attr.type="int"><default>7</default></key><key id="v" for="edge" attr.name="weight" attr.type="double"/><key id="t" for="node" attr.name="type" attr.type="string"><default>inter</default></key>';

  it('is read back to the bit', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        expect(readGraphMl(writeGraphMl(graph), { name: 'g' }).value).toEqual(graph);
      }),
    );
  });

  it('merges keys of one name, applies defaults, lets edges say their direction', () => {
    const text = `${head}<graph edgedefault="undirected"><node id="a"><data key="t">motor</data></node><node id="b"/><edge source="a" target="b"/><edge source="b" target="a" directed="true"><data key="v">0.5</data></edge></graph></graphml>`;
    const { value, notes } = readGraphMl(encode(text), { name: 'g' });
    expect(value.directed).toBe(true);
    expect([[...value.edges.from], [...value.edges.to], value.edges.weights]).toEqual([
      [0, 1, 1],
      [1, 0, 0],
      Float64Array.of(7, 7, 0.5),
    ]);
    expect(value.nodes.attributes).toEqual([
      {
        kind: 'text',
        name: 'type',
        codes: Int32Array.of(0, 1),
        words: ['motor', 'inter'],
        missing: 0,
      },
    ]);
    expect(notes).toEqual([
      '1 undirected edges among directed ones became two each, there and back',
    ]);
  });

  it('calls nodes by name where ids only number them, as igraph writes', () => {
    const text =
      '<graphml><key id="k" for="node" attr.name="name" attr.type="string"/><graph><node id="n0"><data key="k">AVAL</data></node><node id="n1"><data key="k">PVCL</data></node><edge source="n1" target="n0"/></graph></graphml>';
    const { value, notes } = readGraphMl(encode(text), { name: 'g' });
    expect(value.nodes.names).toEqual(['AVAL', 'PVCL']);
    expect(value.edges.weights).toBeUndefined();
    expect(notes).toEqual(['nodes are called by their attribute "name", not by their ids']);
  });

  it('writes one key an attribute, doubles, no defaults', () => {
    const graph: Graph = {
      directed: true,
      nodes: { count: 2, names: ['a&b', 'a&b'], attributes: [] },
      edges: {
        ...{
          count: 2,
          from: Uint32Array.of(0, 1),
          to: Uint32Array.of(1, 0),
          weights: Float64Array.of(1, Math.fround(0.1)),
        },
        attributes: [
          { kind: 'number', name: 'delay', values: Float64Array.of(2, Number.NaN), missing: 1 },
        ],
      },
    };
    const text = new TextDecoder().decode(
      writeGraphMl(graph, { single: true, comment: 'run 12--3' }),
    );
    expect(text).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<!-- run 12- -3 -->
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="edge" attr.name="weight" attr.type="double"/>
  <key id="d1" for="node" attr.name="name" attr.type="string"/>
  <key id="d2" for="edge" attr.name="delay" attr.type="double"/>
  <graph edgedefault="directed">
    <node id="n0"><data key="d1">a&amp;b</data></node>
    <node id="n1"><data key="d1">a&amp;b</data></node>
    <edge source="n0" target="n1"><data key="d0">1</data><data key="d2">2</data></edge>
    <edge source="n1" target="n0"><data key="d0">0.100000001</data></edge>
  </graph>
</graphml>
`);
    const nan = { ...graph, edges: { ...graph.edges, weights: Float64Array.of(1, Number.NaN) } };
    expect(() => writeGraphMl(nan)).toThrow('weight NaN of edge 1 has no place in GraphML');
    const bell = { ...graph, nodes: { ...graph.nodes, names: ['\u0007', 'b'] } };
    expect(() => writeGraphMl(bell)).toThrow('a character that XML does not have');
  });

  it.each([
    ['<gexf/>', 'g, line 1: expected a document of GraphML, <graphml>'],
    ['<graphml>\n</graphml>', 'g: no <graph> in the document'],
    ['<graphml>\n<graph>\n<node id="a">', 'g, line 3: not well-formed XML'],
    [
      '<graphml><graph><node id="a"/><node id="a"/></graph></graphml>',
      'expected different ids of nodes; "a" stands twice',
    ],
    ['<graphml><graph><node/></graph></graphml>', 'expected an id of every node'],
    [
      '<graphml><graph><node id="a"/><edge source="a"/></graph></graphml>',
      'expected source and target of every edge',
    ],
    [
      '<graphml><graph><node id="a"/><edge source="a" target="b"/></graph></graphml>',
      'g: an edge names the node "b", which does not exist',
    ],
    [
      '<graphml><graph><node id="a"><graph/></node></graph></graphml>',
      'expected one graph a file, none inside another',
    ],
    ['<graphml><graph><hyperedge/></graph></graphml>', '<hyperedge> is not read'],
    [
      '<graphml><graph><node id="a"><data key="x">1</data></node></graph></graphml>',
      'expected a key of the data, not "x"',
    ],
    [
      `${head}<graph><node id="a"/><edge source="a" target="a"><data key="w">heavy</data></edge></graph></graphml>`,
      'g: a weight is "heavy"; expected numbers',
    ],
    [`<graphml>${'<a>'.repeat(100)}`, 'at most 64 elements inside each other'],
    [
      '<!DOCTYPE x [<!ENTITY a "aaaa">]><graphml><graph><node id="&a;"/></graph></graphml>',
      'not well-formed XML',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => readGraphMl(encode(text), { name: 'g' })).toThrow(message);
  });
});

describe('Pajek', () => {
  it('is read back', () => {
    fc.assert(
      fc.property(anyGraph, (graph) => {
        expect(readPajek(writePajek(graph), { name: 'p' }).value).toEqual(graph);
      }),
    );
  });

  it('reads arcs, edges, lists, places, and vertices without lines', () => {
    const text =
      '% said\r\n*Network worm\r\n*Vertices 4\r\n1 "a b" 0.1 0.2 0.5 ic Red\r\n3 c 0.3 0.4\r\n*Arcs :1 "kind"\r\n1 2 2.5\r\n*Edges\r\n3 4\r\n*Arcslist\r\n4 1 2\r\n';
    const { value, notes } = readPajek(encode(text), { name: 'p' });
    expect(value.nodes.names).toEqual(['a b', '2', 'c', '4']);
    expect(value.nodes.attributes.map(({ name, missing }) => [name, missing])).toEqual([
      ['x', 2],
      ['y', 2],
      ['z', 3],
    ]);
    expect([[...value.edges.from], [...value.edges.to], [...(value.edges.weights ?? [])]]).toEqual([
      [0, 2, 3, 3, 3],
      [1, 3, 2, 0, 1],
      [2.5, 1, 1, 1, 1],
    ]);
    expect(notes).toHaveLength(1);
    const square = '*Vertices 2\n*Matrix\n0 3\n-1 0\n';
    expect(plain(readPajek(encode(square), { name: 'p' }).value).edges).toEqual([
      ['0', '1', 3],
      ['1', '0', -1],
    ]);
  });

  it.each([
    ['', 'p: no Pajek network; it begins with e.g. *Vertices 279'],
    ['1 2\n', 'p, line 1: expected a Pajek network, found "1 2"'],
    ['*Arcs\n', 'p, line 1: expected *Vertices first'],
    ['*Vertices x\n', 'p, line 1: expected the number of vertices'],
    ['*Vertices 5 2\n', 'two-mode networks are not read'],
    ['*Vertices 4000000000\n', 'p, line 1: 4000000000 vertices in a file of 21 bytes'],
    ['*Vertices 2\n3 c\n', 'p, line 2: expected the number of a vertex in 1..2, found "3 c"'],
    ['*Vertices 2\n*Arcs\n1 0\n', 'p, line 3: expected the number of a vertex in 1..2'],
    ['*Vertices 2\n*Arcs\n1 2 x\n', 'p, line 3: expected a weight after the two vertices'],
    ['*Vertices 2\n*Events\n', 'p, line 2: expected *Vertices first, then one of'],
    ['*Vertices 2\n*Matrix\n1\n', 'p, line 3: expected a matrix of 2 rows of 2 numbers'],
    ['*Vertices 1\n*Vertices 1\n', 'p, line 2: expected one network a file'],
  ])('refuses %j', (text, message) => {
    expect(() => readPajek(encode(text), { name: 'p' })).toThrow(message);
  });
});

describe('GEXF', () => {
  it('reads 1.3: attributes with defaults, types, labels, and passes over what is drawn', () => {
    const text = `<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3"><graph defaultedgetype="directed"><attributes class="node"><attribute id="0" title="kind" type="string"><default>inter</default></attribute></attributes><attributes class="edge"><attribute id="0" title="delay" type="float"/></attributes><nodes><node id="0" label="AVAL"><attvalues><attvalue for="0" value="motor"/></attvalues><viz:color r="1"/></node><node id="1" label="PVCL"/></nodes><edges><edge id="0" source="0" target="1" weight="2.5"><attvalues><attvalue for="0" value="0.1"/></attvalues></edge><edge id="1" source="1" target="0" type="undirected"/></edges></graph></gexf>`;
    const { value, notes } = readGexf(encode(text), { name: 'g' });
    expect(value.nodes.names).toEqual(['AVAL', 'PVCL']);
    expect(value.edges.weights).toEqual(Float64Array.of(2.5, 1, 1));
    expect(value.nodes.attributes[0]).toMatchObject({ name: 'kind', words: ['motor', 'inter'] });
    expect(value.edges.attributes[0]).toMatchObject({ name: 'delay', missing: 2 });
    expect(notes).toContain('1 edges without a weight weigh 1');
  });

  it.each([
    ['<graphml/>', 'expected a document of GEXF, <gexf>'],
    ['<gexf/>', 'g: no <graph> in the document'],
    ['<gexf><graph mode="dynamic"/></gexf>', 'graphs that change in time are not read'],
    [
      '<gexf><graph><nodes><node id="a"><nodes><node id="b"/></nodes></node></nodes></graph></gexf>',
      'no node inside another',
    ],
    [
      '<gexf><graph><nodes><node id="a"><attvalues><attvalue for="9" value="1"/></attvalues></node></nodes></graph></gexf>',
      'expected a declared attribute, not "9"',
    ],
    [
      '<gexf><graph><nodes><node id="a"/></nodes><edges><edge source="a" target="a" type="mutual"/></edges></graph></gexf>',
      'not mutual ones',
    ],
  ])('refuses %s', (text, message) => {
    expect(() => readGexf(encode(text), { name: 'g' })).toThrow(message);
  });
});
