/** Runs the jobs of the chosen parts one after another; every boundary between two is a place to go on from. */

import type { NamedArrays, RunContext, Snapshot, Step } from '../study.ts';
import type { Values } from './parameters.ts';
import { PARTS_BY_NAME } from './parts/index.ts';

/** The data that the parameters need: images, where they are asked for. */
export const tasksOf = (values: Values) =>
  values.parts.includes('images')
    ? [{ name: 'digits', trainLimit: values.imageExamples, testLimit: 2000 }]
    : [];

/** The run of the study: see `Study.run`. Nothing is kept but records. */
export async function* run(context: RunContext<Values>): AsyncGenerator<Step, NamedArrays> {
  const { parameters: values, random, resume } = context;
  const jobs = values.parts.flatMap((name) =>
    PARTS_BY_NAME[name].jobs(values).map((each) => ({ ...each, part: name, run: each.run })),
  );
  const total = jobs.reduce((sum, { cost }) => sum + cost, 0);
  const finished = (resume?.meta as { finished: number } | undefined)?.finished ?? 0;
  let done = jobs.slice(0, finished).reduce((sum, { cost }) => sum + cost, 0);
  for (let number = finished; number < jobs.length; number++) {
    const { part, line: name, cost, run: start } = jobs[number];
    const line = `${part} · ${name}`;
    for await (const record of start(context, random.split(part).split(name)))
      yield { ...(record && { record }), progress: done / total, line };
    done += cost;
    const snapshot = (): Snapshot => ({ meta: { finished: number + 1 }, arrays: {} });
    yield { progress: done / total, line, snapshot };
  }
  return {};
}
