/**
 * GraphML: nodes, edges and typed attributes in XML (U. Brandes, M. Eiglsperger, I. Herman, M. Himsolt, M. S. Marshall,
 * "GraphML progress report", Graph Drawing 2001).
 *
 * Readers differ: NetworkX ignores `<default>` and writes two keys of one name for whole and broken weights, igraph applies
 * the one and refuses the other. Here keys of one name are one attribute and defaults hold; what is written needs neither:
 * one key an attribute, every number a `double`, none left out.
 */

import { FrugalError } from '../../errors.ts';
import type { Column, Graph, Read } from '../values.ts';
import { type ReadOptions, shown } from './lines.ts';
import { type Fail, GraphBuilder, type Handlers, walk } from './xml.ts';

interface Key {
  readonly name: string;
  readonly of: string;
}

export interface ReadGraphMlOptions extends ReadOptions {
  /** Attribute of edges that is their weight; default `weight`. */
  readonly weight?: string;
}

class GraphMlHandlers implements Handlers {
  readonly builder = new GraphBuilder();
  readonly defaults = { node: new Map<string, string>(), edge: new Map<string, string>() };
  private readonly keys = new Map<string, Key>();
  private graphs = 0;
  private directedByDefault = true;
  /** What is open: text belongs to the innermost `data` or `default`. */
  private readonly path: string[] = [];
  private key: Key | undefined;
  private said = '';

  open(tag: string, attributes: Readonly<Record<string, string>>, fail: Fail): void {
    if (this.path.length === 0 && tag !== 'graphml') fail('a document of GraphML, <graphml>');
    this.path.push(tag);
    this.said = '';
    switch (tag) {
      case 'key':
        this.key = { name: attributes['attr.name'] ?? attributes.id, of: attributes.for ?? 'all' };
        if (attributes.id === undefined) fail('an id of every key');
        this.keys.set(attributes.id, this.key);
        break;
      case 'graph':
        if (++this.graphs > 1) fail('one graph a file, none inside another');
        this.directedByDefault = attributes.edgedefault !== 'undirected';
        break;
      case 'node':
        this.builder.node(attributes.id, fail);
        break;
      case 'edge': {
        const { source, target, directed } = attributes;
        this.builder.edge(
          source,
          target,
          directed === undefined ? this.directedByDefault : directed === 'true',
          fail,
        );
        break;
      }
      case 'data':
        this.key = this.keys.get(attributes.key ?? '');
        if (this.key === undefined) fail(`a key of the data, not ${shown(attributes.key ?? '')}`);
        break;
      case 'hyperedge':
      case 'port':
        fail(`nodes and edges alone; <${tag}> is not read`);
    }
  }

  text(text: string): void {
    const tag = this.path.at(-1);
    if (tag === 'data' || tag === 'default') this.said += text;
  }

  close(tag: string): void {
    this.path.pop();
    const { key } = this;
    const said = this.said.trim();
    if (tag === 'default' && key !== undefined) {
      if (key.of !== 'edge') this.defaults.node.set(key.name, said);
      if (key.of !== 'node') this.defaults.edge.set(key.name, said);
    }
    if (tag !== 'data' || key === undefined) return;
    if (this.path.at(-1) === 'node') this.builder.ofNode(key.name, said);
    if (this.path.at(-1) === 'edge') this.builder.ofEdge(key.name, said);
  }

  get found(): boolean {
    return this.graphs > 0;
  }
}

/**
 * Reads a GraphML file. Edges that say their own direction keep it; where some are directed, the others become two each.
 *
 * @throws FrugalError for XML that is not well formed, several graphs, hyperedges, or edges of unknown nodes
 */
export function readGraphMl(bytes: Uint8Array, options: ReadGraphMlOptions): Read<Graph> {
  const { name, weight = 'weight' } = options;
  const notes: string[] = [];
  const handlers = new GraphMlHandlers();
  walk(bytes, name, notes, handlers);
  if (!handlers.found) throw new FrugalError(`${name}: no <graph> in the document`);
  const defaults = {
    node: handlers.defaults.node,
    edge: handlers.defaults.edge,
  };
  return { value: handlers.builder.finish(name, notes, defaults, weight), notes };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text inside XML. @throws FrugalError for characters that XML does not have */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones XML 1.0 cannot hold
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new FrugalError(`the name ${shown(text)} holds a character that XML does not have`);
  return text.replace(/[&<>"]/g, (mark) => ENTITIES[mark]);
}

interface Attribute {
  readonly id: string;
  readonly column: Column;
}

const keyLine = ({ id, column }: Attribute, of: string): string =>
  `  <key id="${id}" for="${of}" attr.name="${escaped(column.name)}" attr.type="${column.kind === 'number' ? 'double' : 'string'}"/>`;

/** What is said of one element; nothing where it is missing. */
function dataOf(attributes: readonly Attribute[], row: number): string {
  return attributes
    .map(({ id, column }) => {
      const value = column.kind === 'number' ? column.values[row] : column.words[column.codes[row]];
      if (value === undefined || Number.isNaN(value)) return '';
      return `<data key="${id}">${escaped(String(value))}</data>`;
    })
    .join('');
}

export interface WriteGraphMlOptions {
  /** Said in a comment at its head, e.g. the run and its licence. */
  readonly comment?: string;
  /** Weights are single precision: nine digits, not seventeen. */
  readonly single?: boolean;
}

/**
 * A graph as GraphML: one key an attribute, `double` for every number, each written with enough digits to be read back to
 * the bit. Ids of nodes are their names, or n0, n1 … where these repeat.
 *
 * @throws FrugalError for a weight that is not finite, or a character that XML does not have
 */
export function writeGraphMl(graph: Graph, options: WriteGraphMlOptions = {}): Uint8Array {
  const { directed, nodes, edges } = graph;
  const { comment, single = false } = options;
  const { weights } = edges;
  const bad = weights?.findIndex((weight) => !Number.isFinite(weight)) ?? -1;
  if (bad >= 0)
    throw new FrugalError(`weight ${weights?.[bad]} of edge ${bad} has no place in GraphML`);
  const own = nodes.names ?? Array.from({ length: nodes.count }, (_, node) => `n${node}`);
  const unique = new Set(own).size === own.length;
  const label: Column[] =
    unique || nodes.names === undefined ? [] : [wordsColumn('name', nodes.names)];
  const ids = unique ? own.map(escaped) : own.map((_, node) => `n${node}`);
  const number = (columns: readonly Column[], first: number): Attribute[] =>
    columns.map((column, k) => ({ id: `d${first + k}`, column }));
  const ofNodes = number([...label, ...nodes.attributes], 1);
  const ofEdges = number(
    edges.attributes.filter(({ name }) => name !== 'weight'),
    1 + ofNodes.length,
  );
  const text = (weight: number): string =>
    single ? String(Number(weight.toPrecision(9))) : String(weight);
  const out = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(comment === undefined ? [] : [`<!-- ${escaped(comment).replaceAll('--', '- -')} -->`]),
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...(weights === undefined
      ? []
      : ['  <key id="d0" for="edge" attr.name="weight" attr.type="double"/>']),
    ...ofNodes.map((attribute) => keyLine(attribute, 'node')),
    ...ofEdges.map((attribute) => keyLine(attribute, 'edge')),
    `  <graph edgedefault="${directed ? 'directed' : 'undirected'}">`,
  ];
  ids.forEach((id, node) => {
    out.push(`    <node id="${id}">${dataOf(ofNodes, node)}</node>`);
  });
  for (let e = 0; e < edges.count; e++) {
    const weight = weights === undefined ? '' : `<data key="d0">${text(weights[e])}</data>`;
    out.push(
      `    <edge source="${ids[edges.from[e]]}" target="${ids[edges.to[e]]}">${weight}${dataOf(ofEdges, e)}</edge>`,
    );
  }
  out.push('  </graph>', '</graphml>', '');
  return new TextEncoder().encode(out.join('\n'));
}

function wordsColumn(name: string, texts: readonly string[]): Column {
  const words = [...new Set(texts)];
  const code = new Map(words.map((word, k) => [word, k]));
  return {
    kind: 'text',
    name,
    words,
    missing: 0,
    codes: Int32Array.from(texts, (text) => code.get(text) ?? -1),
  };
}
