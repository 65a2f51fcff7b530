/** The study as a whole: what it yields, and that it can be taken up anywhere. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { compose } from './index.ts';
import type { Values } from './parameters.ts';
import { presets, presetTexts } from './presets.ts';
import { records as kinds } from './records.ts';

const small = (given: Partial<Values> = {}): Values =>
  resolveParameters(compose.parameters, {
    ...{ trainLimit: 150, testLimit: 60, hidden: [16, 12], epochs: 2, batch: 25, density: 0.2 },
    ...{ wiring: ['dense', 'random'], rewiring: ['none', 'set'], budget: ['none', 'competitive'] },
    ...given,
  });

const runStudy = studyRunner(compose, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);

describe('a run', () => {
  it('trains every combination that goes, and tells of those that do not', async () => {
    const parameters = small();
    const { records, seed } = await runStudy(parameters);
    const [task] = kinds.rows('task', records);
    expect(task.methods).toEqual([
      ...['dense', 'dense + competitive', 'static', 'static + competitive'],
      ...['set', 'set + competitive'],
    ]);
    expect(task.leftOut).toHaveLength(2);
    const ends = kinds.rows('end', records);
    expect(ends.map(({ method }) => method)).toEqual(task.methods);
    // 784·16 + 16·12 + 12·10, and a fifth of the inputs of each unit.
    const positions = 12_856;
    for (const { wiring, connections, bits, upkeep } of ends) {
      expect(connections).toBe(wiring === 'dense' ? positions : 157 * 16 + 3 * 12 + 2 * 10);
      // 12 steps; biases are synapses that are always there.
      expect(upkeep).toBeGreaterThanOrEqual(12 * connections);
      if (wiring === 'dense') expect(bits).toBe(32 * positions);
    }
    const figures = compose.figures([{ parameters, seed, records, arrays: {} }]);
    expect(figures.map(({ id }) => id)).toEqual([
      ...['learning', 'accuracy-connections', 'accuracy-energy', 'accuracy-arithmetic'],
    ]);
  });

  it('ends ramps above half of all positions with the density that was asked for', async () => {
    const given = { wiring: ['random'], budget: ['none'], density: 0.75 } as const;
    const rewiring = ['granet', 'chtss', 'gmp'] as const;
    const { records } = await runStudy(small({ ...given, rewiring, epochs: 3 }));
    const ends = kinds.rows('end', records);
    expect(ends.map(({ connections }) => connections)).toEqual(rewiring.map(() => 0.75 * 12_856));
  });

  it('learns behind two layers of units that keep their signs', async () => {
    const parameters = small({
      ...{ trainLimit: 1000, testLimit: 200, hidden: [300, 100], epochs: 3 },
      ...{ wiring: ['dense'], rewiring: ['none'], budget: ['none'], constraint: ['dale'] },
    });
    const { records } = await runStudy(parameters);
    const [{ accuracy }] = kinds.rows('end', records);
    // Chance is a tenth, where excitation is not balanced.
    expect(accuracy).toBeGreaterThan(0.5);
  });

  it('can be taken up at every checkpoint to the same records', async () => {
    const parameters = small({ rewiring: ['set'], discretisation: ['none'], wiring: ['local'] });
    const whole = await runStudy(parameters);
    // Two epochs of two methods, and after each.
    expect(whole.snapshots.length).toBe(6);
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  });

  it('of recurrent networks rewires the ring block alone, within reach, and can be taken up', async () => {
    const parameters = small({
      ...{ network: 'rnn', task: 'cog20', rule: ['adam'], wiring: ['random', 'local'] },
      ...{ discretisation: ['none', 'levels'], rewiring: ['none', 'set-magnitude'] },
      ...{ budget: ['competitive'], penalty: ['wire'], units: 20, density: 0.25, batch: 4 },
      ...{ updates: 4, evaluateEvery: 2, window: 30, testTrials: 1 },
    });
    const whole = await runStudy(parameters);
    const ends = kinds.rows('end', whole.records);
    expect(ends).toHaveLength(8);
    for (const { connections, wiring, rewiring, wire = 0, weightBits, discretisation } of ends) {
      // A ring of 20, two neighbours on either side and itself: 2 (1 + 2) of wire a unit.
      expect(connections).toBe(100);
      if (wiring === 'local' && rewiring === 'none') expect(wire).toBe(120);
      if (wiring === 'local') expect(wire).toBeLessThan(240);
      else expect(wire).toBeGreaterThan(300);
      expect(weightBits).toBe(discretisation === 'levels' ? 2 : 32);
    }
    const { after, snapshot } = whole.snapshots[4];
    const rest = await runStudy(parameters, { resume: snapshot });
    expect(rest.records).toEqual(whole.records.slice(after));
  });

  it('of a perceptron stores associations under every constraint', async () => {
    const parameters = small({
      ...{ network: 'perceptron', task: 'associations', rule: ['sgd'], wiring: ['dense'] },
      ...{ constraint: ['none', 'dale', 'l1', 'gap'], discretisation: ['none', 'levels'] },
      ...{ rewiring: ['none'], budget: ['none'], levels: 2, inputs: 60, load: 0.15, gap: 2.5 },
    });
    const whole = await runStudy(parameters);
    const ends = kinds.rows('end', whole.records);
    expect(ends.map(({ method }) => method)).toEqual([
      ...['dense + levels + sgd', 'dense + dale + sgd', 'dense + l1 + sgd', 'dense + gap + sgd'],
    ]);
    for (const end of ends) expect([end.method, end.accuracy]).toEqual([end.method, 1]);
    expect(ends[3].silent).toBeGreaterThan(10);
    expect(ends[0].bits).toBe(60);
  });

  it('comes to the same with any number of threads', async () => {
    const parameters = small({ discretisation: ['levels'], rewiring: ['none'] });
    const [one, two] = [await runStudy(parameters), await runStudy(parameters, { threads: 2 })];
    expect(two.records).toEqual(one.records);
  });
});

it('every preset goes together, and says in two or three sentences why it is worth a look', () => {
  expect(Object.keys(presetTexts)).toEqual(Object.keys(presets));
  for (const values of Object.values(presets))
    expect(() => compose.check?.(resolveParameters(compose.parameters, values))).not.toThrow();
  for (const words of Object.values(presetTexts)) {
    const sentences = words.match(/[.?](\s|$)/g) ?? [];
    expect(sentences.length).toBeGreaterThanOrEqual(2);
    expect(sentences.length).toBeLessThanOrEqual(3);
  }
});
