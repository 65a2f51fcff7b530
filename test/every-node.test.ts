/** What has to be the same on every supported Node: archives, empty arrays and layers included, and what is known of the machine. */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeNpz } from '../src/formats/npz.ts';
import { built } from './built.ts';
import { nodes, runInNode, spawnNode } from './nodes.ts';

const ROUND_TRIP = `
  import { decodeNpz, encodeNpz } from '/dist/formats/npz.js';
  import { layerArrays } from '/dist/sparse/index.js';
  const layer = (lists, index) => ({
    inputs: 3, outputs: 2, order: 'by-output', start: Uint32Array.from(lists), index: Uint16Array.from(index),
  });
  const arrays = {
    ...layerArrays('none', layer([0, 0, 0], []), new Float32Array(0)),
    ...layerArrays('one', layer([0, 0, 1], [2]), Float32Array.of(0.5)),
    ...layerArrays('dense', { inputs: 1, outputs: 1, order: 'by-input' }, Float32Array.of(-1)),
    nothing: new Float64Array(0),
    view: new Uint8Array(8).subarray(8),
  };
  export default () => {
    const bytes = Buffer.concat(encodeNpz(arrays, { meta: { a: [] } }));
    const back = decodeNpz(bytes);
    const plain = (of) => Object.entries(of).map(([name, data]) => [name, typeof data === 'string' ? data : [...data]]);
    const equal = JSON.stringify(plain(back.arrays)) === JSON.stringify(plain(arrays));
    return { equal, bytes: bytes.toString('base64') };
  };
`;

describe.skipIf(!built)('archives', () => {
  it('are the same bytes on every Node, and are read back', async () => {
    const made = [];
    for (const node of nodes) made.push(await runInNode(ROUND_TRIP, node));
    expect(made[0]).toMatchObject({ equal: true, bytes: expect.any(String) });
    for (const other of made) expect(other).toEqual(made[0]);
  });

  it.each(nodes)(
    'of a run that loses all connections are read back on Node $version',
    async (node) => {
      const folder = mkdtempSync(join(tmpdir(), 'frugal-empty-'));
      try {
        const words =
          'run set-mlp --preset smoke --methods set --zeta 1 --final-step prune --arithmetic strict';
        const out = join(folder, 'run');
        const args = ['dist/cli/main.js', ...words.split(' '), '--no-report', '--out', out];
        const { code, stderr } = await spawnNode(node, args);
        expect(code, stderr).toBe(0);
        const { arrays } = decodeNpz(readFileSync(join(out, 'weights.npz')));
        expect(Object.values(arrays).filter(({ length }) => length === 0).length).toBeGreaterThan(
          1,
        );
        // It is taken for what it is: finished, and sound.
        expect(await spawnNode(node, args)).toMatchObject({
          code: 0,
          stderr: expect.stringContaining('is what was computed before'),
        });
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
});

describe.skipIf(!built).each(nodes)('Node $version', (node) => {
  it('tells how many processors there are', async () => {
    const source = `import { probe } from '/dist/engine/probe.js'; export default () => probe().processors;`;
    expect(await runInNode(source, node)).toBe(availableParallelism());
  });
});
