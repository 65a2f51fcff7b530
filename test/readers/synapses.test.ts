/** Discrete synapses in NumPy: the packed bits, unpacked as their file says, are the levels beside them. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeDiscreteWeights } from '../../src/interchange/index.ts';
import { askPython, inFolder, readersPython } from './python.ts';

const SCRIPT = `
result = []
for k in range(given):
    f = np.load(f'{k}.npz')
    units, inputs = f['shape']
    bits = np.unpackbits(f['bits'], axis=-1, count=inputs, bitorder='little')
    numbers = sum(bits[:, b].astype(int) << b for b in range(bits.shape[1]))
    result.append(dict(levels=f['levels'], unpacked=f['values'][numbers], types=[str(f[a].dtype) for a in ('bits', 'levels', 'values')],
        bytes=f['bits'].nbytes, about=json.loads(str(f['about']))))
`;

const PROBLEMS = [
  { inputs: 1001, units: 1, levels: [-1, 1] },
  { inputs: 13, units: 3, levels: [-1, 0, 1] },
  { inputs: 8, units: 1, levels: [0, 2, 4, 6, 8] },
].map((shape) => {
  const { inputs, units, levels } = shape;
  // Whatever, but for a pattern of the bytes.
  const levelAt = (_: unknown, i: number) => levels[(i * i + (i >> 3)) % levels.length];
  return { ...shape, weights: Array.from({ length: inputs * units }, levelAt), solved: true };
});

const python = readersPython('numpy');

it.skipIf(python === undefined)('numpy.unpackbits of the bits gives the levels', async () => {
  const found = (await inFolder(async (folder) => {
    for (const [k, problem] of PROBLEMS.entries())
      await writeFile(join(folder, `${k}.npz`), writeDiscreteWeights(problem));
    return askPython(python ?? '', folder, SCRIPT, PROBLEMS.length);
  })) as { levels: number[][]; unpacked: number[][]; types: string[]; bytes: number }[];
  for (const [k, { inputs, units, weights }] of PROBLEMS.entries()) {
    const rows = Array.from({ length: units }, (_, u) =>
      weights.slice(u * inputs, (u + 1) * inputs),
    );
    expect(found[k]).toMatchObject({
      ...{ levels: rows, unpacked: rows, types: ['uint8', 'int8', 'int8'] },
      about: { generator: 'frugal', solved: true },
    });
  }
  expect(found.map(({ bytes }) => bytes)).toEqual([126, 12, 3]);
});
