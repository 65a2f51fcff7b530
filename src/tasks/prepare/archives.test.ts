/** Archives of arrays: which of them are inputs and answers, and what is said where that is not clear. */

import { describe, expect, it } from 'vitest';
import { fromBase64 } from '../../formats/fixtures/base64.ts';
import { writeParquet } from '../../formats/parquet-write.ts';
import { isClassification } from '../examples.ts';
import { taskFromFiles } from './from-files.ts';
import type { TaskOptions } from './options.ts';

/**
 * Files of h5py 3, `libver='latest'`, gzipped: x = arange(8) as float32 of shape (8, 1) and y = [0, 1] * 4 as uint8 under the
 * names given; `split` has x_train, y_train, and their first two rows as x_test, y_test.
 */
const FILES = {
  plain:
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DwmQnCN4CKBxUub/H3cAliYqhgEkJWCANcTAyMDAxsPAxAirFiM1QblF95nxEqYMFANnB4O5ML7ASggYwqDAxMTIyMMIfDjEfnM4swMAoqyDOwgHkKDOIcDOL1QBYr0LXMXBxAnzAz7ocqVoBZtIBh0IMZCbPCIKwGe1DQABEQNwDxAiA+AMQPHOBhJQIMK0ZEWMFoZh4GRgF4WHGghMlrJlS1DDsYhizINRRvASVCEAQAmxPA7/MCAAA=',
  split:
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1AgygrhG0DFv74Qve7v4RLExFDBJISsEAa4mBgYGRjYgHKMDOwV8SVFiZl5m6GaoaKVENH7jFBRQZAoG1BtanHJZyYUwUqwIDsL1ACwpOvPm5lgJzAyMDKqAAWZGBlhDocayYDOZxZhYBRUkGeAGKTAIM7BIF4PZLECXcvMxQF0FzPjfqhiBVgYLGAY9GBGwqwwCKvBHkg4ABEQNwDxAiA+AMQPHOBhJQIMK0ZEWMFoZh4GRgF4WHGghMlrJlS1DDsYhizINRRvAXoSDNHTDxNaemEiI/38Z0YLqyGQfp5NOHUeln7Q0wkTWljgSyfCrKhqh3I6mTD32EIGRgDjemQbFQUAAA==',
  others:
    'H4sIAAAAAAACA+v0cHHj5ZLiYubgYICB/1DwmQnCN4CKBxUub/H3cAliYqhgEkJWCANcTAyMDAxsPAxAirFgM1QblF94nxEqYMFANvhRxDQH7ASggYwqDAxMTIyMMIfDjEfnM4swMAoqyDOwgHkKDOIcDOL1QBYr0LXMXBxAnzAz7ocqVoBZtIBh0IMZCbPCIKwGeyDhAERA3ADEC4D4ABA/cICHlQgwrBgRYQWjmXkYGAXgYcWBEiavmVDVMuxgGLIg11C8BZQIQRAA0xKwl/MCAAA=',
};

/** `scipy.io.savemat(f, {'X': ones((8, 2)) * 1j, 'y': [0, 1] * 4})` of SciPy 1, gzipped. */
const COMPLEX =
  'H4sIAAAAAAACA/N1DPFxdFIw1TNQ8HUM0U3LzElVCMhJLEnLL8q1UijIL86s0FFwLkpNLElNUcjPs1IILs1T8MsvUzCyVDAytjIxsDI2UDAyMDJjIAMwevryASkLRgYGNiDNAcRsHBApVigfhJlASoEwAkhzAnEDw8ADVHd8sB8oGhx+DIjw42RADT9GOM3IUAkNS3AQM0IgAMfx+h4AAgAA';

const made = (file: keyof typeof FILES, options: TaskOptions = {}) =>
  taskFromFiles(
    { train: { name: 'a.h5.gz', bytes: fromBase64(FILES[file]), sha256: file } },
    options,
  );

describe('HDF5', () => {
  it('takes data sets by their usual names, as npz does', async () => {
    const plain = await made('plain');
    expect(isClassification(plain) && plain.classes).toBe(2);
    expect(plain.train.count + plain.test.count).toBe(8);
    expect(plain.notes).toContain('Inputs are array "x", answers "y": they are called so.');
    const split = await made('split');
    expect([split.train.count, split.test.count]).toEqual([8, 2]);
  });

  it('names the options where names say nothing', async () => {
    await expect(made('others')).rejects.toThrow(
      'a.h5.gz holds 2 arrays (p, q); name inputs and answers, as in --member p --label q',
    );
    const named = await made('others', { member: 'p', label: ['q'] });
    expect(named.train.count + named.test.count).toBe(8);
  });
});

describe('MATLAB', () => {
  it('names a complex variable where it is needed', async () => {
    const train = { name: 'c.mat.gz', bytes: fromBase64(COMPLEX), sha256: 'c' };
    await expect(taskFromFiles({ train })).rejects.toThrow(
      'no array says that it holds the inputs; variable "X" was left out: it is complex; save real(X)',
    );
    await expect(taskFromFiles({ train }, { member: 'X' })).rejects.toThrow(
      'c.mat.gz: variable "X" was left out: it is complex; save real(X) and imag(X)',
    );
  });
});

describe('Parquet', () => {
  it('leaves out the index of pandas, and integers that doubles would round', async () => {
    const bytes = await writeParquet([
      { name: 'x', type: 'double', values: [1, 2, 3, 4] },
      { name: 'big', type: 'int64', values: [2n ** 60n + 1n, 2n, 3n, 4n] },
      { name: 'label', type: 'string', values: ['a', 'b', 'a', 'b'] },
      { name: '__index_level_0__', type: 'string', values: ['r1', 'r2', 'r3', 'r4'] },
    ]);
    const { featureNames, notes } = await taskFromFiles({
      train: { name: 'p.parquet', bytes, sha256: 'p' },
    });
    expect(featureNames).toEqual(['x']);
    expect(notes?.slice(0, 2)).toEqual([
      'column "big" was left out: it holds 1152921504606846977, beyond what doubles hold exactly (2^53)',
      'Left out: the index of pandas (columns "__index_level_…").',
    ]);
  });
});
