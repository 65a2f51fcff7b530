/** `frugal sweep report` and `frugal sweep export`: a page, and tidy tables, of the finished runs of a sweep. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { checkValues, choice } from '../protocol/parameters.ts';
import { frugalVersion } from '../runs/environment.ts';
import { taskSource } from '../runs/tasks.ts';
import { EXPORT_FORMATS, exportSweep } from '../sweeps/export.node.ts';
import { openSweep } from '../sweeps/folder.node.ts';
import { programVersion } from '../sweeps/gather-index.node.ts';
import { openAddress } from './open.ts';
import { count } from './text.ts';
import { paint, type World } from './world.ts';

const FORMAT = choice(EXPORT_FORMATS, { description: 'kind of file', default: 'parquet' });

export function registerSweepReport(sweep: Command, world: World): void {
  sweep
    .command('report')
    .description('a page of a sweep: curves with intervals, phase diagrams, claims by setting')
    .argument('<folder>', 'the folder of a sweep')
    .option('--measure <names...>', 'what is shown: columns of the table, or kind.column')
    .option('--out <file>', 'where to write (default: report.html in the folder)')
    .option('--open', 'show it in the browser')
    .action(async (path: string, options: { measure?: string[]; out?: string; open?: boolean }) => {
      const { out = join(path, 'report.html') } = options;
      const folder = await openSweep(path, world.studies);
      const { writeSweepReport } = await import('../sweeps/report.node.ts');
      // Studies of others may change without our version.
      const program =
        world.registry === undefined ? await programVersion(await frugalVersion()) : undefined;
      const asked = { out, measures: options.measure ?? [], ...(program && { program }) };
      await writeSweepReport(folder, asked, taskSource());
      world.out.write(`${out}\n`);
      if (options.open && !(await openAddress(pathToFileURL(out).href)))
        world.err.write(
          `${paint(world.err, 'yellow', 'note:')} no browser could be started; open the file yourself\n`,
        );
    });
}

export function registerSweepExport(sweep: Command, world: World): void {
  sweep
    .command('export')
    .description('tidy tables of a sweep: a file a kind of record, axes and seeds beside it')
    .argument('<folder>', 'the folder of a sweep')
    .option('--format <name>', `${FORMAT.allowed} (default ${FORMAT.default})`)
    .option('--out <folder>', 'where to write (default: tables in the folder)')
    .action(async (path: string, options: { format?: string; out?: string }) => {
      const { format = FORMAT.default } = checkValues(
        { format: FORMAT },
        { format: options.format },
        { spelling: 'flags' },
      );
      const { out = join(path, 'tables') } = options;
      const folder = await openSweep(path, world.studies);
      const { files, runs } = await exportSweep(folder, { format, out }, taskSource());
      for (const file of files) world.out.write(`${file}\n`);
      world.err.write(`${count(runs, 'run')}\n`);
    });
}
