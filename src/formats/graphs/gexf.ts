/**
 * GEXF 1.1 to 1.3, the format of Gephi: read only, as it stands at one moment.
 *
 * Nodes are called by their ids, or by their labels where ids only number. What belongs to drawing (`viz`) is passed over;
 * graphs that change in time and nodes inside nodes are refused.
 */

import { FrugalError } from '../../errors.ts';
import type { Graph, Read } from '../values.ts';
import { type ReadOptions, shown } from './lines.ts';
import { type Fail, GraphBuilder, type Handlers, walk } from './xml.ts';

/** Elements of interest; all others are passed over with what is in them. */
class GexfHandlers implements Handlers {
  readonly builder = new GraphBuilder();
  readonly defaults = { node: new Map<string, string>(), edge: new Map<string, string>() };
  found = false;
  /** Titles of attributes by class and id. */
  private readonly titles = { node: new Map<string, string>(), edge: new Map<string, string>() };
  private declared: 'node' | 'edge' = 'node';
  private attribute = '';
  private directedByDefault = false;
  private readonly path: string[] = [];
  private said = '';

  open(tag: string, attributes: Readonly<Record<string, string>>, fail: Fail): void {
    if (this.path.length === 0 && tag !== 'gexf') fail('a document of GEXF, <gexf>');
    const inside = this.path.at(-1);
    this.path.push(tag);
    this.said = '';
    if (tag === 'graph') this.graph(attributes, fail);
    else if (tag === 'attributes') this.declared = attributes.class === 'edge' ? 'edge' : 'node';
    else if (tag === 'attribute' && inside === 'attributes') {
      this.attribute = attributes.title ?? attributes.id;
      this.titles[this.declared].set(attributes.id, this.attribute);
    } else if (tag === 'node') {
      if (this.path.includes('node') && this.path.lastIndexOf('node') !== this.path.indexOf('node'))
        fail('no node inside another');
      this.builder.node(attributes.id, fail);
      if (attributes.label !== undefined) this.builder.ofNode('label', attributes.label);
    } else if (tag === 'edge') this.edge(attributes, fail);
    else if (tag === 'attvalue') this.value(attributes, fail);
  }

  private graph({ defaultedgetype, mode }: Readonly<Record<string, string>>, fail: Fail): void {
    if (this.found) fail('one graph a file');
    if (mode === 'dynamic') fail('a static graph; graphs that change in time are not read');
    this.found = true;
    this.directedByDefault = defaultedgetype === 'directed';
  }

  private edge(
    { source, target, type, weight }: Readonly<Record<string, string>>,
    fail: Fail,
  ): void {
    this.builder.edge(
      source,
      target,
      type === undefined ? this.directedByDefault : type === 'directed',
      fail,
    );
    if (type === 'mutual') fail('directed or undirected edges, not mutual ones');
    if (weight !== undefined) this.builder.ofEdge('weight', weight);
  }

  private value(attributes: Readonly<Record<string, string>>, fail: Fail): void {
    const id = attributes.for ?? attributes.id;
    const of = this.path.includes('edge') ? 'edge' : 'node';
    const title = this.titles[of].get(id);
    if (title === undefined) fail(`a declared attribute, not ${shown(id ?? '')}`);
    else if (of === 'edge') this.builder.ofEdge(title, attributes.value ?? '');
    else this.builder.ofNode(title, attributes.value ?? '');
  }

  text(text: string): void {
    if (this.path.at(-1) === 'default') this.said += text;
  }

  close(tag: string): void {
    this.path.pop();
    if (tag === 'default') this.defaults[this.declared].set(this.attribute, this.said.trim());
  }
}

/**
 * Reads a GEXF file.
 *
 * @throws FrugalError for XML that is not well formed, graphs in time, nested nodes, or edges of unknown nodes
 */
export function readGexf(bytes: Uint8Array, { name }: ReadOptions): Read<Graph> {
  const notes: string[] = [];
  const handlers = new GexfHandlers();
  walk(bytes, name, notes, handlers);
  if (!handlers.found) throw new FrugalError(`${name}: no <graph> in the document`);
  const graph = handlers.builder.finish(name, notes, handlers.defaults, 'weight');
  return { value: graph, notes };
}
