/** docs/recurrent-networks.md: its program runs as it stands. */

import { stripTypeScriptTypes } from 'node:module';
import { describe, expect, it } from 'vitest';
import { built } from './built.ts';
import { nodes, spawnNode } from './nodes.ts';
import { read } from './sources.ts';

describe.skipIf(!built)('the page on recurrent networks', () => {
  it('has a program that learns', async () => {
    const program = /```ts\n([\s\S]*?)```/.exec(read('docs/recurrent-networks.md'))?.[1] ?? '';
    const { code, stdout, stderr } = await spawnNode(nodes[0], [
      '--input-type=module',
      '-e',
      stripTypeScriptTypes(program),
    ]);
    expect(code, stderr).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines.map((line) => line.split(' ')[0])).toEqual(['0', '100', '200']);
    // Measured: 0.40. Always to fixate scores a tenth.
    expect(Number(lines[2].split(' ')[1])).toBeGreaterThan(0.25);
  });
});
