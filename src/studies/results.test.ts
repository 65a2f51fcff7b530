/** The tables of studies that train networks, over records whose truth is known: every cell of every row. */

import { describe, expect, it } from 'vitest';
import { tableOf } from '../../test/result-tables.ts';
import { costColumns } from '../protocol/columns.ts';
import { loadStudy, studies } from './registry.ts';

describe('the table of', () => {
  it('set-mlp', async () => {
    const epoch = {
      connections: 100,
      density: 0.1,
      changes: 10,
      energy: 2,
      multiplyAdds: 1000,
      removed: 3,
      born: 2,
      upkeep: 50,
    };
    const found = await tableOf('set-mlp', (row) => [
      row('task', {}),
      row('epoch', { method: 'set', replicate: 0, epoch: 1, testAccuracy: 0.5, ...epoch }),
      row('epoch', { method: 'set', replicate: 0, epoch: 2, testAccuracy: 0.9, ...epoch }),
      row('end', {
        method: 'set',
        replicate: 0,
        finalAccuracy: 0.8,
        bestAccuracy: 0.9,
        finalConnections: 70,
        leastEnergy: 1.5,
      }),
      row('epoch', {
        method: 'dense',
        replicate: 0,
        epoch: 1,
        testAccuracy: 0.7,
        ...epoch,
        connections: 1000,
        density: 1,
      }),
    ]);
    expect(found).toEqual([
      [
        'set',
        false,
        {
          ...{ accuracy: 0.8, connections: 70, density: expect.closeTo(0.07, 12), memory: 70 * 64 },
          ...{ energy: 4, changes: 20, arithmetic: 2000, 'best accuracy': 0.9 },
          ...{ removed: 6, born: 4, upkeep: 100, 'straight way': 1.5 },
        },
      ],
      [
        'dense',
        false,
        {
          ...{ accuracy: 0.7, connections: 1000, density: 1, memory: 32_000 },
          ...{ energy: 2, changes: 10, arithmetic: 1000, removed: 3, born: 2, upkeep: 50 },
        },
      ],
    ]);
  });

  it('plasticity: one row a rule and experiment, networks of different sizes apart, bounds where the goal was missed', async () => {
    const labels = { replicate: 0, fraction: 0.1, rate: 0.01, batch: 1, density: 1 };
    const end = {
      totalEnergy: 50,
      totalChanges: 7,
      totalStored: 3,
      presentations: 900,
      bestAccuracy: 0.95,
      inefficiencyEnergy: 20,
      hiddenWrites: 0,
      upkeep: 11,
      reached: true,
    };
    const cost = {
      changes: 1,
      energy: 1,
      stored: 0,
      hiddenWrites: 0,
      upkeep: 0,
      forward: 30,
      backward: 12,
    };
    const found = await tableOf('plasticity', (row) => [
      row('check', {
        experiment: 'rules',
        rule: 'plain',
        hidden: 100,
        ...labels,
        totalEnergy: 40,
        cost,
      }),
      row('check', {
        experiment: 'rules',
        rule: 'plain',
        hidden: 100,
        ...labels,
        totalEnergy: 50,
        cost,
      }),
      row('end', {
        experiment: 'rules',
        rule: 'plain',
        hidden: 100,
        ...labels,
        ...end,
        connections: 79_500,
      }),
      ...[100, 1000].map((hidden) =>
        row('end', {
          experiment: 'size',
          rule: 'plain',
          hidden,
          ...labels,
          ...end,
          connections: 795 * hidden,
          reached: hidden === 100,
        }),
      ),
      row('account', {
        learner: 'set',
        replicate: 0,
        task: 'digits',
        reached: true,
        presentations: 5,
        bestAccuracy: 0.9,
        connections: 10,
        totalEnergy: 6,
        leastEnergy: 2,
        totalChanges: 4,
        totalStored: 0,
        hiddenWrites: 0,
        forward: 1,
        backward: 2,
      }),
      row('account', {
        learner: 'binary-sbpi',
        replicate: 0,
        task: 'associations',
        reached: true,
        presentations: 5,
        bestAccuracy: 1,
        connections: 20,
        totalEnergy: 6,
        leastEnergy: 0,
        totalChanges: 4,
        totalStored: 0,
        hiddenWrites: 9,
        forward: 1,
        backward: 0,
      }),
      row('perceptron', {
        inputs: 1000,
        load: 0.5,
        threshold: 0,
        replicate: 0,
        energy: 30,
        stored: 0,
        least: 10,
        presentations: 8,
        solved: true,
      }),
      row('caching', {
        inputs: 1000,
        load: 1,
        threshold: 4,
        replicate: 0,
        energy: 30,
        stored: 2,
        least: 10,
        presentations: 8,
        solved: false,
      }),
    ]);
    const common = {
      changes: 7,
      shown: 900,
      'best accuracy': 0.95,
      held: 3,
      'hidden writes': 0,
      upkeep: 11,
    };
    const own = { 'energy to the goal': 50, 'of the straight way': 20, ...common };
    expect(found).toEqual([
      ['rules: plain', false, { ...own, connections: 79_500, memory: 79_500 * 32, arithmetic: 84 }],
      ['size: plain, 100 hidden units', true, { ...own, connections: 79_500, memory: 79_500 * 32 }],
      [
        'size: plain, 1000 hidden units',
        true,
        {
          ...{ 'energy to the goal': '≥ 50', 'of the straight way': '≥ 20', changes: '≥ 7' },
          ...{ shown: '≥ 900', 'best accuracy': 0.95, connections: 795_000, memory: 795_000 * 32 },
          ...{ held: '≥ 3', 'hidden writes': '≥ 0', upkeep: '≥ 11' },
        },
      ],
      [
        'learners: images: set',
        true,
        {
          ...{ 'energy to the goal': 6, 'of the straight way': 3, changes: 4, shown: 5 },
          ...{ 'best accuracy': 0.9, connections: 10, memory: 640, arithmetic: 3 },
          ...{ held: 0, 'hidden writes': 0 },
        },
      ],
      [
        'learners: associations: binary-sbpi',
        true,
        {
          ...{ 'energy to the goal': 6, changes: 4, shown: 5, 'best accuracy': 1 },
          ...{ connections: 20, memory: 20, arithmetic: 1, held: 0, 'hidden writes': 9 },
        },
      ],
      [
        'perceptrons: 1000 inputs, load 0.5',
        true,
        {
          ...{ 'energy to the goal': 30, 'of the straight way': 3, shown: 8 },
          ...{ connections: 1000, memory: 32_000, held: 0 },
        },
      ],
      [
        'perceptrons with caches: 1000 inputs, load 1, caches to 4 η',
        true,
        {
          ...{ 'energy to the goal': '≥ 30', 'of the straight way': '≥ 3', shown: '≥ 8' },
          ...{ connections: 1000, memory: 32_000, held: '≥ 2' },
        },
      ],
    ]);
  });

  it('associative', async () => {
    const online = { rule: 'full', inputs: 100, sample: 0 };
    const found = await tableOf('associative', (row) => [
      row('online', {
        ...online,
        load: 0.1,
        solved: true,
        steps: 5,
        sparsity: 0.4,
        changes: 8,
        energy: 3,
      }),
      row('online', {
        ...online,
        load: 0.2,
        solved: true,
        steps: 9,
        sparsity: 0.6,
        changes: 9,
        energy: 4,
      }),
      row('online', { ...online, load: 0.3, solved: false, steps: 99, sparsity: 0.9 }),
      row('exact-solution', {
        inputs: 20,
        sample: 0,
        method: 'exact',
        constraint: 'l0',
        value: 0.3,
        margin: 0.7,
        sparsity: 0.75,
      }),
      row('image', {
        method: 'gap',
        replicate: 0,
        gap: 0.1,
        density: 0.2,
        accuracy: 0.9,
        changes: 5,
        energy: 6,
      }),
    ]);
    expect(found).toEqual([
      [
        'online rule, 100 inputs: full',
        false,
        {
          ...{ 'largest load stored': 0.2, connections: 40, density: 0.4, memory: 2560 },
          ...{ energy: 4, changes: 9, steps: 9 },
        },
      ],
      [
        'solutions, free signs, 20 inputs: l0 0.3, exact',
        true,
        { robustness: 0.7, connections: 5, density: 0.25, memory: 320 },
      ],
      ['images: gap, gap 0.1', true, { accuracy: 0.9, density: 0.2, energy: 6, changes: 5 }],
    ]);
  });

  it.each(['cog20', 'modcog'])('%s', async (name) => {
    const network = {
      network: 'LM ring 4 %',
      replicate: 0,
      units: 128,
      synapses: 640,
      density: 0.04,
    };
    const sums = { totalOperations: 1e6, totalEnergy: 9 };
    const criterion = { trials: 77, updates: 1, operations: 1, energy: 1 };
    const found = await tableOf(name, (row) => [
      row('curve', { ...network, accuracy: 0.5, solved: 0.1, ...sums }),
      row('end', {
        ...network,
        accuracy: 0.8,
        solved: 0.4,
        ...sums,
        totalChanges: 6,
        parameters: 5000,
        wireLength: 321,
        criterion,
      }),
      row('curve', {
        ...network,
        network: 'dense',
        synapses: 16_384,
        density: 1,
        accuracy: 0.5,
        solved: 0.1,
        ...sums,
      }),
    ]);
    expect(found).toEqual([
      [
        '128 units: LM ring 4 %',
        false,
        {
          ...{ accuracy: 0.8, solved: 0.4, connections: 640, density: 0.04, memory: 640 * 64 },
          ...{ energy: 9, changes: 6, arithmetic: 1e6, wire: 321 },
          ...{ 'to the criterion': 77, 'weights and biases': 5000 },
        },
      ],
      [
        '128 units: dense',
        false,
        {
          ...{ accuracy: 0.5, solved: 0.1, connections: 16_384, density: 1, memory: 16_384 * 32 },
          ...{ energy: 9, arithmetic: 1e6 },
        },
      ],
    ]);
  });

  it('se-rnn: wire is weighed by |w|', async () => {
    const network = { method: 'se-rnn', price: 1, replicate: 0 };
    const cost = { changes: 5, energy: 2, upkeep: 9, forward: 30, backward: 12 };
    const found = await tableOf('se-rnn', (row) => {
      const whole = Object.fromEntries(Object.keys(costColumns).map((name) => [name, 0]));
      return [
        row('check', { ...network, update: 0, accuracy: 0.5, cost: { ...whole, ...cost } }),
        row('check', { ...network, update: 9, accuracy: 0.7, cost: { ...whole, ...cost } }),
        row('end', {
          ...network,
          accuracy: 0.7,
          modularity: 0.3,
          weightedLength: 1.5,
          weightSum: 20,
          connections: 9900,
          smallWorldness: null,
          wire: 123,
        }),
      ];
    });
    expect(found).toEqual([
      [
        'se-rnn 1 nats',
        false,
        {
          ...{ accuracy: 0.7, modularity: 0.3, wire: 30, 'mean length': 1.5 },
          ...{ connections: 9900, memory: 9900 * 32, energy: 4, changes: 10, arithmetic: 84 },
          ...{ 'wire of the strongest': 123, upkeep: 18 },
        },
      ],
    ]);
  });

  it('every study there is, with connections and memory', async () => {
    for (const name of Object.keys(studies)) {
      const { table } = await loadStudy(name);
      const labels = table?.columns.map(({ label }) => label) ?? [];
      expect(labels, name).toEqual(expect.arrayContaining(['connections', 'memory']));
    }
  });
});
