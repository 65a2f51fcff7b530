/** The results of finished runs of a sweep: read as they are needed, held against their digests, nothing kept. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FrugalError } from '../errors.ts';
import type { StudyRecord } from '../protocol/study.ts';
import { codeOf, diskError } from '../runs/files.ts';
import { sha256 } from '../runs/identity.ts';
import { digestOfSummary, FILES, type StoredSummary } from '../runs/store.ts';
import type { NamedPoint } from './places.node.ts';
import type { Point } from './points.ts';

/** A finished run. */
export interface Finished {
  readonly point: Point;
  readonly identity: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly records: readonly StudyRecord[];
  /** Seconds of computing. */
  readonly seconds: number;
}

/**
 * The result of a point; undefined where its run is not finished.
 *
 * Without waiting: on a local disk several times faster than asking later, and ten thousand are read.
 *
 * @throws FrugalError for a result that is not as its run wrote it
 */
export function readFinished({ point, spec, identity, folder }: NamedPoint): Finished | undefined {
  const text = textOf(join(folder, FILES.summary));
  if (text === undefined) return undefined;
  const file = join(folder, FILES.summary);
  const summary = parsed(text, file) as StoredSummary;
  if (summary.digest !== digestOfSummary(summary) || summary.identity !== identity)
    throw new FrugalError(
      `${file} was changed: it is not as the run wrote it; remove ${folder}, and the sweep computes it again`,
    );
  const lines = textOf(join(folder, FILES.records)) ?? '';
  if (summary.files?.[FILES.records] !== sha256(lines))
    throw new FrugalError(
      `${join(folder, FILES.records)} was changed: it is not as the run wrote it; remove ${folder}, and the sweep computes it again`,
    );
  const records = lines
    .split('\n')
    .flatMap((line) => (line === '' ? [] : [parsed(line, folder) as StudyRecord]));
  return { point, identity, parameters: spec.parameters, records, seconds: summary.seconds };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw diskError(error, 'read', path);
  }
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new FrugalError(`${file} is damaged: not JSON`);
  }
}
