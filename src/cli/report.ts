/**
 * `frugal report <folder>…`: a page, pictures or tables out of stored runs.
 */

import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { checkValues, choice, integer } from '../protocol/parameters.ts';
import { findRuns } from '../runs/stored.ts';
import { openAddress } from './open.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import { paint, type World } from './world.ts';

const FORMAT = choice(['html', 'pdf', 'svg', 'png', 'csv', 'json', 'claims', 'markdown'], {
  description: 'kind of file',
  default: 'html',
});

/** How figures that stand alone are drawn. */
const PICTURE = {
  width: integer({
    ...{ min: 200, max: 4000, default: 640, unit: 'pixels' },
    description: 'width of each figure',
  }),
  theme: choice(['light', 'dark'], { description: 'ground of the figures', default: 'light' }),
} as const;

export function registerReport(program: Command, world: World): void {
  const command = program
    .command('report')
    .description('a page with figures, claims and origin of one or several runs')
    .argument('<folders...>', 'run folders, or folders that hold them')
    .option('--format <name>', `${FORMAT.allowed} (default html)`)
    .option('--out <path>', 'where to write (default: beside the runs)')
    .option('--open', 'show it in the browser')
    .action(async (paths: string[], options: { format?: string; out?: string; open?: boolean }) => {
      const { format = FORMAT.default } = checkValues(
        { format: FORMAT },
        { format: options.format },
      );
      const folders = await findRuns(paths);
      const { writeReport } = await import('../report/index.ts');
      const { files } = await writeReport({
        folders,
        format,
        ...(options.out && { out: options.out }),
        ...tableValues(command, PICTURE),
      });
      for (const file of files) world.out.write(`${file}\n`);
      if (options.open && files.length > 0 && !(await openAddress(pathToFileURL(files[0]).href))) {
        world.err.write(
          `${paint(world.err, 'yellow', 'note:')} no browser could be started; open the file yourself\n`,
        );
      }
    });
  addTableOptions(command, PICTURE);
}
