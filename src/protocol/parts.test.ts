import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../test/run-study.ts';
import { tick, type Work } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { figuresOfParts, inJob, type Part, rowsOf, runParts } from './parts.ts';
import { kinds, real, whole } from './records.ts';

const records = kinds({
  draw: {
    about: 'A job.',
    columns: { sample: whole('number'), own: real('x'), shared: real('y') },
  },
  law: { about: 'Theory.', theory: true, columns: { value: real('z') } },
});
type Table = (typeof records)['table'];

const partOf = (name: string): Part<{ samples: number }, Table> => ({
  name,
  jobs: ({ samples }) => [
    {
      ...{ name: 'law', cost: 1 },
      *run() {
        yield { record: { kind: 'law', value: 1.5 } };
        return undefined;
      },
    },
    ...Array.from({ length: samples }, (_, sample) => ({
      ...{ name: `sample ${sample}`, cost: 1 },
      *run({ random, shared }: { random: typeof stream; shared: typeof stream }) {
        const record = { sample, own: random.uniform(), shared: shared.split(sample).uniform() };
        yield { record: { kind: 'draw' as const, ...record } };
        return undefined;
      },
    })),
  ],
  figures: (rows, { samples }) => [
    {
      ...{
        id: name,
        title: '',
        caption: `${rows('law').length} ${rows('draw').length} ${samples}`,
      },
      ...{ x: { label: '' }, y: { label: '' }, marks: [] },
    },
  ],
});
const stream = createRandom(11);
const parts = [partOf('one'), partOf('two')];

describe('a study of parts', () => {
  const runStudy = studyRunner<{ samples: number }>({ run: (context) => runParts(parts, context) });

  it('gives every job the stream of its part and name, and the stream of the part', async () => {
    const { records: found } = await runStudy({ samples: 2 });
    const of = (part: string, job: string) => stream.split(part).split(job);
    expect(found).toEqual(
      ['one', 'two'].flatMap((part) => [
        { kind: 'law', value: 1.5 },
        ...[0, 1].map((sample) => ({
          ...{ kind: 'draw', sample, own: of(part, `sample ${sample}`).uniform() },
          shared: of(part, 'shared').split(sample).uniform(),
        })),
      ]),
    );
  });

  it('puts results together: theory once, the same rows of one seed once', async () => {
    const [short, long, other] = [
      await runStudy({ samples: 2 }),
      await runStudy({ samples: 3 }),
      await runStudy({ samples: 2 }, { seed: 12 }),
    ];
    const rows = rowsOf(records, [short, long, other]);
    expect(rows('law').length).toBe(1);
    // Of two parts, three samples of one seed and two of another.
    expect(rows('draw').length).toBe(10);
    expect(new Set(rows('draw').map(({ unit }) => unit)).size).toBe(5);
    const [figure] = figuresOfParts(parts, records, [short, long, other]);
    expect(figure.caption).toBe('1 10 2');
    expect(figuresOfParts(parts, records, [])).toEqual([]);
  });
});

describe('a computation inside a job', () => {
  function* work(): Work<string> {
    yield tick();
    yield tick(0.5);
    return 'done';
  }

  it('gives signs of life, as shares of its stretch of the job', async () => {
    const steps = inJob(work(), 0.2, 0.6);
    expect((await steps.next()).value).toEqual({});
    expect((await steps.next()).value).toEqual({ share: 0.4 });
    expect(await steps.next()).toEqual({ done: true, value: 'done' });
  });

  it('is stopped where the job is', async () => {
    let stopped = false;
    function* endless(): Work<never> {
      try {
        for (;;) yield tick();
      } finally {
        stopped = true;
      }
    }
    const steps = inJob(endless());
    await steps.next();
    await steps.return(undefined as never);
    expect(stopped).toBe(true);
  });
});
