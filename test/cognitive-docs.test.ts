/** docs/cognitive-tasks.md: its tables are made from the specifications, its program runs as it stands. */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBattery, taskTable } from '../src/tasks/index.ts';
import { built } from './built.ts';
import { nodes, spawnNode } from './nodes.ts';
import { ROOT, read } from './sources.ts';

const PAGE = 'docs/cognitive-tasks.md';

/** Everything between the marks of a table replaced by the table. */
function withTables(page: string): string {
  return page.replace(
    /(<!-- table of (\w+)(?: ([\w-]+))?: [^>]*-->\n)[\s\S]*?(<!-- end of table -->)/g,
    (_, begin: string, battery: string, variant: string | undefined, end: string) => {
      const options = variant === undefined ? {} : ({ variant: 'yang2019-original' } as const);
      return `${begin}\n${taskTable(createBattery(battery, options))}\n\n${end}`;
    },
  );
}

describe('the page on cognitive tasks', () => {
  it('has the tables of all tasks (vitest --update rewrites them)', async () => {
    const page = read(PAGE);
    expect(page.match(/<!-- table of/g)).toHaveLength(2);
    await expect(withTables(page)).toMatchFileSnapshot(join(ROOT, PAGE));
  });

  it.skipIf(!built)('has a program that runs, of at most 40 lines', async () => {
    const program = /```ts\n([\s\S]*?)```/.exec(read(PAGE))?.[1] ?? '';
    expect(program.trim().split('\n').length).toBeLessThanOrEqual(40);
    const { code, stdout, stderr } = await spawnNode(nodes[0], [
      '--input-type=module',
      '-e',
      program,
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain('opposite of the stimulus');
    expect(stdout).toMatch(/waitanti, 1[4-9]|2\d steps of 100 ms/);
  });
});
