/** Drawings that share frames, with frames made by hand. */

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTurn, noTurn } from './frames.ts';

let asked: (() => void)[] = [];
let now = 0;

beforeEach(() => {
  [asked, now] = [[], 0];
  vi.stubGlobal('requestAnimationFrame', (call: () => void) => asked.push(call));
  vi.spyOn(performance, 'now').mockImplementation(() => now);
});

afterEach(() => {
  // Nothing waits for the next test.
  for (let k = 0; k < 100 && asked.length > 0; k++) frame();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** One frame: everything that asked for it is called. @returns how many did */
function frame(): number {
  const due = asked;
  asked = [];
  for (const call of due) call();
  return due.length;
}

it('one frame is asked for at a time, also by drawings that ask for others', () => {
  let left = 12;
  const drawing = (): void => {
    if (left-- > 0) inTurn(() => drawing());
  };
  for (let k = 0; k < 6; k++) inTurn(() => drawing());
  const turns: number[] = [];
  while (asked.length > 0) turns.push(frame());
  expect(new Set(turns)).toEqual(new Set([1]));
});

it('a frame changes words or paints two canvases, in the order in which they were asked for', () => {
  const done: string[] = [];
  for (const name of ['w1', 'w2', 'c1', 'c2', 'c3', 'w3'])
    inTurn(() => done.push(name), name.startsWith('w') ? 'words' : 'canvas');
  const frames: string[][] = [];
  while (asked.length > 0) {
    frame();
    frames.push(done.splice(0));
  }
  expect(frames).toEqual([['w1', 'w2'], ['c1', 'c2'], ['c3'], ['w3']]);
});

it('what takes long leaves the rest to the next frames', () => {
  const done: number[] = [];
  for (let k = 0; k < 3; k++)
    inTurn(() => {
      now += 30;
      done.push(k);
    }, 'words');
  frame();
  expect(done).toEqual([0]);
  frame();
  expect(done).toEqual([0, 1]);
});

it('who asks twice is drawn once, and who takes it back is not drawn', () => {
  const done: string[] = [];
  const [twice, never] = [() => done.push('twice'), () => done.push('never')];
  inTurn(twice);
  inTurn(never);
  inTurn(twice);
  noTurn(never);
  while (asked.length > 0) frame();
  expect(done).toEqual(['twice']);
});
