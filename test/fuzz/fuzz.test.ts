/** A small, always equal run of the fuzz; `npm run fuzz` does as many as asked, and measures time and memory. */

import { describe, expect, it } from 'vitest';
import { judge, mutant } from './fuzz.ts';
import { READERS } from './readers.ts';

const MUTANTS = 3000;

describe('readers', () => {
  it('read their own seeds, or refuse them in one line', async () => {
    for (const reader of READERS) {
      expect(reader.seeds.length, reader.form).toBeGreaterThan(0);
      const trials = [];
      for (const bytes of reader.seeds) trials.push(await judge({ reader, bytes }));
      expect(trials.filter(({ outcome }) => outcome === 'find')).toEqual([]);
      expect(
        trials.some(({ outcome }) => outcome === 'read'),
        reader.form,
      ).toBe(true);
    }
  });

  it(`read or refuse ${MUTANTS} broken files`, { timeout: 120_000 }, async () => {
    const finds: string[] = [];
    const outcomes = new Map<string, number>();
    for (let n = 0; n < MUTANTS; n++) {
      const { form, outcome, what } = await judge(mutant(1, n));
      if (outcome === 'find') finds.push(`${n} ${form}: ${what}`);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    expect(finds).toEqual([]);
    // Mutants that are all read, or all refused at the door, would try nothing.
    expect(outcomes.get('read')).toBeGreaterThan(MUTANTS / 10);
    expect(outcomes.get('refused')).toBeGreaterThan(MUTANTS / 10);
  });
});
