/** A race against its slow twin: the whole sweep computed, and the cuts made from its table by hand. */

import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { inFolderOfItsOwn } from '../runs/fixtures/folder.ts';
import { taskSource } from '../runs/tasks.ts';
import { compute } from './compute.node.ts';
import type { Work } from './executor.ts';
import { readFinished } from './finished.node.ts';
import { scoring } from './fixtures/scoring.ts';
import { makeSweep } from './folder.node.ts';
import { runsBySetting } from './places.node.ts';
import { freshSeeds, type RaceResult, type Round, race, raceRequest } from './race.node.ts';
import { type SweepJson, sweepFromJson } from './sweep.ts';

inFolderOfItsOwn();

const registry = new URL('./fixtures/scoring.ts', import.meta.url).href;
const DOCUMENT: SweepJson = {
  study: 'scoring',
  fixed: { noise: 0.3 },
  axes: [{ name: 'quality', values: [0.1, 0.5, 0.2, 0.6, 0.3, 0.55, 0.4, 0.15, 0.58] }],
  seeds: [1, 2, 3, 4],
  pairing: 'independent',
  arithmetic: 'strict',
};
const work = async (path: string, document: SweepJson = DOCUMENT): Promise<Work> => ({
  folder: await makeSweep(path, sweepFromJson(document, scoring), false),
  ...{ retry: false, signal: new AbortController().signal, registry, program: [] },
});
const request = (given: object = {}) =>
  raceRequest(sweepFromJson(DOCUMENT, scoring), { keep: 3, ...given });

async function ended(events: ReturnType<typeof race>): Promise<RaceResult | undefined> {
  while (true) {
    const { done, value } = await events.next();
    if (done) return value;
  }
}

const runsIn = async (path: string): Promise<number> => {
  const above = await readdir(`${path}/runs`);
  const below = await Promise.all(above.map((name) => readdir(`${path}/runs/${name}`)));
  return below.flat().length;
};

/** Every value of a sweep, by setting and seed. */
async function wholeTable(path: string): Promise<number[][]> {
  const whole = await work(path);
  for await (const _ of compute(whole, { workers: 2, threads: 1 }));
  const table: number[][] = [];
  for await (const { runs } of runsBySetting(whole.folder, taskSource()))
    table.push(runs.map((run) => Number(readFinished(run)?.records[0].value)));
  return table;
}

/** Successive halving from the table: 9 settings with 1 seed, 3 with 3 or all. */
function byHand(table: readonly number[][], less: boolean) {
  const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  let left = table.map((_, place) => place);
  const cuts: number[][] = [];
  for (const [seeds, keep] of [
    [1, 3],
    [4, 1],
  ]) {
    const order = [...left].sort((a, b) => {
      const [x, y] = [a, b].map((place) => average(table[place].slice(0, seeds)));
      return less ? x - y : y - x;
    });
    left = order.slice(0, keep);
    cuts.push(order.slice(keep));
  }
  return { winner: left[0], cuts };
}

describe('a race', () => {
  it('cuts what the whole table says, and measures the winner anew', async () => {
    const table = await wholeTable('whole');
    const qualities = (DOCUMENT.axes[0] as unknown as { values: number[] }).values;
    for (const goal of ['largest', 'smallest'] as const) {
      const raced = await work(goal);
      const result = await ended(race(raced, request({ goal })));
      const { winner, cuts } = byHand(table, goal === 'smallest');
      expect(result?.winner.setting).toEqual({ quality: qualities[winner] });
      const cutIn = (round: Round) =>
        round.racers.flatMap(({ kept, setting }) => (kept ? [] : [setting.quality]));
      expect(result?.rounds.map(cutIn)).toEqual(
        cuts.map((places) => places.map((place) => qualities[place])),
      );
      // 9 with one seed, 3 with three more, and 4 fresh ones: 22 of 36.
      expect(await runsIn(goal)).toBe(9 + 3 * 3 + 4);
      const fresh = result?.winner.fresh;
      expect(fresh?.seeds).toEqual([5, 6, 7, 8]);
      expect(fresh?.mean).not.toBe(result?.winner.chosenBy);
      expect(Math.abs((fresh?.mean ?? 0) - qualities[winner])).toBeLessThan(0.3);
      // Again: nothing is computed, and it says the same.
      expect(await ended(race(raced, request({ goal })))).toEqual(result);
      expect(await runsIn(goal)).toBe(22);
    }
  });

  it('cuts what fails first, and says when everything does', async () => {
    const axes = [
      { name: 'broken', values: [true, false] },
      { name: 'quality', values: [0.2, 0.3] },
    ];
    const some = await work('some', { ...DOCUMENT, axes, seeds: [1, 2, 3, 4] });
    const result = await ended(race(some, request({ keep: 2 })));
    expect(
      result?.rounds[0].racers.slice(2).map(({ setting, value }) => [setting.broken, value]),
    ).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
    expect(result?.winner.setting.broken).toBe(false);
    const none = await work('none', { ...DOCUMENT, fixed: { broken: true } });
    await expect(ended(race(none, request()))).rejects.toThrow(
      'every setting has a run that failed',
    );
  });

  it('asks which learner counts where there are several', async () => {
    const two = await work('two', { ...DOCUMENT, fixed: { learners: 2, noise: 0 } });
    await expect(ended(race(two, request()))).rejects.toThrow(
      'choose one with --row: learner 0, learner 1',
    );
    const result = await ended(race(two, request({ row: 'learner 1' })));
    expect(result?.winner).toMatchObject({ setting: { quality: 0.6 }, chosenBy: 0.6 - 1 });
  });

  it('stops when it is told to, and goes on to the same', async () => {
    const controller = new AbortController();
    const cut = { ...(await work('cut')), signal: controller.signal };
    const events = race(cut, request());
    for (let told = 0; told < 2; told++) await events.next();
    controller.abort();
    expect(await ended(events)).toBeUndefined();
    const whole = await ended(race(await work('uncut'), request()));
    expect(await ended(race(await work('cut'), request()))).toEqual(whole);
  });

  it('has fresh seeds that the sweep does not have', () => {
    expect(freshSeeds([3, 1, 7])).toEqual([8, 9, 10]);
  });
});
