/**
 * Broken files for every reader: each is read, or refused in one short line; no crash, no hang, no flood of memory.
 *
 * Mutant n of a seed is always the same, so that a find can be seen again by its number.
 */

import { FrugalError } from '../../src/errors.ts';
import { createRandom, type Random } from '../../src/numerics/random.ts';
import { mutated } from './mutate.ts';
import { READERS, type Reader } from './readers.ts';

/** What came of one broken file. */
export interface Trial {
  readonly form: string;
  /** Bytes of the broken file. */
  readonly size: number;
  readonly outcome: 'read' | 'refused' | 'find';
  /** Of a find: what went wrong; of a refusal: its message. */
  readonly what?: string;
  readonly milliseconds: number;
  readonly bytes: Uint8Array;
}

const LONGEST = 300;

/** The broken file with this number. */
export function mutant(seed: number, n: number): { reader: Reader; bytes: Uint8Array } {
  const random = createRandom(seed).split(n);
  const reader = READERS[n % READERS.length];
  const sound = reader.seeds[random.integer(reader.seeds.length)];
  const outside = reader.inside === undefined || random.uniform() < 0.3;
  return {
    reader,
    bytes: outside ? mutated(sound, random, reader.seeds) : within(reader, sound, random),
  };
}

function within({ inside, seeds }: Reader, sound: Uint8Array, random: Random): Uint8Array {
  const chosen = random.integer(6);
  let part = 0;
  try {
    return inside!(sound, (content) =>
      part++ === chosen ? mutated(content, random, [content]) : content,
    );
  } catch (error) {
    // A seed may itself be unsound on purpose.
    if (!(error instanceof FrugalError)) throw error;
    return mutated(sound, random, seeds);
  }
}

/** Gives a file to its reader and judges what it says. */
export async function judge({ reader, bytes }: ReturnType<typeof mutant>): Promise<Trial> {
  const base = { form: reader.form, size: bytes.length, bytes };
  const begin = performance.now();
  const done = () => performance.now() - begin;
  try {
    await reader.read(bytes);
    return { ...base, outcome: 'read', milliseconds: done() };
  } catch (error) {
    const milliseconds = done();
    const told = error instanceof Error ? error.message : String(error);
    if (!(error instanceof FrugalError)) {
      const where =
        error instanceof Error ? (error.stack ?? '').split('\n').slice(0, 4).join(' | ') : '';
      return { ...base, outcome: 'find', what: `threw ${where || told}`, milliseconds };
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: such characters break a line of a terminal
    const ugly = /[\u0000-\u001f\u2028\u2029]/.test(told);
    if (ugly || told.length > LONGEST)
      return {
        ...base,
        outcome: 'find',
        what: `${ugly ? 'more than a line' : `${told.length} characters`}: ${JSON.stringify(told)}`,
        milliseconds,
      };
    return { ...base, outcome: 'refused', what: told, milliseconds };
  }
}
