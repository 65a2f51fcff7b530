/**
 * Sweeps, as built: many short runs against `frugal run --seeds`, how busy the processors are kept, what a run costs beside its
 * computing, and how long it takes to look at ten thousand finished runs.
 *
 * Times are of whole programs by the clock, so they are good on an idle machine only.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FrugalError } from '../src/errors.ts';
import type { SweepJson } from '../src/sweeps/sweep.ts';
import { finishedSweep } from './finished-runs.ts';
import { GOALS } from './goals.ts';
import { median } from './measure.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const PROGRAM = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
/** Has a process tell at its end how much memory it took at most. */
const TELLING = `data:text/javascript,${encodeURIComponent(
  'process.on("exit", () => console.error("most", process.resourceUsage().maxRSS));',
)}`;

interface Told {
  readonly seconds: number;
  /** Bytes of resident memory at most. */
  readonly memory: number;
  /** Seconds of computing that each run of a sweep told. */
  readonly runs: readonly number[];
}

/** Runs the program to its end. */
async function timed(...words: string[]): Promise<Told> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', TELLING, PROGRAM, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  const seconds = (performance.now() - began) / 1e3;
  if (code !== 0)
    throw new FrugalError(`frugal ${words.join(' ')} ended with code ${code}: ${err.slice(-300)}`);
  const memory = 1024 * Number(/most (\d+)/.exec(err)?.[1] ?? Number.NaN);
  const runs = [...out.matchAll(/^\{"point".*"seconds":([\d.e-]+)/gm)].map(([, text]) =>
    Number(text),
  );
  return { seconds, memory, runs };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** Runs at a time. */
const JOBS = availableParallelism();
/** Seconds of all processors that nothing was computed in. */
const idle = ({ seconds, runs }: Told): number => JOBS * seconds - sum(runs);

/** A folder for one measurement. */
async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'frugal-sweep-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const SHORT = ['set-mlp', '--preset', 'smoke'];
const sweepOf = (runs: number, ...words: string[]): Promise<Told> =>
  inFolder((out) =>
    timed('sweep', ...words, '--seeds', String(runs), '--json', '--out', join(out, 's')),
  );
const seedsOf = (runs: number): Promise<Told> =>
  inFolder((out) =>
    timed(
      'run',
      ...SHORT,
      '--seeds',
      String(runs),
      '--json',
      '--no-report',
      '--out',
      join(out, 'r'),
    ),
  );

const MANY = 100;
const FEW = 20;
/** Runs of about a second, by the epochs of a small network. */
const SECOND = 1;
const SECOND_RUNS = 60;
const PROBES = 12;

/**
 * Epochs of a run of so many seconds: a run takes some time whatever its epochs, and so much for each, as two lengths tell.
 */
async function epochsOf(
  seconds: number,
  secondsOf: (epochs: number) => Promise<number>,
): Promise<number> {
  const [few, many] = [20, 100];
  const [short, long] = [await secondsOf(few), await secondsOf(many)];
  const each = (long - short) / (many - few);
  return Math.max(1, Math.round(many + (seconds - long) / each));
}

async function* computing(rounds: number): AsyncGenerator<Row, void> {
  const ratios: number[] = [];
  const overheads: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const before = await seedsOf(MANY);
    const now = await sweepOf(MANY, ...SHORT);
    ratios.push(before.seconds / now.seconds);
    overheads.push((1e3 * (idle(now) - idle(await sweepOf(FEW, ...SHORT)))) / (MANY - FEW));
  }
  const note = `median of ${rounds}`;
  yield {
    what: `${MANY} smoke runs of set-mlp: --seeds in the time of a sweep`,
    ...{ measured: median(ratios), unit: 'times', goal: GOALS.sweepAgainstSeeds, note },
  };
  yield {
    what: 'time of a processor a run beside its computing, starts left out',
    ...{ measured: median(overheads), unit: 'ms', goal: GOALS.sweepOverhead, note },
  };
  const words = (epochs: number) => [...SHORT, '--epochs', String(epochs)];
  const epochs = await epochsOf(SECOND, async (of) => {
    const { runs } = await sweepOf(PROBES, ...words(of));
    // The first ones warm their processes up.
    return median(runs.slice(PROBES / 2));
  });
  const busy = await sweepOf(SECOND_RUNS, ...words(epochs));
  yield {
    what: `share of ${JOBS} processors at work, ${SECOND_RUNS} runs of ${median(busy.runs).toFixed(2)} s`,
    ...{ measured: sum(busy.runs) / (JOBS * busy.seconds), unit: 'share', goal: GOALS.sweepBusy },
    note: 'the start of the program included',
  };
}

/** 25 × 20 settings of the online rule with so many seeds, about 14 kB of records each. */
const document = (seeds: number): SweepJson => ({
  study: 'associative',
  fixed: { parts: ['online'], onlineSizes: [50], trials: 3, maxSteps: 3000, points: 8 },
  axes: [
    { name: 'onlineLoads', from: 0.02, to: 0.24, count: 25 },
    { name: 'onlineMargin', from: 0.2, to: 2, count: 20 },
  ],
  seeds: { from: 1, count: seeds },
  arithmetic: 'strict',
});
const SEEDS = { few: 5, many: 20 };

async function* looking(): AsyncGenerator<Row, void> {
  const looked = (seeds: number) =>
    inFolder(async (out) => {
      const path = join(out, 's');
      await finishedSweep(path, document(seeds));
      return {
        status: await timed('sweep', 'status', path),
        report: await timed('sweep', 'report', path),
        export: await timed('sweep', 'export', path),
        again: await timed('sweep', 'report', path),
      };
    });
  const few = await looked(SEEDS.few);
  const many = await looked(SEEDS.many);
  const runs = `${(500 * SEEDS.many).toLocaleString('en')} finished runs`;
  const seconds = (what: string, { seconds: measured, memory }: Told): Row => ({
    ...{ what: `${what} of ${runs}`, measured, unit: 's' },
    note: `${Math.round(memory / 1e6)} MB`,
  });
  yield { ...seconds('state', many.status), goal: GOALS.sweepOpen };
  yield seconds('report', many.report);
  yield seconds('the same report again', many.again);
  yield { ...seconds('Parquet', many.export), goal: GOALS.sweepExport };
  for (const what of ['status', 'report', 'export'] as const)
    yield {
      what: `memory of ${what}: four times as many runs, in that of so many`,
      ...{ measured: many[what].memory / few[what].memory, unit: 'times', goal: GOALS.sweepMemory },
    };
}

async function* run({ rounds }: Effort): AsyncGenerator<Row, void> {
  if (!existsSync(PROGRAM))
    throw new FrugalError(`${PROGRAM} is not built; build it with "npm run build"`);
  yield* computing(Math.min(rounds, 3));
  yield* looking();
}

export const sweep: Suite = { title: 'Sweeps', run };
