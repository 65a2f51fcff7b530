/**
 * Pajek networks (`.net`): vertices with names and places, arcs (directed) and edges (undirected), as lines or as lists.
 *
 * V. Batagelj, A. Mrvar, "Pajek – program for large network analysis", Connections 21:47 (1998), and its reference manual.
 * Where a file has arcs and edges, the edges become two arcs each. Written: vertices, and arcs or edges with weights.
 */

import { FrugalError } from '../../errors.ts';
import type { Column, Graph, Read } from '../values.ts';
import { settle } from './graph.ts';
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

type Section = 'arcs' | 'edges' | 'arcslist' | 'edgeslist' | 'matrix';
const SECTIONS: readonly string[] = ['arcs', 'edges', 'arcslist', 'edgeslist', 'matrix'];
const EXAMPLE = '1 2 0.5';

/** Vertices that a file may promise without a line for each. */
const FREE_VERTICES = 2 ** 24;

const fieldsWithQuotes = (text: string): string[] =>
  (text.match(/"[^"]*"|\S+/g) ?? []).map((field) => field.replace(/^"(.*)"$/, '$1'));

/** What has been read so far. */
class Network {
  readonly count: number;
  readonly named: string[] = [];
  readonly places: (readonly number[])[] = [];
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly weights: number[] = [];
  readonly directed: boolean[] = [];
  private readonly name: string;

  constructor(name: string, count: number) {
    this.name = name;
    this.count = count;
  }

  vertex(line: Line): void {
    const [id, label, ...rest] = fieldsWithQuotes(line.text);
    const node = this.node(line, id, '1 "AVAL" 0.1 0.2 0.5');
    if (label !== undefined) this.named[node] = label;
    const place: number[] = [];
    for (const field of rest) {
      const x = numberOf(field);
      if (Number.isNaN(x) || place.length === 3) break;
      place.push(x);
    }
    this.places[node] = place;
  }

  line(section: Section, line: Line, row: number): void {
    const fields = fieldsWithQuotes(line.text);
    const directed = section === 'arcs' || section === 'arcslist';
    if (section === 'matrix') {
      this.matrixRow(line, fields, row);
      return;
    }
    const from = this.node(line, fields[0], EXAMPLE);
    if (section === 'arcslist' || section === 'edgeslist') {
      for (const field of fields.slice(1))
        this.add(from, this.node(line, field, '1 2 3'), 1, directed);
      return;
    }
    const to = this.node(line, fields[1], EXAMPLE);
    const weight = fields[2] === undefined ? 1 : numberOf(fields[2]);
    if (Number.isNaN(weight))
      throw badLine(this.name, line, 'a weight after the two vertices', EXAMPLE);
    this.add(from, to, weight, directed);
  }

  private matrixRow(line: Line, fields: readonly string[], row: number): void {
    if (row >= this.count || fields.length !== this.count)
      throw badLine(this.name, line, `a matrix of ${this.count} rows of ${this.count} numbers`);
    fields.forEach((field, column) => {
      const weight = numberOf(field);
      if (Number.isNaN(weight)) throw badLine(this.name, line, 'numbers alone');
      if (weight !== 0) this.add(row, column, weight, true);
    });
  }

  private add(from: number, to: number, weight: number, directed: boolean): void {
    this.from.push(from);
    this.to.push(to);
    this.weights.push(weight);
    this.directed.push(directed);
  }

  private node(line: Line, field: string | undefined, example: string): number {
    const id = wholeOf(field);
    if (id >= 1 && id <= this.count) return id - 1;
    throw badLine(this.name, line, `the number of a vertex in 1..${this.count}`, example);
  }
}

function vertexCount(name: string, line: Line, rest: string, bytes: number): number {
  const fields = fieldsWithQuotes(rest);
  if (fields.length > 1)
    throw badLine(
      name,
      line,
      'one number of vertices; two-mode networks are not read',
      '*Vertices 279',
    );
  const count = wholeOf(fields[0]);
  if (count < 0) throw badLine(name, line, 'the number of vertices', '*Vertices 279');
  const most = Math.max(FREE_VERTICES, bytes);
  if (count > most)
    throw new FrugalError(
      `${name}, line ${line.number}: ${count} vertices in a file of ${bytes} bytes; at most ${most} are read`,
    );
  return count;
}

/** Columns x, y and z, as far as places were given. */
function placeColumns({ places, count }: Network): Column[] {
  const dimensions = places.reduce((most, place) => Math.max(most, place.length), 0);
  return ['x', 'y', 'z'].slice(0, dimensions).map((name, axis) => {
    const values = Float64Array.from(
      { length: count },
      (_, node) => places[node]?.[axis] ?? Number.NaN,
    );
    return { kind: 'number', name, values, missing: values.filter(Number.isNaN).length };
  });
}

/**
 * Reads a Pajek network.
 *
 * @throws FrugalError for a file that is none, vertices that do not exist, or what is not read (two modes, events in time):
 *   with its line
 */
export function readPajek(bytes: Uint8Array, { name }: ReadOptions): Read<Graph> {
  const notes: string[] = [];
  let network: Network | undefined;
  let section: Section | 'vertices' | undefined;
  let row = 0;
  for (const line of linesOf(textOf(bytes, name, notes))) {
    const text = line.text.trim();
    if (text === '' || text.startsWith('%')) continue;
    if (text.startsWith('*')) {
      const [, word, rest] = /^\*\s*([A-Za-z]+)(.*)$/.exec(text) ?? [];
      const known = (word ?? '').toLowerCase();
      if (known === 'network') continue;
      row = 0;
      if (known === 'vertices') {
        if (network !== undefined) throw badLine(name, line, 'one network a file');
        network = new Network(name, vertexCount(name, line, rest, bytes.length));
        section = 'vertices';
      } else if (network !== undefined && SECTIONS.includes(known)) section = known as Section;
      else
        throw badLine(
          name,
          line,
          `*Vertices first, then one of ${SECTIONS.map((s) => `*${s}`).join(', ')}`,
        );
      continue;
    }
    if (network === undefined || section === undefined)
      throw badLine(name, line, 'a Pajek network', '*Vertices 279');
    if (section === 'vertices') network.vertex(line);
    else network.line(section, line, row++);
  }
  if (network === undefined)
    throw new FrugalError(`${name}: no Pajek network; it begins with e.g. *Vertices 279`);
  const { count, named } = network;
  const names =
    named.length > 0
      ? Array.from({ length: count }, (_, node) => named[node] ?? String(node + 1))
      : undefined;
  return {
    value: {
      ...settle({ ...network, columns: [] }, notes),
      nodes: {
        count,
        ...(names === undefined ? {} : { names }),
        attributes: placeColumns(network),
      },
    },
    notes,
  };
}

/** A graph as a Pajek network, with weights of seventeen digits where there are any. */
export function writePajek({ directed, nodes, edges }: Graph): Uint8Array {
  const out = [`*Vertices ${nodes.count}`];
  nodes.names?.forEach((name, node) => {
    if (/["\r\n]/.test(name))
      throw new FrugalError(
        `the name ${shown(name)} does not fit into Pajek’s quotes; use GraphML`,
      );
    out.push(`${node + 1} "${name}"`);
  });
  out.push(directed ? '*Arcs' : '*Edges');
  const { from, to, weights } = edges;
  for (let e = 0; e < edges.count; e++)
    out.push(`${from[e] + 1} ${to[e] + 1}${weights === undefined ? '' : ` ${weights[e]}`}`);
  out.push('');
  return new TextEncoder().encode(out.join('\n'));
}
