/** Names, order, forms and refusals. */

import { describe, expect, it } from 'vitest';
import { createRandom } from '../../numerics/random.ts';
import { baseTask } from './base.ts';
import { drawTrials } from './batch.ts';
import { type CognitiveOptions, cognitiveTask, createBattery } from './battery.ts';
import { DELAY_TASKS, withInterval } from './modcog.ts';
import { variantFacts } from './variants.ts';

const BASE =
  'go rtgo dlygo anti rtanti dlyanti dm1 dm2 ctxdm1 ctxdm2 multidm dlydm1 dlydm2 ctxdlydm1 ctxdlydm2 multidlydm dms dnms dmc dnmc';
const DELAYED =
  'dlygo dlyanti dlydm1 dlydm2 ctxdlydm1 ctxdlydm2 multidlydm dms dnms dmc dnmc'.split(' ');

const names = (battery: string, options?: CognitiveOptions): string[] =>
  createBattery(battery, options).tasks.map(({ name }) => name);

describe('names', () => {
  it('of cog20 and modcog82 are in the order of the released list', () => {
    const base = BASE.split(' ');
    expect(names('cog20')).toEqual(base);
    expect(names('modcog82')).toEqual([
      ...base,
      ...DELAYED.flatMap((name) => [`${name}intr`, `${name}intl`]),
      ...base.map((name) => `${name}seqr`),
      ...base.map((name) => `${name}seql`),
    ]);
    expect(DELAY_TASKS).toEqual(DELAYED);
  });

  it('of modcog126 go on from modcog82 and are all distinct', () => {
    const all = names('modcog126');
    expect(all.slice(0, 82)).toEqual(names('modcog82'));
    expect(new Set(all).size).toBe(126);
    expect(all.at(-1)).toBe('dnmcintlseql');
  });

  it('include the 93 constructors of the released file', () => {
    const released = [...names('modcog82'), ...DELAYED.map((name) => `${name}intseq`)];
    expect(released.length).toBe(93);
    const found = released.map((name) => cognitiveTask(name).name);
    expect(new Set(found).size).toBe(93);
    expect(found.at(-1)).toBe('dnmcintrseqr');
  });
});

describe('sizes', () => {
  it('follow the ring', () => {
    const { channels, classes } = createBattery('cog20', { ring: 32, dt: 20 });
    expect([channels, classes]).toEqual([65, 33]);
    const original = createBattery('cog20', { variant: 'yang2019-original' });
    expect([original.channels, original.classes, original.dt]).toEqual([65, 33, 20]);
  });

  // Khona et al. 2023, its task file, run: shortest and longest trials in steps of 100 ms.
  it.each([
    ['goseqr', 25, 25],
    ['rtgoseql', 10, 10],
    ['dm1seqr', 17, 19],
    ['dlydm1seqr', 27, 29],
    ['ctxdlydm1intl', 19, 21],
    ['dms', 24, 33],
    ['dmsintr', 22, 33],
    ['dnmcseql', 25, 34],
    ['dlygointr', 15, 26],
  ])('of %s are %i to %i steps', (name, shortest, longest) => {
    const task = cognitiveTask(name, { form: 'released' });
    expect([task.shortest, task.longest]).toEqual([shortest, longest]);
    const lengths = drawTrials(task, createRandom(1), 300).map(({ steps }) => steps);
    expect([Math.min(...lengths), Math.max(...lengths)]).toEqual([shortest, longest]);
  });
});

describe('forms and variants', () => {
  const delayOf = (name: string, options: CognitiveOptions) =>
    cognitiveTask(name, options).periods.find((period) => period.name === 'delay')?.duration;

  it('differ in what the sources do differently', () => {
    expect(delayOf('go', { form: 'released' })).toBe(500);
    expect(delayOf('antiseqr', { form: 'corrected' })).toBe(0);
    expect(delayOf('go', { form: 'released', variant: 'yang19' })).toBe(0);
    expect(delayOf('dlydm1', {})).toBe(500);
    expect(delayOf('dlydm1', { variant: 'yang19' })).toBe(1000);
    expect(delayOf('dlydm1intr', { variant: 'yang19' })).toBe(500);
    expect(delayOf('dms', { variant: 'yang19-2025' })).toBe(1000);
    const recent = cognitiveTask('dm1', { variant: 'yang19-2025' });
    expect(recent.periods.map(({ cue }) => cue)).toEqual([true, false, false]);
    expect(recent.periods[1].duration).toEqual({ choice: [200, 400, 600] });
    expect(recent.spec.noise?.channels).toBe('rings');
  });

  it('give duplicates in the released form of Mod-Cog only', () => {
    const distinct = (form: 'released' | 'corrected'): number => {
      const specs = createBattery('modcog82', { form }).tasks.map(({ spec }) =>
        JSON.stringify({ ...spec, name: '', base: '' }),
      );
      return new Set(specs).size;
    };
    expect(distinct('released')).toBe(76);
    expect(distinct('corrected')).toBe(82);
  });

  it('fix the match delays of a run, one for each ring, where asked to', () => {
    const options = { delay: 'per-run', random: createRandom(3) } as const;
    const battery = createBattery('modcog82', options);
    const again = createBattery('modcog82', options);
    for (const [n, task] of battery.tasks.entries()) {
      const delays = new Map<number, Set<number>>([
        [0, new Set()],
        [1, new Set()],
      ]);
      for (const { rings, delay } of drawTrials(task, createRandom(n), 40))
        delays.get(rings[0])?.add(delay);
      const perRun = /^dn?m[sc](seq.)?$/.test(task.name);
      if (perRun) for (const each of delays.values()) expect(each.size).toBe(1);
      expect(again.tasks[n].periods).toEqual(task.periods);
    }
    const [dms, dnms] = [16, 17].map((n) => battery.tasks[n].periods[2].duration);
    expect(dms).not.toEqual(dnms);
  });
});

describe('refusals', () => {
  it.each<[string, string, CognitiveOptions, RegExp]>([
    ['a battery', 'cog2o', {}, /unknown battery "cog2o"; did you mean "cog20"\?/],
    ['132 tasks', 'modcog132', {}, /132 = 8·3 \+ 12·9 counts 12 tasks with a delay.*use modcog126/],
    ['an odd ring', 'cog20', { ring: 15 }, /ring 15 is odd.*16/],
    ['no ring', 'cog20', { ring: 0 }, /ring 0 is not an even integer in 2 … 1024/],
    ['a dt', 'cog20', { dt: 30 }, /dt 30 ms does not divide the 500 ms of period "fixation"/],
    ['no dt', 'cog20', { dt: 0 }, /dt 0 ms is outside \[1, Infinity\)/],
    ['a variant', 'cog20', { variant: 'yang20' as never }, /did you mean "yang19"\?/],
    ['a form', 'cog20', { form: 'relesed' as never }, /did you mean "released"\?/],
    ['Mod-Cog of angles', 'modcog82', { variant: 'yang2019-original' }, /has no variant/],
    ['fixed delays', 'cog20', { delay: 'per-run' }, /is for variant "modcog-base"/],
    ['no stream', 'modcog82', { delay: 'per-run' }, /needs `random`/],
  ])('name %s that cannot be', (_, name, options, message) => {
    expect(() => createBattery(name, options)).toThrow(message);
  });

  it('name a task that cannot be', () => {
    expect(() => cognitiveTask('dlygointx')).toThrow(
      /unknown task "dlygointx"; did you mean "dlygointr"\?/,
    );
    expect(() => cognitiveTask('gointr')).toThrow(/unknown task "gointr"/);
    expect(() => cognitiveTask('delaygo2', { variant: 'yang2019-original' })).toThrow(
      /did you mean "delaygo"\?/,
    );
    const facts = variantFacts('modcog-base', 'corrected');
    expect(() => withInterval(baseTask('rtgo', facts), 1)).toThrow(/"rtgo" has no delay/);
    expect(() => baseTask('gi', facts)).toThrow(/did you mean "go"/);
  });
});
