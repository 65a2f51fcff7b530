/**
 * `frugal list`: the studies there are.
 */

import type { Command } from 'commander';
import { table } from './table.ts';
import { surname } from './terminal.ts';
import type { World } from './world.ts';

export function registerList(program: Command, world: World): void {
  program
    .command('list')
    .description('the studies there are')
    .option('--json', 'one line of JSON for each study')
    .action(async ({ json }: { json?: boolean }) => {
      const { out, studies, name } = world;
      const loaded = await Promise.all(Object.values(studies).map((load) => load()));
      if (json) {
        for (const { name, title, paper } of loaded)
          out.write(`${JSON.stringify({ name, title, paper })}\n`);
        return;
      }
      const rows = loaded.map((study) => [
        study.name,
        study.title,
        `${surname(study.paper.authors)} ${study.paper.year}`,
      ]);
      const columns = [
        { header: 'study', style: 'cyan' as const },
        { header: 'what' },
        { header: 'after' },
      ];
      const hints = [
        `${name} describe <study>   parameters and claims`,
        `${name} run <study> --preset quick`,
      ];
      out.write(
        `${[...table(out, columns, rows), '', ...hints.map((hint) => `  ${hint}`)].join('\n')}\n`,
      );
    });
}
