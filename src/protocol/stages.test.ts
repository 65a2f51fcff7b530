/** Stages of a job: from every snapshot to the same end, and what is finished is not done again. */

import { describe, expect, it } from 'vitest';
import { tick } from '../numerics/pace.ts';
import type { JobStep } from './jobs.ts';
import { packed, unpacked } from './plain.ts';
import { type StageStep, stagesOf } from './stages.ts';
import type { Snapshot } from './study.ts';

const value = {
  bytes: Int8Array.of(-1, 0, 1),
  deep: [{ numbers: Float64Array.of(0.1, Number.POSITIVE_INFINITY) }, null, 'text', true],
  odd: [Number.NaN, Number.NEGATIVE_INFINITY, 3],
  words: Uint32Array.of(4294967295),
};

/** As it comes back from a file. */
const stored = ({ meta, arrays }: Snapshot): Snapshot => ({
  meta: JSON.parse(JSON.stringify(meta)),
  arrays: structuredClone(arrays),
});

describe('plain values', () => {
  it('come back as they were, typed arrays and odd numbers too', () => {
    expect(unpacked(stored(packed(value)))).toEqual(value);
    expect(unpacked(packed({ a: 1, b: undefined }))).toEqual({ a: 1 });
  });

  it('are parts of larger arrays where they are views', () => {
    const part = Float32Array.of(1, 2, 3, 4).subarray(1, 3);
    expect(unpacked(stored(packed({ part })))).toEqual({ part: Float32Array.of(2, 3) });
  });

  it('are refused where they cannot be kept, or an array is missing', () => {
    expect(() => packed({ run: () => 1 })).toThrow('a function cannot be kept');
    const { meta } = packed(value);
    expect(() => unpacked({ meta, arrays: {} })).toThrow('lacks the array "0"');
  });
});

describe('stages', () => {
  const computed: string[] = [];
  async function* counting(
    name: string,
    state: object | undefined,
  ): AsyncGenerator<StageStep, { name: string; count: number }> {
    let { count } = (state as { count: number } | undefined) ?? { count: 0 };
    computed.push(`${name} from ${count}`);
    while (count < 4) {
      count += 1;
      yield count === 2 ? { share: 0.5 } : { share: count / 4, save: () => ({ count }) };
    }
    return { name, count };
  }
  async function* job(resume?: Snapshot): AsyncGenerator<JobStep<string>, undefined> {
    const stages = stagesOf(resume === undefined ? {} : { resume });
    const first = yield* stages.next((state) => counting('first', state), [0, 0.5]);
    const second = yield* stages.whole(
      function* () {
        computed.push('whole');
        yield tick(0.5);
        return Float64Array.of(first.count);
      },
      [0.5, 0.6],
    );
    const third = yield* stages.next((state) => counting('third', state), [0.6, 1]);
    yield { record: `${first.name} ${second[0]} ${third.name} ${third.count}` };
    return undefined;
  }
  async function run(resume?: Snapshot) {
    computed.length = 0;
    const snapshots: Snapshot[] = [];
    const [records, shares]: [string[], number[]] = [[], []];
    for await (const { record, share, snapshot } of job(resume)) {
      if (record !== undefined) records.push(record);
      if (share !== undefined) shares.push(share);
      if (snapshot !== undefined) snapshots.push(stored(snapshot()));
    }
    return { records, shares, snapshots, computed: [...computed] };
  }

  it('lead from every snapshot to the same end', async () => {
    const whole = await run();
    expect(whole.records).toEqual(['first 4 third 4']);
    // Three inside the first and the third stage, one behind each of the three, one where the second begins again.
    expect(whole.snapshots.length).toBe(10);
    for (const snapshot of whole.snapshots)
      expect((await run(snapshot)).records).toEqual(whole.records);
  });

  it('do again only what was not finished', async () => {
    const { snapshots } = await run();
    const begun: string[][] = [];
    for (const snapshot of snapshots) begun.push((await run(snapshot)).computed);
    expect(begun[1]).toEqual(['first from 3', 'whole', 'third from 0']);
    expect(begun[3]).toEqual(['whole', 'third from 0']);
    expect(begun[4]).toEqual(['whole', 'third from 0']);
    expect(begun[5]).toEqual(['third from 0']);
    expect(begun[7]).toEqual(['third from 3']);
    expect(begun[9]).toEqual([]);
  });

  it('tell their shares of the job', async () => {
    const { shares } = await run();
    expect(shares.slice(0, 5)).toEqual([0.125, 0.25, 0.375, 0.5, 0.5]);
    expect(shares.at(-1)).toBe(1);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
  });
});
