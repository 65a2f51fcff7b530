/** The processors of this machine, each with a warm process that takes one run after another. */

import { availableParallelism } from 'node:os';
import { integer } from '../../protocol/parameters.ts';
import { compute, divide } from '../compute.node.ts';
import type { Executor } from '../executor.ts';
import { countPoints } from '../points.ts';

const options = {
  jobs: integer({
    ...{ min: 0, max: 1024, default: 0 },
    description: 'runs at a time, each in its own process; 0 takes as many as processors',
  }),
  threads: integer({
    ...{ min: 0, max: 256, default: 0 },
    description: 'threads of a run, without effect on results; 0 divides the processors',
  }),
} as const;

export const local: Executor<typeof options> = {
  name: 'local',
  about: 'the processors of this machine',
  options,
  check: async () => {},
  run: (work, { jobs, threads }) => {
    const { of } = work.shard ?? { of: 1 };
    const runs = Math.ceil(countPoints(work.folder.sweep) / of);
    const asked = { ...(jobs > 0 && { jobs }), ...(threads > 0 && { threads }) };
    return compute(work, divide(availableParallelism(), runs, asked));
  },
};
