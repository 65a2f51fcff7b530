/**
 * From the start of the command line to its first record: `frugal run set-mlp --preset smoke --json`, as built; to its help;
 * and the import of the rooms that are imported most.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FrugalError } from '../src/errors.ts';
import { GOALS } from './goals.ts';
import { median } from './measure.ts';
import type { Suite } from './suite.ts';
import type { Row } from './table.ts';

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const RUNS = 7;

interface Times {
  /** Seconds to the first record, and to the first that an epoch has made. */
  readonly record: number;
  readonly epoch: number;
  readonly end: number;
}

/** One run into an empty folder. */
async function timed(): Promise<Times> {
  const out = await mkdtemp(join(tmpdir(), 'frugal-bench-'));
  try {
    const words = ['run', 'set-mlp', '--preset', 'smoke', '--json', '--no-report', '--out', out];
    const began = performance.now();
    const seconds = (): number => (performance.now() - began) / 1e3;
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    const times = { record: Number.NaN, epoch: Number.NaN };
    for await (const line of createInterface({ input: child.stdout })) {
      const { record } = JSON.parse(line) as { record?: { kind: string } };
      if (record === undefined) continue;
      if (Number.isNaN(times.record)) times.record = seconds();
      if (record.kind === 'epoch' && Number.isNaN(times.epoch)) times.epoch = seconds();
    }
    const code = await closed;
    if (code !== 0) throw new FrugalError(`frugal ${words.join(' ')} ended with code ${code}`);
    return { ...times, end: seconds() };
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** Milliseconds of a process, or those that it prints. */
async function milliseconds(words: readonly string[], printed: boolean): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return printed ? Number(text) : performance.now() - began;
}

/** A program that prints how long the import of a file of the build takes. */
const importing = (file: string): string[] => {
  const url = JSON.stringify(new URL(`../dist/${file}`, import.meta.url).href);
  const program = `const t = performance.now(); await import(${url}); console.log(performance.now() - t);`;
  return ['--input-type=module', '-e', program];
};

/** What has to be there at once. */
const AT_ONCE = [
  { what: 'frugal --help', words: [PROGRAM, '--help'], printed: false, goal: GOALS.help },
  { what: 'import frugal', words: importing('index.js'), printed: true, goal: GOALS.door },
  {
    what: 'import frugal/report',
    ...{ words: importing('report/index.js'), printed: true, goal: GOALS.reportDoor },
  },
];

async function* run(): AsyncGenerator<Row, void> {
  if (!existsSync(PROGRAM))
    throw new FrugalError(`${PROGRAM} is not built; build it with "npm run build"`);
  for (const { what, words, printed, goal } of AT_ONCE) {
    const times: number[] = [];
    for (let k = 0; k < RUNS; k++) times.push(await milliseconds(words, printed));
    yield { what, measured: median(times), unit: 'ms', goal, note: `median of ${RUNS}` };
  }
  const runs: Times[] = [];
  for (let k = 0; k < RUNS; k++) runs.push(await timed());
  const of = (key: keyof Times): number => median(runs.map((times) => times[key]));
  const note = `median of ${RUNS} runs`;
  yield {
    what: 'start to the first record',
    measured: of('record'),
    unit: 's',
    goal: GOALS.startup,
    note,
  };
  yield { what: 'start to the first epoch', measured: of('epoch'), unit: 's', note };
  yield { what: 'start to end, smoke preset without report', measured: of('end'), unit: 's', note };
}

export const startup: Suite = { title: 'Start of the command line', run };
