import { describe, expect, it } from 'vitest';
import { evidenceOf, markdownOf } from './evidence.ts';
import type { ReportInput, ReportRun } from './source.ts';

const run = (given: Partial<ReportRun> = {}): ReportRun => ({
  ...{ label: '', identity: 'a'.repeat(64), hash: 'b'.repeat(64), folder: 'runs/one' },
  ...{ parameters: {}, seed: 1, arithmetic: 'fused', engine: 2, data: {}, records: [] },
  environment: { node: '24.1.0', processor: 'A | B', cores: 2, date: '2026-11-30T01:02:03.000Z' },
  timing: { seconds: 61.04 },
  command: 'frugal run toy --seed 1 --arithmetic fused',
  ...given,
});

const input = (runs: readonly ReportRun[]): ReportInput => ({
  study: { name: 'toy', title: 'A toy', description: '', paper: {} as never },
  ...{ parameters: [], figures: [], columns: [], runs },
  claims: [
    {
      ...{ label: '', runs: runs.length },
      results: [
        {
          ...{ id: 'a', statement: 'x_1 | y', published: '*none* <b>', verdict: 'undecided' },
          ...{ measured: '0.5 [0.1, 0.9](3 seeds)\nso far', needs: '5 seeds' },
        },
      ],
    },
  ],
});

describe('evidence of runs', () => {
  it('keeps how to make each run again and what it must come to, without its records', () => {
    const { study, runs, claims } = evidenceOf(input([run()]));
    expect(study).toBe('toy');
    expect(runs).toEqual([
      {
        ...{ command: run().command, hash: run().hash, engine: 2, data: {}, seconds: 61 },
        environment: run().environment,
      },
    ]);
    expect(claims[0].results).toHaveLength(1);
  });

  it('refuses a run that is not finished, by its folder', () => {
    expect(() => evidenceOf(input([run({ hash: undefined })]))).toThrow(
      /^runs\/one: the run is not finished/,
    );
  });

  it('says machine, day, time and hash above the claims, and no cell ends early', () => {
    const [head, origin, , columns, , row] = markdownOf(evidenceOf(input([run()]))).split('\n');
    expect(head).toBe('`frugal run toy --seed 1 --arithmetic fused` → `bbbbbbbbbbbb`, 1 min 1 s  ');
    expect(origin).toBe('A \\| B, 2 cores, Node 24.1.0, 2026-11-30; engine semantics 2.');
    expect(columns).toBe('| claim | published | measured | verdict |');
    expect(row).toBe(
      '| x_1 \\| y | \\*none\\* &lt;b&gt; | 0.5 [0.1, 0.9\\](3 seeds) so far | undecided: it takes 5 seeds |',
    );
  });

  it('names machines and days of several runs once', () => {
    const later = run({ environment: { ...run().environment, date: '2026-12-02T00:00:00.000Z' } });
    const text = markdownOf(evidenceOf(input([run(), later])));
    expect(text).toContain('Node 24.1.0, 2026-11-30 to 2026-12-02; engine semantics 2.');
  });
});
