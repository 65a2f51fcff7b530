import { expect, it } from 'vitest';
import { addOutcome, emptyTally, smallest, tableOf } from './table.ts';
import { type Trial, uglyIn } from './trial.ts';

const trial = (name: string, unable?: string): Trial => ({
  name,
  ...(unable && { unable }),
  run: () => Promise.reject(new Error('not run')),
});

it('counts tries and finds, and says what could not be tried', () => {
  const kills = trial('kills');
  const tallies = new Map([
    [kills, emptyTally()],
    [trial('disks', 'needs a disk'), emptyTally()],
  ]);
  addOutcome(tallies, kills, { tries: 3, finds: [{ what: 'lost', input: 'a' }] });
  addOutcome(tallies, kills, { tries: 4, finds: [] });
  expect(tableOf(tallies).split('\n')).toEqual([
    '| what | tries | survived | finds |',
    '| --- | --- | --- | --- |',
    '| kills | 7 | 6 | 1 |',
    '| disks | – | – | not tried: needs a disk |',
    '',
    '- lost',
    '  a',
  ]);
});

it('shows the smallest input of finds that differ by numbers alone', () => {
  const finds = [
    { what: 'hash 0123456789ab after 12 s', input: 'long words' },
    { what: 'hash ba9876543210 after 1.5 s', input: 'few' },
    { what: 'a stack', input: 'other' },
  ];
  expect(smallest(finds)).toEqual([finds[1], finds[2]]);
});

it('knows what no person should meet on standard error', () => {
  expect(uglyIn('error: --rate -1 is not a number > 0\n')).toBeUndefined();
  expect(uglyIn('TypeError: x\n    at run (file:///a/b.js:3:14)\n')).toBe('a stack');
  expect(uglyIn('error: TypeError: x (a defect of Frugal; --debug shows where)')).toBe('a defect');
  expect(uglyIn(`error: ${'x'.repeat(400)}`)).toBe('a message of 407 characters');
});
