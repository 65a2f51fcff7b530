/** Files that hold no answers: every column is a feature, and whoever learns answers refuses them. */

import { describe, expect, it } from 'vitest';
import { isLabelled } from '../examples.ts';
import { examplesFromFiles, type TaskFile, taskFromFiles } from './from-files.ts';

const fileOf = (name: string, text: string): TaskFile => ({
  ...{ name, bytes: new TextEncoder().encode(text), sha256: name },
});
const TABLE = fileOf('own.csv', 'a,b,class\n1,0,2\n0,1,4\n1,1,6\n0,0,8\n');
const NONE = { answers: 'none', testShare: 0.25 } as const;

describe('a table without answers', () => {
  it('has every column as a feature, one that is called class too, and rows drawn to test', async () => {
    const task = await examplesFromFiles({ train: TABLE }, NONE);
    expect(isLabelled(task)).toBe(false);
    expect(task).toMatchObject({ name: 'own.csv', features: 3, featureNames: ['a', 'b', 'class'] });
    expect([task.train.count, task.test.count]).toEqual([3, 1]);
    expect(task.notes?.join(' ')).toContain('1 of 4 examples, drawn by seed 0, test');
    const rows = [task.train, task.test].flatMap((part) =>
      'inputs' in part
        ? Array.from({ length: part.count }, (_, e) =>
            [...part.inputs.slice(3 * e, 3 * e + 3)].join(),
          )
        : [],
    );
    expect(rows.sort()).toEqual(['0,0,8', '0,1,4', '1,0,2', '1,1,6']);
    const again = await examplesFromFiles({ train: TABLE }, NONE);
    expect(again.digest).toBe(task.digest);
  });

  it('leaves columns out, scales by what trains, takes a test file and limits', async () => {
    const test = fileOf('test.csv', 'a,b,class\n1,1,9\n0,1,3\n');
    const task = await examplesFromFiles(
      { train: TABLE, test },
      { answers: 'none', leaveOut: ['class'], scaling: 'range', testLimit: 1 },
    );
    expect(task).toMatchObject({ features: 2, featureNames: ['a', 'b'] });
    expect([task.train.count, task.test.count]).toEqual([4, 1]);
    expect('inputs' in task.test && [...task.test.inputs]).toEqual([1, 1]);
  });

  it.each([
    [{ label: ['b'] }, 'answers "none" and label ["b"] were both asked for'],
    [{ classOrder: ['x'] }, 'answers "none" and classOrder ["x"] were both asked for'],
    [{ testShare: 2 }, 'test share 2 is outside (0, 1)'],
    [{ trainLimit: 0 }, 'train limit 0 is not an integer ≥ 1'],
  ])('refuses %j', async (options, message) => {
    const made = examplesFromFiles({ train: TABLE }, { ...NONE, ...options });
    await expect(made).rejects.toThrow(message);
    await expect(made).rejects.toThrow(/^.{1,300}$/);
  });

  it('refuses missing numbers, sparse tables, and a file of answers', async () => {
    const lacking = fileOf('lacking.csv', 'a,b\n1,0\n,1\n1,1\n');
    await expect(examplesFromFiles({ train: lacking }, NONE)).rejects.toThrow('lacking.csv');
    const filled = await examplesFromFiles({ train: lacking }, { ...NONE, missing: 'drop' });
    expect(filled.train.count + filled.test.count).toBe(2);
    const sparse = fileOf('x.svmlight', '1 1:2\n0 2:3\n1 1:1\n');
    await expect(examplesFromFiles({ train: sparse }, NONE)).rejects.toThrow(
      'x.svmlight is a sparse table, and what learns examples without answers takes dense ones',
    );
    await expect(examplesFromFiles({ train: TABLE, labels: TABLE }, NONE)).rejects.toThrow(
      'own.csv holds answers, and answers "none" were asked for',
    );
  });

  it('is refused by what learns answers', async () => {
    await expect(taskFromFiles({ train: TABLE }, NONE)).rejects.toThrow(
      'data set "own.csv" has no labels: nothing that learns answers takes it',
    );
  });
});
