/** Damaged files of graphs: a value or one line for the person, never anything else. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FrugalError } from '../../errors.ts';
import { damaged } from '../fixtures/mutate.ts';
import { survives } from '../fixtures/survives.ts';
import { readEdgeList } from './edge-list.ts';
import { readGexf } from './gexf.ts';
import { readGraphMl } from './graphml.ts';
import { readMatrixMarket } from './matrix-market.ts';
import { readPajek } from './pajek.ts';
import { readSonata, writeSonata } from './sonata.ts';

const { files } = JSON.parse(
  readFileSync(new URL('./fixtures/by-others.json', import.meta.url), 'utf8'),
) as { files: Record<string, string> };
const of = (ending: string): string[] =>
  Object.keys(files)
    .filter((name) => name.endsWith(ending))
    .map((name) => files[name]);

describe('damaged files', () => {
  it.each([
    ['Matrix Market', '.mtx', readMatrixMarket],
    ['edge lists', '.edgelist', readEdgeList],
    ['Pajek', '.net', readPajek],
    ['GraphML', '.graphml', readGraphMl],
    ['GEXF', '.gexf', readGexf],
  ] as const)('%s', (_, ending, read) => {
    expect(survives(of(ending), (bytes) => read(bytes, { name: 'graph' }), 600)).toEqual([]);
  });

  it('SONATA', async () => {
    const whole = await writeSonata({
      ...{ population: 'p', sourcePopulation: 'a', targetPopulation: 'a' },
      ...{ from: Uint32Array.of(0, 1), to: Uint32Array.of(1, 0), weights: Float64Array.of(1, 2) },
    });
    const wrong: string[] = [];
    for (const bytes of damaged(whole, 60, 'sonata')) {
      try {
        await readSonata(bytes, { name: 'graph' });
      } catch (error) {
        if (!(error instanceof FrugalError) || error.message.length > 300)
          wrong.push(String(error));
      }
    }
    expect(wrong).toEqual([]);
  });
});
