/** The files that readers are timed on: made anew for every run, the same ones every time. */

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createRandom, type Random } from '../src/numerics/random.ts';

/** Significant digits of the columns of numbers. */
const DIGITS = [6, 8, 10, 12, 14, 16, 17];
/** Rows that are drawn; the file repeats them with other beginnings, so that making it takes no longer than reading it. */
const DRAWN = 20_000;

/** A line of a table: three columns of whole numbers, seven of 6 to 17 digits. */
function tableLine(random: Random): string {
  const whole = [random.integer(2), random.integer(1000), random.integer(2_000_000) - 1_000_000];
  return [...whole, ...DIGITS.map((digits) => random.normal().toPrecision(digits))].join(',');
}

/** A line of sparse examples: 50 to 99 of 50,000 columns, 8 digits each. */
function sparseLine(random: Random): string {
  const places = new Set(
    Array.from({ length: 50 + random.integer(50) }, () => random.integer(50_000) + 1),
  );
  const entries = [...places].sort((a, b) => a - b);
  const target = random.integer(2) === 0 ? -1 : 1;
  return `${target} ${entries.map((place) => `${place}:${random.uniform().toPrecision(8)}`).join(' ')}`;
}

async function write(
  path: string,
  head: string,
  line: (random: Random) => string,
  bytes: number,
): Promise<void> {
  const random = createRandom('data files');
  const lines = Array.from({ length: DRAWN }, () => `${line(random)}\n`);
  const block = lines.join('');
  const out = createWriteStream(path);
  let written = out.write(head) ? head.length : 0;
  for (; written < bytes; written += block.length) if (!out.write(block)) await once(out, 'drain');
  out.end();
  await once(out, 'finish');
}

/** A table with a header, of about so many bytes. */
export const writeTableFile = (path: string, bytes: number): Promise<void> =>
  write(path, `${Array.from({ length: 10 }, (_, k) => `c${k}`).join(',')}\n`, tableLine, bytes);

/** Sparse examples, of about so many bytes. */
export const writeSparseFile = (path: string, bytes: number): Promise<void> =>
  write(path, '', sparseLine, bytes);
