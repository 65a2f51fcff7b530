/**
 * `frugal lab`: the studies live in the browser, on a page that this command serves to this machine alone.
 */

import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { FrugalError, unknownName } from '../errors.ts';
import { integer } from '../protocol/parameters.ts';
import { looksLikePath } from '../tasks/names.ts';
import { EXIT } from './errors.ts';
import { serveLab } from './lab-server.ts';
import { openAddress } from './open.ts';
import { addTableOptions, tableValues } from './table-options.ts';
import { paint, type World } from './world.ts';

/** Where the build puts the pages. */
const FOLDER = fileURLToPath(new URL('../lab', import.meta.url));

/** Pages beside the studies'. */
const RACE = 'race';
const TOUR = 'tour/';

const PORT = {
  port: integer({
    ...{ min: 0, max: 65_535, default: 0 },
    description: 'where the page is served, at 127.0.0.1; 0: any that is free',
  }),
} as const;

/** Adds `lab`. Its exit code is that of an interruption only where it was cut before it served. */
export function registerLab(
  program: Command,
  world: World,
  _words: readonly string[] | undefined,
  exit: (code: number) => void,
): void {
  const command = program
    .command('lab')
    .description('the studies live in the browser: a page that is served to this machine alone')
    .argument(
      '[what]',
      'a study, race, tour/<name>, a run folder or the address of a run; without it the first page',
    )
    .option('--no-open', 'do not open the browser')
    .action(async (what: string | undefined, { open }: { open: boolean }) => {
      const { port } = tableValues(command, PORT);
      exit(await lab(await placeOf(what, world), { port, open, folder: FOLDER }, world));
    });
  addTableOptions(command, PORT);
}

/**
 * What follows the address of the lab to show this.
 *
 * @throws UsageError for a study that is not known, FrugalError for a folder without a run
 */
export async function placeOf(what: string | undefined, world: World): Promise<string> {
  if (what === undefined) return '';
  const { loadStudy } = await import('../studies/registry.ts');
  const { addressOf, isAddress, readAddress } = await import('../runs/address.ts');
  if (isAddress(what)) {
    await loadStudy(readAddress(what).study, world.studies);
    return what.slice(what.indexOf('#'));
  }
  if (Object.hasOwn(world.studies, what) || what === RACE) return `#/${what}`;
  if (what.startsWith(TOUR)) return `#/${TOUR}${await tourOf(what.slice(TOUR.length))}`;
  const { readSpec } = await import('../runs/stored.ts');
  const stored = await readSpec(what);
  if (stored !== undefined) {
    const { specOf } = await import('../runs/command.ts');
    const study = await loadStudy(stored.spec.study, world.studies);
    return addressOf(study, specOf(study, stored.spec));
  }
  if (!looksLikePath(what)) await loadStudy(what, world.studies);
  throw new FrugalError(
    `${what} holds no run: name the folder of one, a study, or the address of a run`,
  );
}

/** @throws UsageError for a tour that is not known */
async function tourOf(name: string): Promise<string> {
  const { tours } = await import('../tours/index.ts');
  if (!Object.hasOwn(tours, name)) throw unknownName('tour', name, Object.keys(tours));
  return name;
}

/** Where and how the page is served. */
export interface LabOptions {
  readonly port: number;
  readonly open: boolean;
  /** Of the built pages. */
  readonly folder: string;
}

/** Whether somebody sits there who would see a browser open. */
const isAttended = ({ out }: World): boolean => out.isTTY && !process.env.CI;

/** Serves until it is asked to stop. Resolves with the exit code. */
export async function lab(
  place: string,
  { port, open, folder }: LabOptions,
  world: World,
): Promise<number> {
  const { out, err } = world;
  let stop = (): void => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const release = world.onStop(() => stop());
  try {
    const server = await serveLab(folder, port);
    const address = server.address + place;
    out.write(`${address}\n`);
    const asked = open && isAttended(world);
    if (asked && !(await openAddress(address)))
      err.write(
        `${paint(err, 'yellow', 'note:')} no browser could be started; open the address yourself\n`,
      );
    err.write(`${paint(err, 'dim', 'Ctrl-C ends the lab')}\n`);
    await stopped;
    await server.close();
    return EXIT.done;
  } finally {
    release();
  }
}
