/**
 * Edge lists: a line an edge, the node it comes from, the node it goes to, and a weight if there is one.
 *
 * Read: names or numbers; blanks, tabs, commas, semicolons or bars between them; quotes; comments after #, % or //; a line
 * of headings; the `{'weight': 3}` that NetworkX writes. Numbered nodes are put in the order of their numbers, named ones in
 * that of their appearance.
 */

import { FrugalError } from '../../errors.ts';
import type { Graph, Read } from '../values.ts';
import { columnOf } from './graph.ts';
import {
  badLine,
  type Line,
  linesOf,
  numberOf,
  type ReadOptions,
  shown,
  textOf,
  wholeOf,
} from './lines.ts';

export interface ReadEdgeListOptions extends ReadOptions {
  /** Default true. */
  readonly directed?: boolean;
  /** Between fields; by default what the first lines show. */
  readonly separator?: string;
  /** Whether the first line names the columns; by default where it says source and target, from and to, or the like. */
  readonly header?: boolean;
}

const SENDERS = [
  'source',
  'from',
  'pre',
  'presynaptic',
  'src',
  'sender',
  'tail',
  'neuron1',
  'node1',
  'i',
];
const RECEIVERS = [
  'target',
  'to',
  'post',
  'postsynaptic',
  'dst',
  'receiver',
  'head',
  'neuron2',
  'node2',
  'j',
];
const WEIGHTS = ['weight', 'weights', 'w', 'count', 'synapses', 'strength', 'nbr', 'number'];
const EXAMPLE = 'AVAL AVBR 3.5';

const COMMENT = /^\s*(?:#|%|\/\/)/;

/** Lines without comments and blanks. */
function* contentOf(text: string): Generator<Line, void> {
  for (const line of linesOf(text))
    if (line.text.trim() !== '' && !COMMENT.test(line.text)) yield line;
}

/** The separator of the first lines: one that each of them has, else blanks. */
function separatorOf(lines: readonly Line[]): string {
  const found = ['\t', ';', ',', '|'].find((mark) =>
    lines.every(({ text }) => withoutDict(text).includes(mark)),
  );
  return found ?? ' ';
}

/** A line without the dictionary that NetworkX puts at its end. */
const withoutDict = (text: string): string => text.replace(/\{[^{}]*\}\s*$/, '');

/** The weight in such a dictionary, `undefined` where there is none. */
function dictWeight(text: string): string | undefined {
  return /\{.*['"]weight['"]\s*:\s*([^,}\s]+)/.exec(text)?.[1];
}

/** Fields of a line, without the quotes and blanks around them. */
function split(text: string, separator: string): string[] {
  const body = text.trim();
  const parts =
    separator === ' ' ? (body.match(/"[^"]*"|\S+/g) ?? []) : splitQuoted(body, separator);
  return parts.map((part) => {
    const trimmed = part.trim();
    const quoted = /^(["'])(.*)\1$/.exec(trimmed);
    return (quoted === null ? trimmed : quoted[2]).trim();
  });
}

/** Splits at a separator that stands outside double quotes. */
function splitQuoted(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator);
  const parts: string[] = [];
  let from = 0;
  let inside = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') inside = !inside;
    else if (!inside && text.startsWith(separator, at)) {
      parts.push(text.slice(from, at));
      at += separator.length - 1;
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** Which field is what. */
interface Layout {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  /** Other fields that are kept, by name. */
  readonly others: readonly { readonly name: string; readonly at: number }[];
}

/** The layout that headings tell, or `undefined` where the fields are none. */
function layoutOf(fields: readonly string[], forced: boolean | undefined): Layout | undefined {
  const words = fields.map((field) => field.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const find = (names: readonly string[]): number =>
    words.findIndex((word) => names.includes(word));
  const [from, to, weight] = [find(SENDERS), find(RECEIVERS), find(WEIGHTS)];
  const named = from >= 0 && to >= 0 && from !== to;
  if (forced === false || (forced === undefined && !named)) return undefined;
  const [a, b] = named ? [from, to] : [0, 1];
  const heavy =
    weight >= 0 && weight !== a && weight !== b ? weight : named ? -1 : fields.length > 2 ? 2 : -1;
  const others = fields.flatMap((name, at) => ([a, b, heavy].includes(at) ? [] : [{ name, at }]));
  return { from: a, to: b, weight: heavy, others };
}

interface Rows {
  /** Nodes of each edge, numbered as they first appear. */
  readonly from: number[];
  readonly to: number[];
  readonly weights: number[];
  /** Whether any line gives one. */
  weighted: boolean;
  readonly others: (string | undefined)[][];
  /** Names in the order of the numbers. */
  readonly names: string[];
}

/** The order of the nodes: by value where all names are whole numbers, else as they came. */
function ordered(names: readonly string[]): Uint32Array {
  const order = Uint32Array.from(names.keys());
  if (!names.every((name) => wholeOf(name) >= 0 && String(wholeOf(name)) === name)) return order;
  const values = Float64Array.from(names, Number);
  return order.sort((a, b) => values[a] - values[b]);
}

/** Reads the lines behind the headings, one by one: a file of short lines is not kept in pieces. */
function readRows(name: string, lines: Iterable<Line>, separator: string, layout: Layout): Rows {
  const { from, to, weight, others } = layout;
  const rows: Rows = {
    ...{ from: [], to: [], weights: [], weighted: weight >= 0, names: [] },
    others: others.map(() => []),
  };
  const known = new Map<string, number>();
  const numberNode = (word: string): number => {
    const node = known.get(word);
    if (node !== undefined) return node;
    known.set(word, rows.names.length);
    return rows.names.push(word) - 1;
  };
  for (const line of lines) {
    const dict = line.text.includes('{');
    const fields = split(dict ? withoutDict(line.text) : line.text, separator);
    const [a, b] = [fields[from], fields[to]];
    if (a === undefined || b === undefined || a === '' || b === '')
      throw badLine(name, line, `two nodes, separated by ${words(separator)}`, EXAMPLE);
    const said = dict ? dictWeight(line.text) : undefined;
    const text = said ?? (weight < 0 ? undefined : fields[weight]);
    const value = text === undefined || text === '' ? 1 : numberOf(text);
    if (Number.isNaN(value))
      throw badLine(name, line, `a weight, not ${shown(text ?? '')}`, EXAMPLE);
    if (said !== undefined) rows.weighted = true;
    rows.from.push(numberNode(a));
    rows.to.push(numberNode(b));
    rows.weights.push(value);
    others.forEach(({ at }, k) => {
      rows.others[k].push(fields[at] === '' ? undefined : fields[at]);
    });
  }
  return rows;
}

const words = (separator: string): string =>
  ({ '\t': 'a tab', ' ': 'blanks' })[separator] ?? `"${separator}"`;

/** Lines that are looked at before the separator is decided. */
const LOOKED_AT = 20;

/**
 * Reads an edge list. What it guessed (separator, headings, direction), `notes` say.
 *
 * @throws FrugalError for a line without two nodes, or with a weight that is no number: with its number
 * @example readEdgeList(bytes, { name: 'edges.tsv' }).value.nodes.names
 */
export function readEdgeList(bytes: Uint8Array, options: ReadEdgeListOptions): Read<Graph> {
  const { name, directed = true } = options;
  const notes: string[] = [];
  const text = textOf(bytes, name, notes);
  const head: Line[] = [];
  for (const line of contentOf(text)) if (head.push(line) > LOOKED_AT) break;
  if (head.length === 0)
    throw new FrugalError(`${name}: no edges; expected a line an edge, e.g. ${EXAMPLE}`);
  const separator = options.separator ?? separatorOf(head);
  const first = split(withoutDict(head[0].text), separator);
  const headed = layoutOf(first, options.header);
  if (headed !== undefined) {
    notes.push(`line ${head[0].number} names the columns: ${first.slice(0, 6).join(', ')}`);
    if (head.length === 1) throw new FrugalError(`${name}: no edges after the line of headings`);
  }
  const plain = split(withoutDict(head[headed === undefined ? 0 : 1].text), separator);
  const layout = headed ?? {
    ...{ from: 0, to: 1, weight: plain.length > 2 ? 2 : -1 },
    others: plain.slice(3).map((_, k) => ({ name: `field ${k + 4}`, at: k + 3 })),
  };
  const body = contentOf(text);
  if (headed !== undefined) body.next();
  const { from, to, weights, weighted, others, names } = readRows(name, body, separator, layout);
  const order = ordered(names);
  const place = new Uint32Array(names.length);
  order.forEach((node, at) => {
    place[node] = at;
  });
  const sorted = Array.from(order, (node) => names[node]);
  if (options.directed === undefined)
    notes.push('edges are taken as directed, from the first node to the second');
  return {
    value: {
      directed,
      nodes: {
        count: names.length,
        ...(sorted.every((word, node) => word === String(node)) ? {} : { names: sorted }),
        attributes: [],
      },
      edges: {
        count: from.length,
        from: Uint32Array.from(from, (node) => place[node]),
        to: Uint32Array.from(to, (node) => place[node]),
        ...(weighted ? { weights: Float64Array.from(weights) } : {}),
        attributes: layout.others.map((other, k) => columnOf(other.name, others[k])),
      },
    },
    notes,
  };
}

/** A graph as an edge list with tabs, and a line of headings: source, target and, where there are any, weights. */
export function writeEdgeList({ nodes, edges }: Graph): Uint8Array {
  const { from, to, weights } = edges;
  const nameOf = (node: number): string => nodes.names?.[node] ?? String(node);
  const out = [weights === undefined ? 'source\ttarget' : 'source\ttarget\tweight'];
  for (let e = 0; e < edges.count; e++) {
    const [a, b] = [nameOf(from[e]), nameOf(to[e])];
    if (/[\t\r\n"]/.test(a + b) || COMMENT.test(a))
      throw new FrugalError(
        `the names ${shown(a)} and ${shown(b)} do not fit into lines with tabs; use GraphML`,
      );
    out.push(weights === undefined ? `${a}\t${b}` : `${a}\t${b}\t${weights[e]}`);
  }
  out.push('');
  return new TextEncoder().encode(out.join('\n'));
}
