/**
 * Kills: every study, by every signal, at random moments, again and again until it is let to its end: then it has the bits
 * that are pinned. And two processes that want one run at once, beside locks that the dead left behind.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../../src/numerics/random.ts';
import { studies } from '../../src/studies/registry.ts';
import { readPinned } from '../pinned.ts';
import { type Ended, start } from './program.ts';
import { type Find, type Outcome, pick, type Room, type Trial, uglyIn } from './trial.ts';

const SIGNALS = ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const;
const MOST_KILLS = 20;

const { hashes } = readPinned();

/** Seconds that a smoke run of each study was seen to take at most, here. */
const seen = new Map<string, number>();

export const smoke = (study: string, folder: string): string[] =>
  `run ${study} --preset smoke --arithmetic strict --json --no-report --checkpoint 0 --out`
    .split(' ')
    .concat(folder);

/** The hash in the last line of `--json`. */
function hashIn(stdout: string): string | undefined {
  return /"hash":"([0-9a-f]{64})"/.exec(stdout)?.[1];
}

/** What is wrong with a run that was let to its end. */
export function wrongEnd(study: string, end: Ended): string | undefined {
  const ugly = uglyIn(end.stderr);
  if (ugly !== undefined) return `${ugly} on standard error`;
  if (end.code !== 0)
    return `ended with code ${end.code ?? end.signal}: ${end.stderr.trim().slice(-200)}`;
  const hash = hashIn(end.stdout);
  return hash === hashes[study] ? undefined : `ended with hash ${hash}, pinned is ${hashes[study]}`;
}

async function killAgainAndAgain({ folder, random, signal }: Room): Promise<Outcome> {
  const study = pick(random, Object.keys(studies));
  const words = smoke(study, folder);
  const kills = 1 + random.integer(MOST_KILLS);
  const story: string[] = [];
  const find = (what: string): Find => ({
    what: `${study}: ${what}`,
    input: `frugal ${words.slice(0, -1).join(' ')} …, killed ${story.join(', ')}`,
  });
  let tries = 0;
  for (let k = 0; k < kills && !signal.aborted; k++) {
    const { child, ended } = start(words);
    const kill = pick(random, SIGNALS);
    const after = random.uniform() * (seen.get(study) ?? 3);
    await Promise.race([ended, sleep(1000 * after)]);
    if (child.exitCode !== null) break;
    child.kill(kill);
    // A second request ends what does not stop after its step.
    const again = setTimeout(() => child.kill(kill), 600);
    const end = await ended;
    clearTimeout(again);
    story.push(`${kill} after ${after.toFixed(2)} s`);
    tries += 1;
    const ugly = uglyIn(end.stderr);
    if (ugly !== undefined) return { tries, finds: [find(`${ugly} on standard error`)] };
  }
  const end = await start(words).ended;
  if (tries === 0) seen.set(study, Math.max(seen.get(study) ?? 0, end.seconds));
  const wrong = wrongEnd(study, end);
  return { tries: Math.max(1, tries), finds: wrong === undefined ? [] : [find(wrong)] };
}

/** Two at once, on a folder that one may have died in: one works, the other says who does, or recognises what is done. */
async function rivals({ folder, random }: Room): Promise<Outcome> {
  const study = pick(random, ['set-mlp', 'associative', 'discrete']);
  const words = smoke(study, folder);
  if (random.uniform() < 0.5) await dieWorking(words, random);
  const first = start(words);
  await sleep(random.uniform() < 0.5 ? 0 : 1000 * random.uniform());
  const second = start(words);
  const ends = await Promise.all([first.ended, second.ended]);
  const finds: Find[] = [];
  const find = (what: string): void => {
    finds.push({ what: `${study}, two at once: ${what}`, input: words.slice(0, -1).join(' ') });
  };
  const worked = ends.filter(({ code }) => code === 0);
  if (worked.length === 0) find(`both ended with ${ends.map(({ code }) => code).join(' and ')}`);
  for (const end of worked) {
    const wrong = wrongEnd(study, end);
    if (wrong !== undefined) find(wrong);
  }
  for (const { code, stderr } of ends.filter(({ code }) => code !== 0))
    if (code !== 1 || !/is working|in use|works/.test(stderr))
      find(`the other ended with ${code}: ${stderr.trim().slice(-160)}`);
  return { tries: 1, finds };
}

async function dieWorking(words: readonly string[], random: Random): Promise<void> {
  const { child, ended } = start(words);
  await Promise.race([ended, sleep(300 + 1500 * random.uniform())]);
  child.kill('SIGKILL');
  await ended;
}

export const kills: readonly Trial[] = [
  { name: 'killed by a signal, taken up, the same bits', run: killAgainAndAgain },
  { name: 'two processes on one run, stale locks', run: rivals },
];
