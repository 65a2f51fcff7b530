/** Sets that public MATLAB files hold: `X` with a row an example, `Y` with its class. */

import { FrugalError } from '../../errors.ts';
import { type MatlabValue, readMatlab } from '../../formats/matlab.ts';
import { isSparseRows } from '../../formats/sparse-rows.ts';
import type { SparseRows } from '../../formats/values.ts';
import { type Conversion, idxFile, inRepository, type Stored, upright } from './conversion.ts';
import { legacyShuffle } from './legacy-shuffle.ts';

/** A matrix row by row. */
interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: ArrayLike<number>;
}

function dense({ rows, columns, starts, indices, values }: SparseRows): Matrix {
  const full = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++)
    for (let k = starts[row]; k < starts[row + 1]; k++)
      full[row * columns + indices[k]] = values[k];
  return { rows, columns, values: full };
}

/** @throws FrugalError where the variable is absent or holds no matrix of numbers */
export function matrixOf(
  variables: ReadonlyMap<string, MatlabValue>,
  name: string,
  file: string,
): Matrix {
  const value = variables.get(name);
  if (value !== undefined && isSparseRows(value)) return dense(value);
  if (value === undefined || value.type === 'text' || value.data instanceof BigInt64Array)
    throw new FrugalError(`${file} has no matrix "${name}"; is it another version?`);
  const [rows, columns] = value.shape;
  return { rows, columns, values: value.data as ArrayLike<number> };
}

const SCIKIT_FEATURE =
  'jundongl/scikit-feature/48cffad4e88ff4b9d2f1c7baffb314d1b3303792/skfeature/data';

interface MatlabSet {
  readonly file: { readonly name: string; readonly bytes: number; readonly sha256: string };
  readonly type: Stored;
  /** Stored value of 1, where stored values are whole and the original's are not. */
  readonly factor?: number;
  /** Class of an answer: counted from 1, or −1 and 1. */
  readonly answers: 'from-1' | 'signs';
  /** Height and width of square pictures. */
  readonly picture?: number;
  /** The shuffle of a published demonstration, `RandomState(0)`. */
  readonly demonstration?: string;
}

function conversionOf(set: MatlabSet): Conversion {
  const { file, type, factor = 1, answers, picture, demonstration } = set;
  return {
    originals: [inRepository(SCIKIT_FEATURE, file)],
    async make(original) {
      const { value } = await readMatlab(original(file.name), { name: file.name });
      const { rows, columns, values } = matrixOf(value, 'X', file.name);
      const scaled = Float64Array.from(values, (x) => Math.round(x * factor));
      const labels = Uint8Array.from(matrixOf(value, 'Y', file.name).values, (y) =>
        answers === 'signs' ? Number(y > 0) : y - 1,
      );
      const inputs =
        picture === undefined
          ? idxFile('features', type, [rows, columns], scaled)
          : idxFile(
              ...(['images', type, [rows, picture, picture]] as const),
              upright(scaled, { height: picture, width: picture }),
            );
      const files = [inputs, idxFile('labels', 'uint8', [rows], labels)];
      if (demonstration !== undefined)
        files.push(idxFile(demonstration, 'int16', [rows], legacyShuffle(rows, 0)));
      return new Map(files);
    },
  };
}

const SIGNS = { type: 'int8', answers: 'signs' } as const;
const COUNTED = { type: 'int8', answers: 'from-1' } as const;

const sets: Readonly<Record<string, MatlabSet>> = {
  coil20: {
    file: {
      name: 'COIL20.mat',
      bytes: 3024549,
      sha256: '4595ebdda07f47b0eb014fcfaddc22b452f9aed9c1d9261a0d5bc336c1ee1344',
    },
    ...{ type: 'int16', factor: 4080, answers: 'from-1', picture: 32 },
    demonstration: 'set-rbm-demo-permutation',
  },
  isolet: {
    file: {
      name: 'Isolet.mat',
      bytes: 3652673,
      sha256: 'ea73c69b1342a7def8199458e53a70307a83d557eceb2579863dda57c3ccd2b1',
    },
    ...{ type: 'int16', factor: 10000, answers: 'from-1' },
  },
  pcmac: {
    file: {
      name: 'PCMAC.mat',
      bytes: 191131,
      sha256: '9999dfccf97ab88f87127dd3457da436acb75cda9f0af4750e7cae5fe1a31b25',
    },
    ...{ type: 'uint8', answers: 'from-1' },
  },
  arcene: {
    file: {
      name: 'arcene.mat',
      bytes: 1900005,
      sha256: '779d678207b9a8c0ba8f2f5ecdb2216d9f98bf475ab040e806797efd36331bc5',
    },
    ...{ type: 'int16', answers: 'signs' },
  },
  leukemia: {
    file: {
      name: 'leukemia.mat',
      bytes: 154743,
      sha256: 'eb92382fb77c968864cb0a92a2c77acde7f88ba7fe5fd5a64b98184e3a05269d',
    },
    ...SIGNS,
  },
  colon: {
    file: {
      name: 'colon.mat',
      bytes: 36319,
      sha256: 'ffcdeba03eb67cec403fa1dc9f827c22a6e2c57786bf3e01dfe1b4b3e25e0a2f',
    },
    ...SIGNS,
  },
  'lung-discrete': {
    file: {
      name: 'lung_small.mat',
      bytes: 7516,
      sha256: '93c6a65eb1f6f9f95ac897010c337254a57c57e7f8c0c9a7963a0e03de8233f4',
    },
    ...COUNTED,
  },
  lymphoma: {
    file: {
      name: 'lymphoma.mat',
      bytes: 110185,
      sha256: 'bd834ed911d47ecf2e07625ed77617d514d89ee398fa2e7a787230f7cf5243f8',
    },
    ...COUNTED,
  },
  nci9: {
    file: {
      name: 'nci9.mat',
      bytes: 169288,
      sha256: 'e336aa43eaf3103803252604375a89141043994a54f93222f7ccc12b5b910789',
    },
    ...COUNTED,
  },
};

const SILHOUETTES = 'caltech101_silhouettes_28_split1.mat';

/** CalTech 101 Silhouettes: three parts in one file, pictures column by column. */
const silhouettes: Conversion = {
  originals: [
    inRepository('Boltzxuann/RP-iRBM/ed15a4b3fa1e3ff8d6ff682402dc45ba3e889560', {
      name: SILHOUETTES,
      bytes: 872124,
      sha256: 'eb6735e8d84b1850fabc5590124aab1755e90c9fd28123584324398405e1e42a',
    }),
  ],
  async make(original) {
    const { value } = await readMatlab(original(SILHOUETTES), { name: SILHOUETTES });
    const files: [string, Uint8Array][] = [];
    for (const [stored, role] of [
      ['train', 'train'],
      ['val', 'valid'],
      ['test', 'test'],
    ]) {
      const { rows, values } = matrixOf(value, `${stored}_data`, SILHOUETTES);
      const labels = matrixOf(value, `${stored}_labels`, SILHOUETTES).values;
      const pictures = upright(values, { height: 28, width: 28 });
      files.push(
        idxFile(`${role}-images`, 'uint8', [rows, 28, 28], pictures),
        idxFile(
          `${role}-labels`,
          'uint8',
          [rows],
          Array.from(labels, (label) => label - 1),
        ),
      );
    }
    return new Map(files);
  },
};

/** Conversions of MATLAB files, by data set. */
export const matlabConversions: Readonly<Record<string, Conversion>> = {
  ...Object.fromEntries(Object.entries(sets).map(([id, set]) => [id, conversionOf(set)])),
  'caltech101-silhouettes-28': silhouettes,
};
