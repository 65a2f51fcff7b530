import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { GraphDescription } from '../analyses/describe-graph.ts';
import { heard } from './fixtures/world.ts';

const folder = mkdtempSync(join(tmpdir(), 'frugal-graph-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const CELEGANS = 'docs/examples/celegans/chemical';
const few = ['--samples', '2', '--bootstrap', '20'];

describe('frugal graph', () => {
  it('C. elegans: what Varshney et al. 2011 publish of its chemical synapses', async () => {
    const { code, out } = await heard(['graph', `${CELEGANS}.mtx`, '--json', ...few]);
    expect(code).toBe(0);
    const graph = JSON.parse(out) as GraphDescription & { notes: string[] };
    expect(graph).toMatchObject({
      directed: true,
      nodes: 279,
      edges: 2194,
      selfConnections: 0,
      negative: 76,
    });
    expect(graph.notes).toEqual([
      'rows are taken as units that send, columns as units that receive',
    ]);
    const [into, out_] = graph.degrees;
    // Exponents of the tails as remembered of their figure 6 (not read again): 3.17 of edges received, 4.22 of those sent.
    expect(into.law?.fit.exponent.toFixed(2)).toBe('3.17');
    expect(out_.law?.fit.exponent.toFixed(2)).toBe('4.22');
    expect(into.summary.mean.toFixed(2)).toBe('7.86');
  });

  it('is the same from a matrix and from an edge list, but for the order of the nodes', async () => {
    const [matrix, list] = await Promise.all(
      ['mtx', 'tsv'].map(async (form) => {
        const { out } = await heard(['graph', `${CELEGANS}.${form}`, '--json', ...few]);
        return JSON.parse(out) as GraphDescription;
      }),
    );
    for (const key of ['edges', 'density', 'reciprocity', 'negative'] as const)
      expect(list[key]).toBe(matrix[key]);
    expect(list.clustering).toBeCloseTo(matrix.clustering, 12);
    expect(list.degrees.map(({ law }) => law?.fit)).toEqual(
      matrix.degrees.map(({ law }) => law?.fit),
    );
  });

  it('takes a square matrix of a MATLAB file by its name, and lists them where none is given', async () => {
    const path = 'docs/examples/celegans/ConnOrdered_040903.mat';
    const { code, out } = await heard([
      ...['graph', path, '--variable', 'A_init_t_ordered', '--json', ...few],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ nodes: 279, edges: 2194, selfConnections: 0 });
    const { err } = await heard(['graph', path]);
    expect(err).toContain('holds 2 square matrices; name the variable that is the graph');
  });

  it('prints a table; what is said of the law comes with its test, and "scale-free" nowhere', async () => {
    const { out } = await heard(['graph', `${CELEGANS}.tsv`, ...few], { columns: 120 });
    expect(out).toMatch(/nodes +279/);
    expect(out).toMatch(/edges +2,194 directed, 76 of them negative/);
    expect(out).toMatch(/their law +undecided: 62 nodes above the lower end are too few/);
    expect(out).toContain('edges are taken as directed, from the first node to the second');
    expect(out).not.toContain('scale-free');
  });

  it('takes rows and lines as it is told', async () => {
    const path = file(
      'small.mtx',
      '%%MatrixMarket matrix coordinate pattern general\n3 3 2\n1 2\n1 3\n',
    );
    const degrees = async (rows: string): Promise<number[]> => {
      const { out } = await heard(['graph', path, '--rows', rows, '--json', ...few]);
      return (JSON.parse(out) as GraphDescription).degrees.map(({ summary }) => summary.maximum);
    };
    expect(await degrees('senders')).toEqual([1, 2]);
    expect(await degrees('receivers')).toEqual([2, 1]);
    const list = file('small.txt', 'a b\nb c\nc a\n');
    const { out } = await heard(['graph', list, '--undirected', '--json', ...few]);
    expect(JSON.parse(out)).toMatchObject({
      directed: false,
      edges: 3,
      clustering: 1,
      smallWorld: { path: 1 },
    });
  });

  it('refuses what is no graph, in one line', async () => {
    const { code, err } = await heard(['graph', join(folder, 'absent.mtx')]);
    expect(code).not.toBe(0);
    expect(err).toMatch(/absent\.mtx does not exist/);
    const broken = await heard([
      'graph',
      file('broken.mtx', '%%MatrixMarket matrix coordinate real general\n2 2 1\n3 1 1\n'),
    ]);
    expect(broken.err).toContain('broken.mtx, line 3: expected a row in 1..2 and a column in 1..2');
    const table = await heard(['graph', file('x.arff', '@relation x\n')]);
    expect(table.err).toContain(
      'x.arff: a file of form "arff" is not read as a graph; known: Matrix Market',
    );
  });
});
