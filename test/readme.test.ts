/** The program in the README runs as it stands. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { built } from './built.ts';
import { nodes, spawnNode } from './nodes.ts';
import { ROOT } from './sources.ts';

describe.skipIf(!built)('the program in the README', () => {
  it('learns', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const program = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(8);
    const { code, stdout, stderr } = await spawnNode(nodes[0], [
      '--input-type=module',
      '-e',
      program,
    ]);
    expect(code, stderr).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(5);
    const [accuracy, energy] = lines[4].split(' ').map(Number);
    expect(accuracy).toBeGreaterThan(0.8);
    expect(energy).toBeGreaterThan(0);
  });
});
