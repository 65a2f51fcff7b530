/**
 * A sweep whose runs are finished, made without computing them: one run is computed, and the others are it again, in files of
 * the real form, under their own identities and with numbers that differ a little from run to run.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom } from '../src/numerics/random.ts';
import type { Json, StudyRecord } from '../src/protocol/study.ts';
import { askedRun } from '../src/runs/asked.ts';
import { lines } from '../src/runs/documents.ts';
import { execute } from '../src/runs/execute.ts';
import { sha256 } from '../src/runs/identity.ts';
import { digestOfSummary, FILES, type StoredSummary } from '../src/runs/store.ts';
import { readRun } from '../src/runs/stored.ts';
import { taskSource } from '../src/runs/tasks.ts';
import { loadStudy } from '../src/studies/registry.ts';
import { makeSweep, runFolder, type SweepFolder } from '../src/sweeps/folder.node.ts';
import { pointsOf, specAt } from '../src/sweeps/points.ts';
import { type SweepJson, sweepFromJson } from '../src/sweeps/sweep.ts';

/** Largest relative change of a number from run to run. */
const SCATTER = 0.01;

/** Makes the sweep that a document describes in a new folder, all runs finished. */
export async function finishedSweep(path: string, document: SweepJson): Promise<SweepFolder> {
  const study = await loadStudy(document.study);
  const folder = await makeSweep(path, sweepFromJson(document, study), false);
  const { sweep } = folder;
  const tasks = taskSource();
  const model = await mkdtemp(join(tmpdir(), 'frugal-model-'));
  try {
    const [first] = pointsOf(sweep);
    const events = execute(study, specAt(sweep, first), { tasks, threads: 1, folder: model });
    for await (const _ of events);
    const { records, summary } = await readRun(model);
    if (summary === undefined) throw new Error('the run that is to be copied did not finish');
    const [arrays, timing, environment] = await Promise.all(
      [FILES.weights, FILES.timing, FILES.environment].map((name) => readFile(join(model, name))),
    );
    for (const point of pointsOf(sweep)) {
      // What a study checks of its parameters may take long, and nothing is computed with them.
      const { document: spec, identity } = await askedRun(
        { ...study, check: undefined },
        specAt(sweep, point),
        tasks,
      );
      const run = runFolder(path, identity);
      mkdirSync(run, { recursive: true });
      const text = lines(scattered(records, point.index));
      const whole: StoredSummary = {
        ...{ ...summary, identity, hash: sha256(text) },
        files: { [FILES.weights]: sha256(arrays), [FILES.records]: sha256(text) },
      };
      const files: [string, string | Uint8Array][] = [
        [FILES.spec, JSON.stringify({ identity, ...spec }, null, 2)],
        [FILES.records, text],
        [FILES.weights, arrays],
        [FILES.timing, timing],
        [FILES.environment, environment],
        [FILES.summary, JSON.stringify({ ...whole, digest: digestOfSummary(whole) }, null, 2)],
      ];
      for (const [name, content] of files) writeFileSync(join(run, name), content);
    }
  } finally {
    await rm(model, { recursive: true });
  }
  return folder;
}

/** Records whose measured numbers are a little more or less, by the run. */
function scattered(records: readonly StudyRecord[], run: number): StudyRecord[] {
  const random = createRandom(run);
  const of = (value: Json): Json => {
    if (typeof value === 'number')
      return Number.isInteger(value) ? value : value * (1 + SCATTER * (random.uniform() - 0.5));
    if (Array.isArray(value)) return value.map(of);
    return value;
  };
  return records.map(
    (record) =>
      Object.fromEntries(
        Object.entries(record).map(([name, value]) => [
          name,
          // What an axis names stays as it is.
          name === 'load' || value === undefined ? value : of(value),
        ]),
      ) as StudyRecord,
  );
}
