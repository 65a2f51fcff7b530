/** Every tour is run as its page runs it, in the same arithmetic, and every statement must be what the runs show. */

import { describe, expect, it } from 'vitest';
import { plansOf } from '../lab/src/state/curves.ts';
import { describe as cardOf, check, readQuery } from '../lab/src/work/desk-forms.ts';
import { pageSource } from '../lab/src/work/tasks.ts';
import { createRandom } from '../src/numerics/random.ts';
import { parametersFromJson, resolveParameters } from '../src/protocol/parameters.ts';
import type { Study, StudyRecord, StudyResult } from '../src/protocol/study.ts';
import { loadStudy } from '../src/studies/registry.ts';
import { type ShownRun, tours } from '../src/tours/index.ts';

/** Runs with what figures need beside records. */
interface Ran {
  readonly runs: ShownRun[];
  readonly results: Parameters<Study['figures']>[0];
}

/** All records of the runs that an address asks for. */
async function runsOf(study: string, query: string): Promise<Ran> {
  const { texts, seed, arithmetic, varied } = await readQuery({ study, query });
  const { orders, faults, fault } = await check({ study, texts, seed, arithmetic, varied });
  if (orders === undefined) throw new Error(fault ?? JSON.stringify(faults));
  const { parameters: table, run } = await loadStudy(study);
  const runs: ShownRun[] = [];
  const results: StudyResult<Record<string, unknown>>[] = [];
  for (const { order, label } of orders) {
    const parameters = resolveParameters(table, parametersFromJson(table, order.parameters));
    const records: StudyRecord[] = [];
    const random = createRandom(order.seed);
    const context = { parameters, random, arithmetic: order.arithmetic, threads: 1 };
    for await (const { record } of run({ ...context, task: pageSource([]).load }))
      if (record !== undefined) records.push(record);
    runs.push({ label, records });
    results.push({ parameters, seed: order.seed, records, arrays: {} });
  }
  return { runs, results };
}

describe.each(Object.keys(tours))('the tour %s', (name) => {
  it('has 6 to 10 steps, each with its experiment, statements and something to look at', async () => {
    const tour = await tours[name]();
    expect(tour.name).toBe(name);
    expect(tour.steps.length).toBeGreaterThanOrEqual(6);
    expect(tour.steps.length).toBeLessThanOrEqual(10);
    const used = new Set(tour.steps.map(({ experiment }) => experiment));
    expect([...used].sort()).toEqual(Object.keys(tour.experiments).sort());
    expect(tour.steps.filter(({ shown }) => shown.length === 0)).toEqual([]);
  });

  it('says what its runs show', { timeout: 300_000 }, async () => {
    const tour = await tours[name]();
    const found = new Map<string, Ran>();
    for (const [experiment, query] of Object.entries(tour.experiments))
      found.set(experiment, await runsOf(tour.study, query));
    const wrong = tour.steps.flatMap(({ title, experiment, shown }) =>
      shown
        .filter((statement) => !statement.holds(found.get(experiment)?.runs ?? []))
        .map(({ text }) => `${title}: ${text}`),
    );
    expect(wrong).toEqual([]);
    // What is to be looked at is there.
    const study = await loadStudy(tour.study);
    const plans = plansOf(await cardOf(tour.study));
    const missing = tour.steps.flatMap(({ title, experiment, look }) => {
      const figures = study.figures(found.get(experiment)?.results ?? []).map(({ id }) => id);
      const charts = plans.flatMap(({ kind, measures }) =>
        measures.map(({ column }) => `${kind}.${column}`),
      );
      if ('figure' in look && !figures.includes(look.figure))
        return [`${title}: no figure ${look.figure}; there are ${figures.join(', ')}`];
      if ('chart' in look && !charts.includes(look.chart))
        return [`${title}: no chart ${look.chart}; there are ${charts.join(', ')}`];
      return [];
    });
    expect(missing).toEqual([]);
    // A statement that holds of nothing checks nothing.
    const hollow = tour.steps.flatMap(({ shown }) =>
      shown.filter(({ holds }) => {
        try {
          return holds([]);
        } catch {
          return false;
        }
      }),
    );
    expect(hollow.map(({ text }) => text)).toEqual([]);
  });
});
