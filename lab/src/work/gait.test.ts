import { expect, it } from 'vitest';
import { Gait } from './gait.ts';

/** Turns of the event loop, in which whatever can go on has gone on. */
const turns = async (): Promise<void> => {
  for (let k = 0; k < 5; k++) await new Promise((resolve) => setTimeout(resolve));
};

it('does what it is asked for while it stands, also while it does what it was asked for before', async () => {
  const gait = new Gait(0, true);
  const ends: (() => void)[] = [];
  let done = false;
  const stirred = (): Promise<void> =>
    new Promise((resolve) => {
      ends.push(resolve);
    });
  const standing = gait.stand({ told: () => {}, stirred }).then(() => {
    done = true;
  });
  await turns();
  expect(ends).toHaveLength(0);
  gait.stir();
  await turns();
  expect(ends).toHaveLength(1);
  gait.stir();
  ends[0]();
  await turns();
  expect(ends).toHaveLength(2);
  // To go on is nothing that is done while it stands.
  gait.go();
  ends[1]();
  await standing;
  expect([done, ends.length]).toEqual([true, 2]);
});

it('does what it was asked for just before it stood', async () => {
  const gait = new Gait(0, false);
  gait.stir();
  gait.pause();
  let stirs = 0;
  const standing = gait.stand({
    told: () => {},
    stirred: async () => {
      stirs++;
    },
  });
  await turns();
  expect(stirs).toBe(1);
  gait.step();
  await standing;
  expect(stirs).toBe(1);
});
