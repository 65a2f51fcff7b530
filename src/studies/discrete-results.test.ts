/** The tables of studies of discrete synapses, over records whose truth is known: every cell of every row. */

import { describe, expect, it } from 'vitest';
import { tableOf } from '../../test/result-tables.ts';
import { largestSolved, memoryOf, solvedAll } from './result-columns.ts';

describe('the table of', () => {
  it('discrete', async () => {
    const at = { inputs: 101, sample: 0, patterns: 10, errors: 0 };
    const solve = { learner: 'sbpi', ...at };
    const found = await tableOf('discrete', (row) => [
      row('solve', { ...solve, load: 0.3, solved: true, iterations: 4, flips: 5, hiddenWrites: 6 }),
      row('solve', {
        ...solve,
        load: 0.6,
        solved: false,
        iterations: 7,
        flips: 8,
        hiddenWrites: 9,
      }),
      row('scarce', {
        learner: 'rbp',
        ...at,
        load: 0.5,
        nonzero: 0.5,
        density: 0.4,
        solved: true,
        iterations: 1,
        flips: 2,
        hiddenWrites: 3,
      }),
      row('walk', {
        learner: 'edmc',
        ...at,
        load: 0.5,
        solved: false,
        iterations: 1,
        flips: 2,
        hiddenWrites: 0,
      }),
      row('image', {
        levels: 3,
        sample: 0,
        accuracy: 0.8,
        bytes: 100,
        changes: 4,
        hiddenWrites: 5,
      }),
    ]);
    const solved = { 'flips there': 5, 'hidden writes there': 6, 'sweeps there': 4 };
    expect(found).toEqual([
      [
        'levels ±1, 101 synapses: sbpi',
        false,
        { 'largest load solved': 0.3, connections: 101, memory: 101, ...solved },
      ],
      [
        'levels −1, 0, 1, 101 synapses, 50 % of them nonzero at most: rbp',
        true,
        {
          ...{ 'largest load solved': '≥ 0.5', connections: expect.closeTo(40.4, 9) },
          ...{ memory: expect.closeTo(101 * Math.log2(3), 9) },
          ...{ 'flips there': 2, 'hidden writes there': 3, 'sweeps there': 1 },
        },
      ],
      [
        'walks, 101 synapses: edmc',
        true,
        { 'largest load solved': 0, connections: 101, memory: 101 },
      ],
      [
        'images, a hidden layer of few levels: 3 levels',
        true,
        { accuracy: 0.8, memory: 800, 'flips there': 4, 'hidden writes there': 5 },
      ],
    ]);
  });

  it('discrete-teacher', async () => {
    const learn = { learner: 'sbpi', inputs: 101, sample: 0 };
    const found = await tableOf('discrete-teacher', (row) => [
      row('learn', {
        ...learn,
        load: 0.5,
        solved: true,
        error: 0.3,
        recovered: false,
        iterations: 4,
        flips: 5,
        hiddenWrites: 6,
      }),
      row('learn', {
        ...learn,
        load: 1.6,
        solved: true,
        error: 0,
        recovered: true,
        iterations: 1,
        flips: 2,
        hiddenWrites: 3,
      }),
    ]);
    expect(found).toEqual([
      [
        '101 synapses: sbpi',
        false,
        {
          ...{ 'error at α = 0.5': 0.3, 'teacher found': 0.5, connections: 101, memory: 101 },
          ...{ 'flips at α = 0.5': 5, 'hidden writes there': 6, 'sweeps there': 4 },
        },
      ],
    ]);
  });

  it('discrete-committee', async () => {
    const end = { solved: true, iterations: 4, flips: 5, hiddenWrites: 6 };
    const level = { learner: 'rbp', inputs: 101, sample: 0, ...end };
    const found = await tableOf('discrete-committee', (row) => [
      row('committee', {
        learner: 'sgd',
        units: 3,
        wiring: 'tree',
        inputs: 31,
        load: 0.2,
        sample: 0,
        ...end,
      }),
      row('committee', {
        learner: 'sgd',
        units: 3,
        wiring: 'tree',
        inputs: 31,
        load: 0.4,
        sample: 0,
        ...end,
        solved: false,
      }),
      row('level', { model: 'levels 0 … 3', load: 0.6, ...level }),
      row('budget', { load: 0.7, nonzero: 0.5, density: 0.4, ...level }),
    ]);
    const there = { 'flips there': 5, 'hidden writes there': 6, 'sweeps there': 4 };
    expect(found).toEqual([
      [
        'committee of 3, tree, 31 inputs a unit: sgd',
        false,
        { 'largest load solved': 0.2, connections: 93, memory: 93, ...there },
      ],
      [
        'levels 0 … 3, 101 synapses: rbp',
        false,
        { 'largest load solved': '≥ 0.6', connections: 101, memory: 202, ...there },
      ],
      [
        'levels −1, 0, 1, 101 synapses, 50 % of them nonzero at most: rbp',
        true,
        {
          ...{ 'largest load solved': '≥ 0.7', connections: expect.closeTo(40.4, 9) },
          ...{ memory: expect.closeTo(101 * Math.log2(3), 9), ...there },
        },
      ],
    ]);
  });
});

describe('numbers of several studies', () => {
  it('count an index beside each weight of a sparse layer alone', () => {
    expect([memoryOf(10, 1), memoryOf(10, 0.5), memoryOf(undefined, 1)]).toEqual([
      320,
      640,
      undefined,
    ]);
  });

  it('know how far a learner has come, and where nothing stopped it', () => {
    const tried = [0.1, 0.5, 0.3].map((load) => ({ load, solved: load < 0.4 }));
    expect([largestSolved(tried), solvedAll(tried)]).toEqual([0.3, false]);
    expect([largestSolved(tried.slice(2)), solvedAll(tried.slice(2))]).toEqual([0.3, true]);
    expect(largestSolved([{ load: 0.2, solved: false }])).toBe(0);
    expect(largestSolved([])).toBeUndefined();
  });
});
