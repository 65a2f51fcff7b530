/** The study as a whole: what it yields, that it can be taken up anywhere, and how many connections every rule ends with. */

import { describe, expect, it } from 'vitest';
import { studyRunner } from '../../../test/run-study.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { checkTopology, fullTopology } from '../../sparse/topology.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { densityOf, fallingRate } from './build.ts';
import { figures } from './figures.ts';
import { rewiring } from './index.ts';
import { countAt, roundsOf } from './lottery.ts';
import { METHODS } from './methods.ts';
import type { Values } from './parameters.ts';
import { sparsityText } from './results.ts';
import { deadUnits } from './run.ts';

const small = (values: Partial<Values> = {}): Values =>
  resolveParameters(rewiring.parameters, {
    trainLimit: 200,
    testLimit: 80,
    hidden: [24, 16],
    sparsities: [0.9],
    epochs: 2,
    batch: 25,
    rounds: 2,
    ...values,
  });

const runStudy = studyRunner(rewiring, async (_, { trainLimit, testLimit } = {}) =>
  digits({ train: trainLimit, test: testLimit }),
);
/** 784·24 + 24·16 + 16·10. */
const POSITIONS = 19_360;

describe('a run', () => {
  it('ends every rule with the connections that were asked for', async () => {
    const { records, parameters, seed } = await runStudy(small({ methods: METHODS }));
    const ends = records.filter(({ kind }) => kind === 'end');
    expect(ends.map(({ method }) => method)).toEqual(METHODS);
    for (const { method, connections, sparsity } of ends) {
      const asked = method === 'dense' ? POSITIONS : 1936;
      // Whole numbers of inputs of each unit: half a connection of 24 + 16 + 10 units.
      if (method === 'srigl') expect(Math.abs(Number(connections) - asked)).toBeLessThanOrEqual(25);
      else expect([method, connections]).toEqual([method, asked]);
      expect(sparsity).toBe(method === 'dense' ? 0 : 0.9);
    }
    const drawn = figures([{ parameters, seed, records, arrays: {} }]);
    expect(drawn.map(({ id }) => id)).toEqual(Object.keys(rewiring.answers ?? {}));
  });

  it('ends ramps with what was asked for where that is more than they usually begin with', async () => {
    const methods = ['static', 'granet', 'chtss', 'gmp'] as const;
    const { records } = await runStudy(small({ methods, sparsities: [0.25], epochs: 3 }));
    const ends = records.filter(({ kind }) => kind === 'end');
    expect(ends.map(({ connections }) => connections)).toEqual(methods.map(() => 0.75 * POSITIONS));
  });

  it('can be taken up at every checkpoint to the same records, also between trainings', async () => {
    const parameters = small({ methods: ['set', 'snip', 'imp'], sparsities: [0.8, 0.95] });
    const whole = await runStudy(parameters);
    // Two epochs of each of set and snip, six of imp, and after each network; at two sparsities.
    expect(whole.snapshots.length).toBe(2 * (2 + 2 + 6 + 3));
    for (const { after, snapshot } of whole.snapshots) {
      const rest = await runStudy(parameters, { resume: snapshot });
      expect(rest.records).toEqual(whole.records.slice(after));
    }
  });

  it('counts connections of imp down in equal shares, and its cost over all trainings', async () => {
    const { records } = await runStudy(small({ methods: ['imp', 'dense'] }));
    const epochs = records.filter(({ kind, method }) => kind === 'epoch' && method === 'imp');
    expect(epochs.map(({ epoch, round, connections }) => [epoch, round, connections])).toEqual([
      ...[1, 2].map((epoch) => [epoch, 0, POSITIONS]),
      ...[3, 4].map((epoch) => [epoch, 1, Math.round(POSITIONS * Math.sqrt(0.1))]),
      ...[5, 6].map((epoch) => [epoch, 2, 1936]),
    ]);
    const [end] = records.filter(({ kind, method }) => kind === 'end' && method === 'imp');
    for (const [total, part] of [
      ['totalEnergy', 'energy'],
      ['totalChanges', 'changes'],
      ['multiplyAdds', 'multiplyAdds'],
    ]) {
      const sum = epochs.reduce((all, row) => all + Number(row[part]), 0);
      expect(Number(end[total])).toBeCloseTo(sum, 3);
    }
    // The first of its trainings is that of the dense network.
    const dense = records.filter(({ kind, method }) => kind === 'epoch' && method === 'dense');
    expect(epochs.slice(0, 2).map(({ trainLoss }) => trainLoss)).toEqual(
      dense.map(({ trainLoss }) => trainLoss),
    );
  });

  it('has rules keep their published intervals where that is asked for', async () => {
    const given = { methods: ['set', 'rigl', 'mest'] as const, epochs: 3 };
    const passes = async (schedule: Values['schedule']) => {
      const { records } = await runStudy(small({ ...given, schedule }));
      return given.methods.map((method) =>
        records
          .filter((row) => row.kind === 'epoch' && row.method === method)
          .map(({ removed }) => Number(removed) > 0),
      );
    };
    const each = [false, true, true];
    expect(await passes('every-epoch')).toEqual([each, each, each]);
    // RigL rewires every 100 steps, of which there are 24 here; MEST every 5 epochs.
    const never = [false, false, false];
    expect(await passes('published')).toEqual([each, never, never]);
  });

  it('comes to the same with any number of threads', async () => {
    const parameters = small({ methods: ['set', 'synflow'], epochs: 1 });
    const [one, two] = [await runStudy(parameters), await runStudy(parameters, { threads: 2 })];
    expect(two.records).toEqual(one.records);
  });

  it('refuses sparsities that leave layers without a connection', async () => {
    await expect(runStudy(small({ sparsities: [0.9999] }))).rejects.toThrow(
      'sparsity 0.9999 leaves 2 of 19360 connections, fewer than layers; give less',
    );
  });
});

describe('parts', () => {
  it('a rate that falls', () => {
    const rate = fallingRate(small({ rate: 0.1, rateDrop: 0.1, rateEvery: 25 }));
    const at = (step: number): number => (typeof rate === 'number' ? Number.NaN : rate(step));
    expect([at(0), at(24), at(25), at(50)].map((x) => x.toPrecision(6))).toEqual(
      [0.1, 0.1, 0.01, 0.001].map((x) => x.toPrecision(6)),
    );
    expect(fallingRate(small())).toBe(0.1);
  });

  it('rounds of the lottery', () => {
    // 0.8¹⁷ = 0.0225, 0.8¹⁸ = 0.0180.
    expect(roundsOf(0, 0.02)).toBe(18);
    expect(roundsOf(3, 0.02)).toBe(3);
    const way = { rounds: 3, density: 0.001, positions: 1000 };
    expect([0, 1, 2, 3].map((round) => countAt(round, way))).toEqual([1000, 100, 10, 1]);
  });

  it('dead units are those without an end', () => {
    const full = fullTopology(3, 2, 'by-output');
    const lame = { ...full, start: Uint32Array.of(0, 3, 3), index: full.index.slice(0, 3) };
    checkTopology(lame);
    expect(deadUnits([full, fullTopology(2, 2, 'by-input')])).toBe(0);
    expect(deadUnits([lame, fullTopology(2, 2, 'by-input')])).toBe(1);
    expect(deadUnits([fullTopology(4, 3, 'by-output'), lame])).toBe(0);
  });

  it('sparsities in words', () => {
    expect([0, 0.9, 0.98, 0.995, 0.9975].map(sparsityText)).toEqual([
      'nothing absent',
      ...['90 % absent', '98 % absent', '99.5 % absent', '99.75 % absent'],
    ]);
    expect(densityOf(0.98)).toBe(0.02);
  });
});
