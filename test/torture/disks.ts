/** Disks that fill up, lose a folder, or hold a run that was changed: what is then done again has the pinned bits. */

import { spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { smoke, wrongEnd } from './kills.ts';
import { start } from './program.ts';
import { type Find, type Outcome, pick, type Room, type Trial, uglyIn } from './trial.ts';

const STUDIES = ['set-mlp', 'cog20', 'discrete', 'associative', 'plasticity'] as const;

const shell = (command: string, ...words: string[]): boolean =>
  spawnSync(command, words, { stdio: 'ignore' }).status === 0;

/** Why no small disk can be mounted here; `undefined` where one can. */
function noDisks(): string | undefined {
  if (process.platform !== 'linux') return 'needs tmpfs, which is of Linux';
  const folder = spawnSync('mktemp', ['-d'], { encoding: 'utf8' }).stdout?.trim();
  if (!folder) return 'needs mktemp';
  const able = shell('mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
  if (able) shell('umount', folder);
  shell('rmdir', folder);
  return able ? undefined : 'needs the right to mount a disk';
}

async function fullDisk({ folder, random }: Room): Promise<Outcome> {
  const study = pick(random, STUDIES);
  const disk = join(folder, 'disk');
  await mkdir(disk);
  const size = 4 + random.integer(random.uniform() < 0.5 ? 40 : 600);
  if (!shell('mount', '-t', 'tmpfs', '-o', `size=${size}k`, 'tmpfs', disk))
    return { tries: 0, finds: [] };
  const words = smoke(study, join(disk, 'run'));
  const input = `${words.slice(0, -1).join(' ')} on a disk of ${size} KiB`;
  const finds: Find[] = [];
  try {
    const end = await start(words).ended;
    const ugly = uglyIn(end.stderr);
    if (ugly !== undefined) finds.push({ what: `${study}, full disk: ${ugly}`, input });
    if (end.code !== 0 && !/space|ENOSPC|full/i.test(end.stderr))
      finds.push({ what: `${study}, full disk, not said: ${end.stderr.slice(-160)}`, input });
    shell('mount', '-o', 'remount,size=64m', disk);
    const wrong = wrongEnd(study, await start(words).ended);
    if (wrong !== undefined) finds.push({ what: `${study}, after a full disk: ${wrong}`, input });
  } finally {
    shell('umount', disk);
  }
  return { tries: 1, finds };
}

async function vanishing({ folder, random }: Room): Promise<Outcome> {
  const study = pick(random, STUDIES);
  const out = join(folder, 'run');
  const words = smoke(study, out);
  const { ended } = start(words);
  const seconds = 0.3 + 2 * random.uniform();
  await Promise.race([ended, sleep(1000 * seconds)]);
  const moved = random.uniform() < 0.5;
  await (moved
    ? rename(out, join(folder, 'elsewhere')).catch(() => {})
    : rm(out, { recursive: true, force: true, maxRetries: 3 }));
  const end = await ended;
  const input = `${words.slice(0, -1).join(' ')}, its folder ${moved ? 'renamed' : 'removed'} after ${seconds.toFixed(2)} s`;
  const finds: Find[] = [];
  const ugly = uglyIn(end.stderr);
  if (ugly !== undefined)
    finds.push({ what: `${study}, folder gone: ${ugly}: ${end.stderr.slice(-160)}`, input });
  await rm(out, { recursive: true, force: true });
  const wrong = wrongEnd(study, await start(words).ended);
  if (wrong !== undefined) finds.push({ what: `${study}, after its folder went: ${wrong}`, input });
  return { tries: 1, finds };
}

/** A file of a run, finished or interrupted, changed in one place: refused by its name, or the bits are the same. */
async function changedRun({ folder, random }: Room): Promise<Outcome> {
  const study = pick(random, STUDIES);
  const words = smoke(study, join(folder, 'run'));
  const first = start(words);
  if (random.uniform() < 0.5) {
    await Promise.race([first.ended, sleep(500 + 1500 * random.uniform())]);
    first.child.kill('SIGKILL');
  }
  await first.ended;
  const files = (await readdir(join(folder, 'run'), { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
  if (files.length === 0) return { tries: 0, finds: [] };
  const name = pick(random, files);
  const path = join(folder, 'run', name);
  const bytes = new Uint8Array(await readFile(path));
  if (bytes.length === 0) return { tries: 0, finds: [] };
  const at = random.integer(bytes.length);
  const cut = random.uniform() < 0.25;
  if (!cut) bytes[at] ^= 1 << random.integer(8);
  await writeFile(path, cut ? bytes.subarray(0, at) : bytes);
  const input = `${words.slice(0, -1).join(' ')}, ${name} ${cut ? 'cut at' : 'changed in'} byte ${at}`;
  const finds: Find[] = [];
  const end = await start(words).ended;
  const ugly = uglyIn(end.stderr);
  if (ugly !== undefined) finds.push({ what: `${study}, ${name} changed: ${ugly}`, input });
  else if (end.code === 0) {
    const wrong = wrongEnd(study, end);
    if (wrong !== undefined) finds.push({ what: `${study}, ${name} changed: ${wrong}`, input });
  } else if (!end.stderr.includes('--fresh')) {
    finds.push({ what: `${study}, ${name} changed, no way on: ${end.stderr.slice(-200)}`, input });
  } else {
    const wrong = wrongEnd(study, await start([...words, '--fresh']).ended);
    if (wrong !== undefined) finds.push({ what: `${study}, --fresh: ${wrong}`, input });
  }
  return { tries: 1, finds };
}

export const disks: readonly Trial[] = [
  { name: 'full disks', unable: noDisks(), run: fullDisk },
  { name: 'folders that vanish', run: vanishing },
  { name: 'files of runs changed or cut', run: changedRun },
];
