/**
 * This build against another one: `npm run bench -- --against <folder> builds`, where the folder holds a checkout whose
 * packages are installed. Ratios are the other build's time divided by ours.
 */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { BuildQuestion } from './build-child.ts';
import { GOALS, type Goal } from './goals.ts';
import { type Contestant, race, ratio } from './measure.ts';
import { SET_MLP, type TrainingSpec } from './network.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const CHILD = fileURLToPath(new URL('./build-child.ts', import.meta.url));
const OURS = fileURLToPath(new URL('..', import.meta.url));

interface Build extends Contestant {
  readonly end: () => void;
}

async function startBuild(question: BuildQuestion): Promise<Build> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(question)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the build in ${question.folder} ended in a race`);
    return value;
  };
  await answer();
  return {
    name: question.folder,
    async burst() {
      child.stdin.write('\n');
      return Number(await answer());
    },
    end: () => child.stdin.end(),
  };
}

// Mirrors that noise cannot choose.
const NETWORK = { units: [...SET_MLP.units], epsilon: SET_MLP.epsilon, mirror: 'always' } as const;
const WIDE = { units: [784, 4000, 4000, 4000, 10], epsilon: 20 };

const CASES: readonly (readonly [what: string, training: TrainingSpec, goal?: Goal])[] = [
  ['step, batch 128', { ...NETWORK, batch: 128 }, GOALS.build128],
  ['step, batch 100', { ...NETWORK, batch: 100 }, GOALS.build100],
  ['step, batch 32', { ...NETWORK, batch: 32 }, GOALS.build32],
  ['step, batch 40', { ...NETWORK, batch: 40 }],
  ['step, batch 20', { ...NETWORK, batch: 20 }],
  ['step, batch 128, strict', { ...NETWORK, batch: 128, arithmetic: 'strict' }],
  ['step, 4000 units a layer, batch 128', { ...WIDE, batch: 128 }],
  ['dense control, batch 128', { ...NETWORK, batch: 128, method: 'dense' }, GOALS.buildDense],
];

/** The rows of the suite, with the other build in `folder`. */
export const builds = (folder: string): Suite => ({
  title: `Against the build in ${folder}: ${SET_MLP.units.join('-')}, ε = ${SET_MLP.epsilon}, one thread`,
  async *run({ rounds }: Effort): AsyncGenerator<Row, void> {
    for (const [what, training, goal] of CASES) {
      const both = [
        await startBuild({ folder: OURS, training }),
        await startBuild({ folder, training }),
      ];
      const [ours, theirs] = await race(both, rounds);
      for (const build of both) build.end();
      yield {
        what,
        measured: ratio(theirs, ours),
        unit: 'times',
        goal,
        note: `${(1e3 * ours.least).toFixed(2)} ms`,
      };
    }
  },
});
