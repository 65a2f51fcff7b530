/**
 * `npm run bench [-- [--quick] [--against <folder>] <suite> …]`: measures, compares with the goals, and prints a table.
 *
 * `--against` adds the suite `builds`: this build against a checkout in another folder.
 * `npm run bench -- peers` installs the peers that it compares with, into bench/.venv.
 *
 * All suites together take some minutes and write results/latest.json and results/latest.md; named suites, or a quick run
 * with few rounds, only print. Shares of peaks and ratios are measured within one run and say something about other
 * machines, times do not.
 */

import { mkdir, rename, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FrugalError, UsageError, unknownName } from '../src/errors.ts';
import { arrays } from './arrays.ts';
import { builds } from './builds.ts';
import { convolution } from './convolution.ts';
import { data } from './data.ts';
import { discrete } from './discrete.ts';
import { epochs } from './epochs.ts';
import { kernels } from './kernels.ts';
import { lab } from './lab.ts';
import { describeMachine, type Machine, machineLine, warnBusy } from './machine.ts';
import { memory } from './memory.ts';
import { messages } from './messages.ts';
import { online } from './online.ts';
import { installPeers, type PeerSoftware, peerSoftware, peersLine } from './peers.ts';
import { programs } from './programs.ts';
import { rbm } from './rbm.ts';
import { recurrent } from './recurrent.ts';
import { roofline } from './roofline.ts';
import { shares } from './shares.ts';
import { startup } from './startup.ts';
import { steps } from './steps.ts';
import type { Suite } from './suite.ts';
import { sweep } from './sweep.ts';
import { markdown, type Row, type Section, stored, summary, textHead, textRow } from './table.ts';

/** Suites that every full run has. */
const SUITES: Record<string, Suite> = {
  roofline,
  kernels,
  steps,
  online,
  recurrent,
  rbm,
  convolution,
  discrete,
  messages,
  programs,
  epochs,
  shares,
  memory,
  data,
  arrays,
  startup,
  lab,
  sweep,
};

/** Rounds of a race. */
const ROUNDS = { full: 25, quick: 4 };

const RESULTS = fileURLToPath(new URL('./results/', import.meta.url));

interface Order {
  readonly suites: Readonly<Record<string, Suite>>;
  readonly quick: boolean;
  /** All suites are asked for. */
  readonly whole: boolean;
}

function readWords(words: readonly string[]): Order {
  const usage = { quick: { type: 'boolean' }, against: { type: 'string' } } as const;
  const known = Object.keys(usage).map((name) => `--${name}`);
  const option = words.find((word) => word.startsWith('-') && !known.includes(word));
  if (option !== undefined) throw unknownName('option', option, known);
  const { values, positionals } = parseArgs({
    args: [...words],
    options: usage,
    allowPositionals: true,
  });
  const { quick = false, against } = values;
  const suites = against === undefined ? SUITES : { ...SUITES, builds: builds(resolve(against)) };
  for (const name of positionals)
    if (!Object.hasOwn(suites, name)) throw unknownName('suite', name, Object.keys(suites));
  const whole = positionals.length === 0;
  const named = whole ? Object.keys(suites) : positionals;
  return {
    suites: Object.fromEntries(named.map((name) => [name, suites[name as keyof typeof suites]])),
    quick,
    whole,
  };
}

async function write(
  sections: readonly Section[],
  machine: Machine,
  heading: readonly string[],
  peers: PeerSoftware,
): Promise<void> {
  await mkdir(RESULTS, { recursive: true });
  const json = {
    machine,
    peers,
    suites: sections.map(({ suite, title, rows }) => ({ suite, title, rows: rows.map(stored) })),
  };
  const files = {
    'latest.json': `${JSON.stringify(json, undefined, 2)}\n`,
    'latest.md': markdown(sections, heading),
  };
  for (const [name, text] of Object.entries(files)) {
    await writeFile(`${RESULTS}${name}.partial`, text);
    await rename(`${RESULTS}${name}.partial`, `${RESULTS}${name}`);
  }
}

async function main(words: readonly string[]): Promise<void> {
  if (words.length === 1 && words[0] === 'peers') {
    await installPeers();
    console.log(peersLine(await peerSoftware()));
    return;
  }
  const { suites, quick, whole } = readWords(words);
  const machine = await describeMachine();
  const peers = await peerSoftware();
  const warning = warnBusy(machine);
  const heading = [
    '# Benchmarks',
    '',
    machineLine(machine),
    '',
    peersLine(peers),
    ...(warning === undefined ? [] : ['', `Warning: ${warning}`]),
  ];
  console.log(heading.filter((line) => line !== '').join('\n'));
  const sections: Section[] = [];
  for (const [suite, { title, run }] of Object.entries(suites)) {
    console.log(textHead(title));
    const rows: Row[] = [];
    for await (const row of run({ machine, rounds: quick ? ROUNDS.quick : ROUNDS.full })) {
      rows.push(row);
      console.log(textRow(row));
    }
    sections.push({ suite, title, rows });
  }
  const verdicts = summary(sections);
  console.log(`\n${verdicts}`);
  if (quick || !whole) return;
  await write(sections, machine, [...heading, '', verdicts], peers);
  console.log('written: bench/results/latest.json, bench/results/latest.md');
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof FrugalError)) throw error;
  console.error(error.message);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
