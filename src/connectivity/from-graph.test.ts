import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readEdgeList } from '../formats/graphs/edge-list.ts';
import { readMatrixMarket } from '../formats/graphs/matrix-market.ts';
import type { Graph, SparseRows } from '../formats/values.ts';
import { contains, listOfEach, reorder } from '../sparse/topology.ts';
import { fromGraph, fromMatrix, scaledWeights, signsOf } from './from-graph.ts';

const graph = (text: string, directed = true): Graph =>
  readEdgeList(new TextEncoder().encode(text), { name: 'e', directed }).value;
const CELEGANS = 'docs/examples/celegans/chemical';

describe('fromGraph', () => {
  it('an edge from → to: to receives from', () => {
    const { topology, weights } = fromGraph(graph('0 1 5\n1 2 -3\n'));
    expect(contains(topology, 0, 1)).toBe(true);
    expect(contains(topology, 1, 0)).toBe(false);
    expect([topology.inputs, topology.outputs, topology.order]).toEqual([3, 3, 'by-output']);
    expect(weights).toEqual(Float64Array.of(5, -3));
  });

  it('is the same in either order, weights with it', () => {
    const given = graph('0 1 5\n1 2 -3\n2 0 7\n0 2 1\n1 1 9\n');
    const there = fromGraph(given, { order: 'by-input' });
    const here = fromGraph(given);
    const turned = reorder(here.topology, 'by-input');
    expect(there.topology).toEqual(turned.topology);
    expect([...(there.weights ?? [])]).toEqual(Array.from(turned.source, (k) => here.weights?.[k]));
  });

  it('undirected edges connect there and back, loops once, repeats are added up', () => {
    const { topology, weights } = fromGraph(graph('0 1 2\n1 1 3\n0 1 4\n', false));
    expect(
      Array.from(listOfEach(topology), (to, k) => [topology.index[k], to, weights?.[k]]),
    ).toEqual([
      [1, 0, 6],
      [0, 1, 6],
      [1, 1, 3],
    ]);
    expect(fromGraph(graph('0 1\n1 1\n'), { autapses: false }).topology.index.length).toBe(1);
  });

  it('C. elegans: matrix and edge list are one wiring, by names and signs', () => {
    const list = readEdgeList(readFileSync(`${CELEGANS}.tsv`), { name: 'tsv' }).value;
    const matrix = readMatrixMarket(readFileSync(`${CELEGANS}.mtx`), { name: 'mtx' }).value;
    const [byName, byPlace] = [fromGraph(list), fromMatrix(matrix, { rowsAre: 'senders' })];
    for (const wiring of [byName, byPlace]) {
      expect([wiring.topology.inputs, wiring.topology.index.length]).toEqual([279, 2194]);
      const { signs, mixed } = signsOf(wiring);
      expect(mixed).toBeUndefined();
      expect([-1, 0, 1].map((sign) => signs.filter((s) => s === sign).length)).toEqual([
        18, 26, 235,
      ]);
    }
    expect(byName.inputNames).toContain('AVAL');
  });

  it('refuses what has no connections', () => {
    expect(() => fromGraph(graph('1 1\n'), { autapses: false, layer: 'recurrent' })).toThrow(
      'the wiring has no connections (layer "recurrent")',
    );
  });
});

describe('fromMatrix', () => {
  const matrix: SparseRows = {
    ...{ rows: 2, columns: 3, starts: Uint32Array.of(0, 2, 3), indices: Uint32Array.of(0, 2, 1) },
    values: Float64Array.of(1, 0, -2),
  };

  it('takes rows for what they are said to be, stored zeros with them', () => {
    const receivers = fromMatrix(matrix, { rowsAre: 'receivers' });
    expect([receivers.topology.inputs, receivers.topology.outputs]).toEqual([3, 2]);
    expect([...receivers.topology.index]).toEqual([0, 2, 1]);
    expect(receivers.weights).toEqual(Float64Array.of(1, 0, -2));
    const senders = fromMatrix(matrix, { rowsAre: 'senders' });
    expect([senders.topology.inputs, senders.topology.outputs]).toEqual([2, 3]);
    expect([...senders.topology.index]).toEqual([0, 1, 0]);
    expect(senders.weights).toEqual(Float64Array.of(1, -2, 0));
  });

  it('does not guess', () => {
    const unsaid = { rowsAre: 'rows' as 'senders' };
    expect(() => fromMatrix(matrix, unsaid)).toThrow(
      'rows are "rows", neither "receivers" nor "senders"',
    );
  });
});

describe('signsOf and scaledWeights', () => {
  const wiring = fromGraph(graph('0 1 3\n0 2 4\n1 2 -2\n2 0 1\n2 1 -1\n'));

  it('signs of units with one sign, and who has both', () => {
    expect(signsOf(fromGraph(graph('0 1 3\n1 2 -2\n')))).toEqual({ signs: Int8Array.of(1, -1, 0) });
    expect(signsOf(wiring).mixed).toBe(2);
    expect(signsOf(fromGraph(graph('0 1\n'))).signs).toEqual(Int8Array.of(1, 0));
  });

  it('scales by a named rule', () => {
    // Into 0: 1; into 1: 3, −1; into 2: 4, −2. Squares 1 + 10 + 20 = 31 over three units.
    const unit = scaledWeights(wiring, 'unit-norm');
    expect(unit.reduce((sum, w) => sum + w * w, 0) / 3).toBeCloseTo(1, 6);
    expect(unit[0]).toBeCloseTo(1 / Math.sqrt(31 / 3), 6);
    expect(Math.max(...scaledWeights(wiring, 'largest', 0.5))).toBe(0.5);
    expect([...scaledWeights(wiring, 'as-is')]).toEqual([...(wiring.weights ?? [])]);
    expect(() => scaledWeights(fromGraph(graph('0 1\n')), 'as-is')).toThrow(
      'the wiring has no weights',
    );
    expect(() => scaledWeights(fromGraph(graph('0 1 0\n')), 'largest')).toThrow(
      'all weights of the wiring are 0',
    );
  });
});
