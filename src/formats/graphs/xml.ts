/** What the readers of GraphML and GEXF share: a parser that says where, and nodes and edges as they come, by their ids. */

import { SaxesParser } from 'saxes';
import { FrugalError } from '../../errors.ts';
import type { Column, Graph } from '../values.ts';
import { columnOf, settle } from './graph.ts';
import { shown, textOf } from './lines.ts';

/** What happens in a document, in order. */
export interface Handlers {
  /** @param fail throws with the line */
  open(tag: string, attributes: Readonly<Record<string, string>>, fail: Fail): void;
  text(text: string): void;
  close(tag: string, fail: Fail): void;
}

export type Fail = (expected: string) => never;

/** Deepest nesting of elements: graphs need five, and a file of nothing but opening tags must not fill the memory. */
const DEPTH = 64;

/** Walks a document. Prefixes of names are left out. @throws FrugalError with the line of what is wrong */
export function walk(bytes: Uint8Array, name: string, notes: string[], handlers: Handlers): void {
  const text = textOf(bytes, name, notes);
  const parser = new SaxesParser({ position: true });
  const fail: Fail = (expected) => {
    throw new FrugalError(`${name}, line ${parser.line}: expected ${expected}`);
  };
  const local = ({ name }: { readonly name: string }): string => name.slice(name.indexOf(':') + 1);
  let depth = 0;
  parser.on('error', (error) => {
    const [, why = error.message] = /^\d+:\d+: (.*)$/.exec(error.message) ?? [];
    throw new FrugalError(
      `${name}, line ${parser.line}: not well-formed XML: ${shown(why).slice(1, -1)}`,
    );
  });
  parser.on('opentag', (tag) => {
    if (++depth > DEPTH) fail(`at most ${DEPTH} elements inside each other`);
    handlers.open(local(tag), tag.attributes as Record<string, string>, fail);
  });
  parser.on('text', (piece) => handlers.text(piece));
  parser.on('cdata', (piece) => handlers.text(piece));
  parser.on('closetag', (tag) => {
    depth--;
    handlers.close(local(tag), fail);
  });
  // In pieces, so that the parser's own copy stays small.
  for (let at = 0; at < text.length; at += 65_536) parser.write(text.slice(at, at + 65_536));
  parser.close();
}

/** Texts of attributes, by element. */
type Values = Map<string, (string | undefined)[]>;

function put(values: Values, attribute: string, element: number, text: string): void {
  const own = values.get(attribute) ?? [];
  values.set(attribute, own);
  own[element] = text;
}

/** Nodes and edges while they are read. */
export class GraphBuilder {
  private readonly ids = new Map<string, number>();
  private readonly from: string[] = [];
  private readonly to: string[] = [];
  private readonly directed: boolean[] = [];
  private readonly nodeValues: Values = new Map();
  private readonly edgeValues: Values = new Map();

  node(id: string | undefined, fail: Fail): void {
    if (id === undefined) fail('an id of every node');
    else if (this.ids.has(id)) fail(`different ids of nodes; ${shown(id)} stands twice`);
    else this.ids.set(id, this.ids.size);
  }

  edge(
    source: string | undefined,
    target: string | undefined,
    directed: boolean,
    fail: Fail,
  ): void {
    if (source === undefined || target === undefined) fail('source and target of every edge');
    else {
      this.from.push(source);
      this.to.push(target);
      this.directed.push(directed);
    }
  }

  /** Something said of the last node. */
  ofNode(attribute: string, text: string): void {
    put(this.nodeValues, attribute, this.ids.size - 1, text);
  }

  /** Something said of the last edge. */
  ofEdge(attribute: string, text: string): void {
    put(this.edgeValues, attribute, this.from.length - 1, text);
  }

  /**
   * The graph.
   *
   * @param defaults of attributes, where nothing is said
   * @param weight name of the attribute of edges that is their weight
   */
  finish(
    name: string,
    notes: string[],
    defaults: {
      readonly node: ReadonlyMap<string, string>;
      readonly edge: ReadonlyMap<string, string>;
    },
    weight: string,
  ): Graph {
    const nodeOf = (id: string): number => {
      const node = this.ids.get(id);
      if (node !== undefined) return node;
      throw new FrugalError(`${name}: an edge names the node ${shown(id)}, which does not exist`);
    };
    const count = this.ids.size;
    const edges = this.from.length;
    const attributes = columnsOf(this.nodeValues, defaults.node, count);
    const columns = columnsOf(this.edgeValues, defaults.edge, edges);
    const weights = weightsOf(
      name,
      columns.find((column) => column.name === weight),
      notes,
    );
    const settled = settle(
      {
        from: this.from.map(nodeOf),
        to: this.to.map(nodeOf),
        directed: this.directed,
        ...(weights === undefined ? {} : { weights }),
        columns: columns
          .filter((column) => column.name !== weight)
          .map((column) => ({ name: column.name, texts: textsOf(column) })),
      },
      notes,
    );
    const names = namesOf([...this.ids.keys()], attributes, notes);
    return { ...settled, nodes: { count, names, attributes } };
  }
}

function columnsOf(values: Values, defaults: ReadonlyMap<string, string>, count: number): Column[] {
  const names = new Set([...defaults.keys(), ...values.keys()]);
  return [...names].map((name) => {
    const own = values.get(name) ?? [];
    return columnOf(
      name,
      Array.from({ length: count }, (_, i) => own[i] ?? defaults.get(name)),
    );
  });
}

const textsOf = (column: Column): (string | undefined)[] =>
  column.kind === 'text'
    ? Array.from(column.codes, (code) => (code < 0 ? undefined : column.words[code]))
    : Array.from(column.values, (value) => (Number.isNaN(value) ? undefined : String(value)));

function weightsOf(
  name: string,
  column: Column | undefined,
  notes: string[],
): number[] | undefined {
  if (column === undefined || column.missing === lengthOf(column)) return undefined;
  if (column.kind === 'text')
    throw new FrugalError(
      `${name}: a weight is ${shown(column.words.find((word) => Number.isNaN(Number(word))) ?? '')}; expected numbers`,
    );
  if (column.missing > 0) notes.push(`${column.missing} edges without a weight weigh 1`);
  return Array.from(column.values, (value) => (Number.isNaN(value) ? 1 : value));
}

const lengthOf = (column: Column): number =>
  column.kind === 'text' ? column.codes.length : column.values.length;

/** Names are the ids, unless these only number (n0, n1 …) and an attribute `name` or `label` tells nodes apart. */
function namesOf(
  ids: readonly string[],
  attributes: readonly Column[],
  notes: string[],
): readonly string[] {
  if (!ids.every((id) => /^n?\d+$/.test(id))) return ids;
  for (const column of attributes) {
    if (column.kind !== 'text' || !['name', 'label'].includes(column.name.toLowerCase())) continue;
    if (column.missing > 0 || column.words.length !== ids.length) continue;
    notes.push(`nodes are called by their attribute "${column.name}", not by their ids`);
    return column.words;
  }
  return ids;
}
