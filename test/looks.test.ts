/** A run that is looked at gives the bits of one that is not: every study that offers looks, a look at every step. */

import { expect, it } from 'vitest';
import { built } from './built.ts';
import { nodes, runInNode } from './nodes.ts';
import { readPinned, smokeModule } from './pinned.ts';

const { hashes } = readPinned();
const STUDIES = [
  ...['set-mlp', 'rewiring', 'set-rbm', 'cog20', 'se-rnn', 'set-cnn', 'million-neurons'],
  ...['associative', 'discrete', 'plasticity'],
];

it.skipIf(!built).each(STUDIES)(
  '%s comes to its bits while it is looked at',
  { timeout: 300_000 },
  async (name) => {
    const found = await runInNode(smokeModule(name, 2, true), nodes[0]);
    expect(found).toMatchObject({ hash: hashes[name] });
    expect(found).not.toMatchObject({ looks: 0 });
  },
);
