/** `frugal topology`: the wiring of a network of a file, against another, and what it refuses. */

import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { TopologyDescription } from '../analyses/describe-topology.ts';
import { small } from '../interchange/fixtures/networks.ts';
import { exportNetwork } from '../interchange/index.ts';
import { connectionsIn } from '../interchange/network.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const put = async () => {
  for (const { name, bytes } of await exportNetwork(small, 'npz')) await writeFile(name, bytes);
};

describe('frugal topology', () => {
  it('tells of every layer, as JSON and as text', async () => {
    await put();
    const { code, out } = await heard(['topology', 'network.npz', '--json']);
    expect(code).toBe(0);
    const found = JSON.parse(out) as TopologyDescription;
    expect(found.layers.map(({ inputs, outputs }) => [inputs, outputs])).toEqual(
      small.layers.map(({ topology }) => [topology.inputs, topology.outputs]),
    );
    const connections = found.layers.reduce((sum, layer) => sum + layer.connections, 0);
    expect(connections).toBe(connectionsIn(small));
    const text = await heard(['topology', 'network.npz'], { columns: 120 });
    expect(text.out).toContain('dead in hidden1');
    expect(text.out).not.toMatch(/NaN|undefined/);
  });

  it('says how far another network is', async () => {
    await put();
    const { out } = await heard(['topology', 'network.npz', '--against', 'network.npz', '--json']);
    for (const distance of JSON.parse(out).distances)
      expect(distance).toEqual({ matched: 0, unmatched: 0 });
    const { err } = await heard(['topology', 'network.npz', '--against', 'none.npz']);
    expect(err).toBe('error: cannot read none.npz: it does not exist\n');
  });
});
