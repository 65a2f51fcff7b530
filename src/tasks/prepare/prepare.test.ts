import { describe, expect, it } from 'vitest';
import type { Column, Table } from '../../formats/values.ts';
import { isClassification } from '../examples.ts';
import { classification } from '../narrow.ts';
import type { Material } from './material.ts';
import type { Preparation } from './options.ts';
import { prepare } from './prepare.ts';
import { materialOfTable } from './table.ts';

const origin = { name: 'flowers.csv', title: 'flowers', files: ['abc'], notes: [] };

const numbers = (name: string, values: readonly number[]): Column => ({
  ...{ kind: 'number', name, values: Float64Array.from(values) },
  missing: values.filter(Number.isNaN).length,
});

function words(name: string, values: readonly (string | undefined)[]): Column {
  const found = [...new Set(values.filter((word) => word !== undefined))];
  const codes = Int32Array.from(values, (word) => (word === undefined ? -1 : found.indexOf(word)));
  return { kind: 'text', name, codes, words: found, missing: 0 };
}

const tableOf = (...columns: Column[]): Table => {
  const [first] = columns;
  return { rows: first.kind === 'number' ? first.values.length : first.codes.length, columns };
};

const flowers = tableOf(
  numbers('length', [5, 4, 6, 7, 5.5, 6.5, 4.5, 7.5]),
  words('species', ['b', 'a', 'b', 'a', 'b', 'a', 'b', 'a']),
);

function made(table: Table, options: Preparation = {}, test?: Table) {
  const notes: string[] = [];
  const material = materialOfTable({ train: table, test }, options, origin.name, notes);
  const task = prepare(material, { ...origin, notes }, options);
  return { task, notes: task.notes ?? [] };
}

/** A classification task of dense examples, or a failed test. */
function classified(...given: Parameters<typeof made>) {
  const { task, notes } = made(...given);
  if (!isClassification(task) || 'rows' in task.train || 'rows' in task.test)
    throw new Error('not a dense classification task');
  return { ...task, train: task.train, test: task.test, notes };
}

describe('a table', () => {
  it('becomes a task; what was guessed is told', () => {
    const task = classified(flowers);
    expect(task.classNames).toEqual(['a', 'b']);
    expect(task.featureNames).toEqual(['length']);
    expect([task.train.count, task.test.count]).toEqual([6, 2]);
    expect(task.notes).toEqual([
      'The answers are taken from column "species": it is called so.',
      'Classes: "a", "b", numbered in this order from 0.',
      'No split is given: 2 of 8 examples, drawn from each class by seed 0, test.',
    ]);
    // Values and answers belong together: 5, 6, 5.5 and 4.5 are of species b.
    for (const part of [task.train, task.test])
      for (let i = 0; i < part.count; i++)
        expect(part.labels[i]).toBe([5, 6, 5.5, 4.5].includes(part.inputs[i]) ? 1 : 0);
  });

  it('takes the order of classes as it is given', () => {
    const task = classified(flowers, { classOrder: ['b', 'a'], label: ['2'] });
    expect(task.classNames).toEqual(['b', 'a']);
    expect(() => made(flowers, { classOrder: ['b', 'aa'] })).toThrow(
      'the order "b", "aa" lacks class "a"; expected all of "a", "b"',
    );
    expect(() => made(flowers, { classOrder: ['b', 'a', 'b'] })).toThrow('twice');
  });

  it('does not guess between two columns of answers, or without any', () => {
    const two = tableOf(words('kind', ['x', 'y', 'x', 'y']), words('sort', ['p', 'q', 'q', 'p']));
    expect(() => made(two)).toThrow('each of the columns "kind", "sort" could hold the answers');
    const none = tableOf(numbers('p', [1, 2]), numbers('q', [1, 2]));
    expect(() => made(none)).toThrow('no column says that it holds the answers');
    expect(() => made(none, { label: ['r'] })).toThrow('unknown column of flowers.csv "r"');
    expect(() => made(flowers, { label: ['species'], leaveOut: ['species'] })).toThrow(
      'both the answer and left out',
    );
    expect(() => made(flowers, { label: ['species'], leaveOut: ['length'] })).toThrow(
      'no column is left to learn from',
    );
  });

  it('makes a feature of each word of other columns, in an order of their own', () => {
    const table = tableOf(
      words('colour', ['red', 'blue', 'red', 'blue']),
      numbers('label', [3, 3, 1, 1]),
    );
    const task = classified(table, { split: 'stratified', testShare: 0.5 });
    expect(task.featureNames).toEqual(['colour=blue', 'colour=red']);
    expect(task.classNames).toEqual(['1', '3']);
    for (let i = 0; i < 2; i++)
      expect(task.train.inputs[2 * i] + task.train.inputs[2 * i + 1]).toBe(1);
  });

  it('refuses a column of many words', () => {
    const many = tableOf(
      words(
        'title',
        Array.from({ length: 300 }, (_, i) => `t${i}`),
      ),
      numbers(
        'y',
        Array.from({ length: 300 }, (_, i) => i % 2),
      ),
    );
    expect(() => made(many)).toThrow('column "title" has 300 different words such as "t0"');
  });

  it('takes columns with a single 1 a row for classes', () => {
    const hot = (...rows: readonly (readonly number[])[]) =>
      tableOf(
        numbers('x', [1, 2, 3, 4]),
        ...['a', 'b', 'c'].map((name, k) =>
          numbers(
            name,
            rows.map((row) => row[k]),
          ),
        ),
      );
    const label = ['a', 'b', 'c'];
    const table = hot([0, 1, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]);
    const { train, test, classes, notes } = classified(table, {
      label,
      split: 'fraction',
      testShare: 0.1,
      seed: 1,
    });
    const all = [train, test].flatMap((part) =>
      [...part.labels].map((c, i) => [part.inputs[i], c]),
    );
    expect(classes).toBe(3);
    expect(all.sort()).toEqual([
      [1, 1],
      [2, 2],
      [3, 1],
      [4, 0],
    ]);
    expect(notes.join(' ')).toContain('3 columns of answers have a single 1 in each row');
    expect(isClassification(made(table, { label, answers: 'numbers' }).task)).toBe(false);
    const two = hot([0, 1, 1], [0, 0, 1], [0, 1, 0], [1, 0, 0]);
    expect(made(two, { label }).notes).toContain(
      'The 3 answers an example are taken for numbers to learn.',
    );
    expect(() => made(two, { label, answers: 'classes' })).toThrow(
      'which --answers numbers learns',
    );
    expect(() => classification(made(two, { label }).task)).toThrow(
      'are 3 numbers an example, and this learner learns classes; name one column or array',
    );
  });

  it('tells of a class with one example', () => {
    const one = tableOf(numbers('x', [1, 2, 3, 4, 5]), words('y', ['a', 'b', 'a', 'b', 'c']));
    expect(made(one).notes).toContain('Classes with one example, so that none tests: "c".');
  });

  it('of classes that have one example each has none to test, and the way out is said', () => {
    const few = tableOf(numbers('x', [1, 2, 3]), words('y', ['a', 'b', 'c']));
    expect(() => made(few)).toThrow(
      'no test examples are left, as no class has two; add examples, name some to test with --test-file',
    );
  });

  it('learns numbers where they are no classes, and says so', () => {
    const table = tableOf(numbers('x', [1, 2, 3, 4]), numbers('y', [0.5, 1.5, 2.5, 3.5]));
    const { task, notes } = made(table);
    expect(isClassification(task)).toBe(false);
    expect(notes).toContain('The answers are taken for numbers to learn, not for classes.');
    expect(task).toMatchObject({ outputs: 1, outputNames: ['y'] });
    expect(() => made(table, { label: ['y', 'x'] })).toThrow('no column is left to learn from');
  });
});

describe('a test table', () => {
  const test = tableOf(words('species', ['a', 'b']), numbers('length', [1, 2]));

  it('tests, its columns found by name', () => {
    const task = classified(flowers, {}, test);
    expect([task.train.count, task.test.count]).toEqual([8, 2]);
    expect([...task.test.inputs]).toEqual([1, 2]);
    expect([...task.test.labels]).toEqual([0, 1]);
  });

  it('has to have the same columns and known classes', () => {
    const other = tableOf(words('species', ['a']), numbers('width', [1]));
    expect(() => made(flowers, {}, other)).toThrow('has no column "length"');
    const unknown = tableOf(words('species', ['c']), numbers('length', [1]));
    expect(() => made(flowers, {}, unknown)).toThrow(
      'class "c" has no training example (1 to test); move some to what trains, or take them out of',
    );
    expect(() => made(flowers, { split: 'fraction' }, test)).toThrow(
      'split "fraction" and a test set were both asked for',
    );
    expect(() => made(flowers, { split: 'given' })).toThrow('no split is given');
  });
});

describe('missing numbers', () => {
  const holes = tableOf(numbers('x', [1, Number.NaN, 3, 8]), numbers('label', [0, 0, 1, 1]));
  const wide = { testShare: 0.5 } as const;

  it('are refused with their place', () => {
    expect(() => made(holes)).toThrow(
      'column "x" of example 2 is missing or not a number (1 in all); say what to do: --missing mean (of the training examples), or --missing drop, which leaves 1 example out',
    );
  });

  it('are left out, or filled with the mean of the training examples', () => {
    expect(made(holes, { missing: 'drop' }).notes).toContain(
      '1 of 4 examples were left out: they lack numbers or an answer.',
    );
    const { train, test } = classified(holes, { ...wide, missing: 'mean' });
    const known = [...train.inputs, ...test.inputs].filter((x) => [1, 3, 8].includes(x));
    expect(known).toHaveLength(3);
    const place = [...train.inputs].findIndex((x) => ![1, 3, 8].includes(x));
    const others = [...train.inputs].filter((_, i) => i !== place);
    const mean = others.reduce((a, b) => a + b, 0) / others.length;
    expect([...train.inputs, ...test.inputs]).toContain(mean);
  });

  it('infinity is no number that can be learned from', () => {
    const table = tableOf(numbers('x', [1, Infinity, 3, 8]), numbers('label', [0, 0, 1, 1]));
    expect(() => made(table, { missing: 'drop' })).toThrow('column "x" of example 2 is Infinity');
  });

  it('what 32 bits cannot hold is refused with its place', () => {
    const y = numbers('label', [0, 0, 1, 1]);
    expect(() => made(tableOf(numbers('x', [1, 2, 3, 1e300]), y))).toThrow(
      'column "x" of example 4 is 1e+300, and numbers beyond 3.4e38 cannot be learned',
    );
    const targets = tableOf(y, numbers('y', [0.5, -1e39, 1, 2]));
    expect(() => made(targets, { label: ['y'] })).toThrow('the answer of example 2 is -1e+39');
  });

  it('an example without an answer is refused or left out', () => {
    const table = tableOf(
      numbers('x', [1, 2, 3, 8, 9]),
      words('label', ['a', undefined, 'b', 'a', 'b']),
    );
    expect(() => made(table, { missing: 'mean' })).toThrow(
      'example 2 has no answer; complete it, or leave such examples out with --missing drop',
    );
    expect(made(table, { missing: 'drop' }).task.train.count).toBe(2);
  });
});

describe('what is told', () => {
  it('constant features, and large ones', () => {
    const table = tableOf(
      numbers('same', [3, 3, 3, 3]),
      numbers('big', [100, 2000, 3, 4]),
      numbers('label', [0, 1, 0, 1]),
    );
    const { notes } = made(table, { testShare: 0.5 });
    expect(notes).toContain(
      'The same in all training examples, and so without use: column "same".',
    );
    expect(notes.some((note) => /column "big" reaches \d+: .* z-score/.test(note))).toBe(true);
    expect(made(table, { scaling: 'z-score' }).notes.join()).not.toContain('so large');
  });
});

describe('the digest', () => {
  it('is of the files and of all that was chosen, not of names', () => {
    const digest = (options: Preparation = {}, files = origin.files): string =>
      prepare(
        materialOfTable({ train: flowers }, options, 'x', []),
        { ...origin, name: 'elsewhere.csv', files },
        options,
      ).digest;
    const plain = made(flowers).task.digest;
    expect(digest()).toBe(plain);
    const others: readonly Preparation[] = [
      { seed: 1 },
      { scaling: 'range' },
      { split: 'k-fold' },
      { split: 'fraction' },
      { testShare: 0.5 },
      { classOrder: ['b', 'a'] },
      { trainLimit: 3 },
      { missing: 'drop' },
      { label: ['species'] },
    ];
    const digests = [plain, digest({}, ['abd']), ...others.map((options) => digest(options))];
    expect(new Set(digests).size).toBe(digests.length);
  });
});

describe('sparse examples', () => {
  const material: Material = {
    ...{ count: 4, features: 3, shape: [3], scale: 1 },
    inputs: {
      ...{ rows: 4, columns: 3 },
      starts: Uint32Array.of(0, 1, 3, 3, 4),
      indices: Uint32Array.of(0, 0, 2, 1),
      values: Float64Array.of(1, 2, 4, 8),
    },
    answers: { kind: 'numbers', values: Float64Array.of(-1, 1, -1, 1), outputs: 1, names: ['y'] },
  };

  it('stay sparse', () => {
    const task = prepare({ ...material, given: 3 }, origin, { scaling: 'max-abs' });
    expect(task.train).toMatchObject({
      count: 3,
      rows: {
        starts: Uint32Array.of(0, 1, 3, 3),
        indices: Uint32Array.of(0, 0, 2),
        values: Float32Array.of(0.5, 1, 1),
      },
      labels: Uint8Array.of(0, 1, 0),
    });
    expect(task.test).toMatchObject({ count: 1, rows: { values: Float32Array.of(8) } });
    expect(() => prepare(material, origin, { scaling: 'z-score' })).toThrow('max-abs');
  });
});
