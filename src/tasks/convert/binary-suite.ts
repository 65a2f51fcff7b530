/**
 * The binary suite of Larochelle, Bengio & Turian 2010 ("Tractable multivariate binary density estimation and the restricted
 * Boltzmann forest", Neural Computation 22(9):2285–2307), and WEB: rows of zeros and ones in parts, with labels where another
 * public file has them.
 */

import { FrugalError } from '../../errors.ts';
import { readTable } from '../../formats/csv.ts';
import { readMatlab } from '../../formats/matlab.ts';
import { readNpz } from '../../formats/npz.ts';
import { readSvmlight } from '../../formats/svmlight.ts';
import { sha256 } from '../sha256.ts';
import { type Conversion, idxFile, inRepository, upright, wholeNumbers } from './conversion.ts';
import { matrixOf } from './matlab-sets.ts';
import { type BinaryRows, RowPool } from './rows.ts';

const SUITE =
  'UCLA-StarAI/Density-Estimation-Datasets/37d53c1a8ba488d0a39e8c64bd3387577080b143/datasets';
const MADE = 'mgermain/MADE/514849eb9451311c02049f9e2d9a17fac589996a/datasets';
const PMLB = 'EpistasisLab/pmlb/d8b0e551596bdb2d204e584df5c3c138e1757ed6/datasets/classification';

/** Rows of a text of zeros and ones. */
function textRows(bytes: Uint8Array, width: number, name: string): BinaryRows {
  const bits = wholeNumbers(bytes);
  if (bits.length % width !== 0)
    throw new FrugalError(`${name}: ${bits.length} numbers are no rows of ${width}`);
  return { count: bits.length / width, width, bits };
}

/** Examples and labels of an svmlight file whose values are all 1. */
function svmlightRows(
  bytes: Uint8Array,
  name: string,
  columns: number,
): { rows: BinaryRows; targets: Float64Array } {
  const { rows, targets } = readSvmlight(bytes, { name, base: 1, columns }).value;
  const bits = new Uint8Array(rows.rows * columns);
  for (let row = 0; row < rows.rows; row++)
    for (let k = rows.starts[row]; k < rows.starts[row + 1]; k++)
      bits[row * columns + rows.indices[k]] = rows.values[k];
  return { rows: { count: rows.rows, width: columns, bits }, targets };
}

/** Columns of a table of whole numbers, by name. */
function tableRows(
  bytes: Uint8Array,
  name: string,
): { count: number; column: (name: string) => Float64Array; names: readonly string[] } {
  const { value: table } = readTable(bytes, { name, header: true, delimiter: '\t', missing: [] });
  return {
    count: table.rows,
    names: table.columns.map((column) => column.name),
    column(wanted) {
      const column = table.columns.find((each) => each.name === wanted);
      if (column?.kind !== 'number')
        throw new FrugalError(`${name} has no column "${wanted}" of numbers`);
      return column.values;
    },
  };
}

/** A part of an archive of `train_data`, `valid_data` and `test_data`. */
function archiveRows(bytes: Uint8Array, name: string): (role: string) => BinaryRows {
  const { value } = readNpz(bytes, { name });
  return (role) => {
    const found = value.get(`${role}_data`);
    if (found === undefined || found.type === 'text' || found.shape.length !== 2)
      throw new FrugalError(`${name} has no matrix "${role}_data"; is it another version?`);
    return { count: found.shape[0], width: found.shape[1], bits: found.data as Float32Array };
  };
}

const ROLES = ['train', 'valid', 'test'] as const;

function partFiles(role: string, rows: BinaryRows, labels?: Uint8Array): [string, Uint8Array][] {
  const features = idxFile(`${role}-features`, 'uint8', [rows.count, rows.width], rows.bits);
  return labels === undefined
    ? [features]
    : [features, idxFile(`${role}-labels`, 'uint8', [rows.count], labels)];
}

/** Parts in an archive, labels by row from elsewhere. */
const archived = (bytes: Uint8Array, name: string, pool?: RowPool): Map<string, Uint8Array> => {
  const part = archiveRows(bytes, name);
  return new Map(
    ROLES.flatMap((role) => {
      const rows = part(role);
      return partFiles(role, rows, pool?.take(rows, `${name}, ${role}`));
    }),
  );
};

const adult: Conversion = {
  originals: [
    inRepository(SUITE, {
      name: 'adult/adult.train.data',
      bytes: 1230000,
      sha256: '5590ab772dd51ed1b29bb972d2b416a58aee902b88be2f89b8c77f28f3e3db77',
    }),
    inRepository(SUITE, {
      name: 'adult/adult.valid.data',
      bytes: 347844,
      sha256: 'dbd7472c04c648e988264b90b76dc086294958ef4b395ee916090b2b82146e59',
    }),
    inRepository('dtera/fl_xgboost/0abd2e16afeea63f53ff249f4e0ad15a8e5d663c/data', {
      name: 'a9a',
      bytes: 2327314,
      sha256: '7ba53cccb27e2e525f0fb173e1f446d49856e3fb007eb43be4ec6d0f5b3335ca',
    }),
  ],
  async make(original) {
    const { rows, targets } = svmlightRows(original('a9a'), 'a9a', 123);
    const pool = new RowPool(
      rows,
      Uint8Array.from(targets, (y) => Number(y > 0)),
    );
    const files: [string, Uint8Array][] = [];
    for (const role of ['train', 'valid']) {
      const name = `adult.${role}.data`;
      const part = textRows(original(name), 123, name);
      files.push(...partFiles(role, part, pool.take(part, name)));
    }
    const { rows: left, labels } = pool.rest();
    return new Map([...files, ...partFiles('test', left, labels)]);
  },
};

/** Bits of a cell of the board in the order of the suite: code 2, code 0 (empty), code 1. */
const CELL_CODES = [2, 0, 1];

const connect4: Conversion = {
  originals: [
    inRepository(SUITE, {
      name: 'connect4/connect4.train.data',
      bytes: 4032000,
      sha256: '1cf1f300a290a33e15f8989364dd7e87c008699c3627e05cc70a5f2dd01cafd8',
    }),
    inRepository(SUITE, {
      name: 'connect4/connect4.valid.data',
      bytes: 1008000,
      sha256: 'e4657afaf1b6880aed84b64e348d2d502b32d90ad3177bea730dd5e0384fd3b8',
    }),
    inRepository(PMLB, {
      name: 'connect-4/connect-4.tsv.gz',
      bytes: 309513,
      sha256: 'e283074e1123d23361332bd83414c172640d2596fc076d1e20e8f4a64a658137',
    }),
  ],
  async make(original) {
    const { count, names, column } = tableRows(original('connect-4.tsv.gz'), 'connect-4.tsv.gz');
    const cells = names.filter((name) => name !== 'target').map(column);
    const width = CELL_CODES.length * cells.length;
    const bits = new Uint8Array(count * width);
    for (const [c, codes] of cells.entries())
      for (let row = 0; row < count; row++)
        bits[row * width + 3 * c + CELL_CODES.indexOf(codes[row])] = 1;
    const pool = new RowPool({ count, width, bits }, column('target'));
    const files: [string, Uint8Array][] = [];
    for (const role of ['train', 'valid']) {
      const name = `connect4.${role}.data`;
      const part = textRows(original(name), width, name);
      files.push(...partFiles(role, part, pool.take(part, name)));
    }
    const { rows: left, labels } = pool.rest();
    return new Map([...files, ...partFiles('test', left, labels)]);
  },
};

const dna: Conversion = {
  originals: [
    inRepository(MADE, {
      name: 'dna.npz',
      bytes: 2295252,
      sha256: 'df2d2e7ce1469edfead15e41024e108d64f1b4633cfecfc40ef7107cc22c895c',
    }),
    inRepository(PMLB, {
      name: 'dna/dna.tsv.gz',
      bytes: 79572,
      sha256: '017e1ff56435818b639cc788ee35df6cee7ac2aea19cc62dcb10a3a0c60b6340',
    }),
  ],
  async make(original) {
    const { count, names, column } = tableRows(original('dna.tsv.gz'), 'dna.tsv.gz');
    const columns = names.filter((name) => name !== 'target').map(column);
    const width = columns.length;
    const bits = new Uint8Array(count * width);
    for (const [c, values] of columns.entries())
      for (let row = 0; row < count; row++) bits[row * width + c] = values[row];
    const classes = Uint8Array.from(column('target'), (target) => target - 1);
    return archived(original('dna.npz'), 'dna.npz', new RowPool({ count, width, bits }, classes));
  },
};

const mushrooms: Conversion = {
  originals: [
    inRepository(MADE, {
      name: 'mushrooms.npz',
      bytes: 3640884,
      sha256: '4130f1defa3033911fe746a3ab1bb22b0c812bb29e68391a0fbc2d65bab6ae74',
    }),
    inRepository(
      'haifengl/smile/aabe6ceb6673c3b688518ff13e7f1b3422b75112/base/src/test/resources/data/libsvm',
      {
        name: 'mushrooms.svm',
        bytes: 871587,
        sha256: 'a082183b372d8ddd8bf84542785952fb53c86cee7ea5e4399cb4ed0f3d5132c5',
      },
    ),
  ],
  async make(original) {
    const { rows, targets } = svmlightRows(original('mushrooms.svm'), 'mushrooms.svm', 112);
    const pool = new RowPool(
      rows,
      Uint8Array.from(targets, (target) => target - 1),
    );
    return archived(original('mushrooms.npz'), 'mushrooms.npz', pool);
  },
};

const nips: Conversion = {
  originals: [
    inRepository(MADE, {
      name: 'nips.npz',
      bytes: 3481332,
      sha256: 'dbf3b659a49670957c0851971bd51ff952a657f010581d12f6c1e2dca8907b20',
    }),
  ],
  make: async (original) => archived(original('nips.npz'), 'nips.npz'),
};

/** Letters of the words in `patterns_train`, then of those in `patterns_test`: 16 × 8 bits column by column, and a 1. */
async function letters(bytes: Uint8Array, name: string) {
  const { value } = await readMatlab(bytes, { name, cells: true });
  const [height, width] = [16, 8];
  const size = height * width;
  const bits: number[] = [];
  const labels: number[] = [];
  for (const part of ['train', 'test'])
    for (let word = 1; value.has(`patterns_${part}{${word}}`); word++) {
      const { rows, columns, values } = matrixOf(value, `patterns_${part}{${word}}`, name);
      if (rows !== size + 1)
        throw new FrugalError(`${name}: a letter of ${rows} numbers, expected ${size + 1}`);
      for (let letter = 0; letter < columns; letter++)
        for (let k = 0; k < size; k++) bits.push(values[k * columns + letter]);
      labels.push(...Array.from(matrixOf(value, `labels_${part}{${word}}`, name).values));
    }
  return {
    rows: { count: labels.length, width: size, bits: upright(bits, { height, width }) },
    labels,
  };
}

const ocr: Conversion = {
  originals: [
    inRepository('shogun-toolbox/shogun-data/8b407372f396a95f4b8fafdbee5e7b7755fddef9/ocr', {
      name: 'ocr_taskar.mat',
      bytes: 783375,
      sha256: '6cb63f47f6c0f6f5fc6754c6e45ae408115778a54d29ad9ea197a183d80af1cb',
    }),
    inRepository(SUITE, {
      name: 'ocr_letters/ocr_letters.valid.data',
      bytes: 2560000,
      sha256: 'b28ca9c39bb94fc3b0aeb3197304547bb066daaad0a1cce3da9749d068b74133',
    }),
    inRepository(SUITE, {
      name: 'ocr_letters/ocr_letters.test.data',
      bytes: 2560000,
      sha256: '63c77682a932c5e5e04a429aba8dc7db5f942a87d549a8228fa144ec5ae998fb',
    }),
  ],
  async make(original) {
    const all = await letters(original('ocr_taskar.mat'), 'ocr_taskar.mat');
    const pool = new RowPool(all.rows, all.labels);
    const files: [string, Uint8Array][] = [];
    const put = (role: string, { count, bits }: BinaryRows, labels: Uint8Array) =>
      files.push(
        idxFile(`${role}-images`, 'uint8', [count, 16, 8], bits),
        idxFile(`${role}-labels`, 'uint8', [count], labels),
      );
    for (const role of ['valid', 'test']) {
      const name = `ocr_letters.${role}.data`;
      const part = textRows(original(name), 128, name);
      put(role, part, pool.take(part, name));
    }
    const { rows, labels } = pool.rest();
    put('train', rows, labels);
    return new Map(files);
  },
};

const rcv1: Conversion = {
  originals: [
    inRepository(SUITE, {
      name: 'rcv1/rcv1.valid.data',
      bytes: 3000000,
      sha256: 'd3a9c4b4d67fac28fcdf979acbc471b6ed688fce0c1cd7949379dd291021312e',
    }),
  ],
  make: async (original) =>
    new Map(partFiles('valid', textRows(original('rcv1.valid.data'), 150, 'rcv1.valid.data'))),
};

/** Examples of the parts of WEB, in the order of the SHA-256 of their row numbers; the last has the rest. */
const WEB_PARTS = { train: 14000, valid: 3188, test: Number.POSITIVE_INFINITY } as const;

const web: Conversion = {
  originals: [
    inRepository('unc-optimization/AccSPD/d2f1f2c961e3401032649544445bb24ab63ab1c5/data', {
      name: 'w8a',
      bytes: 3478239,
      sha256: 'b464b4f6ce6a5d9e181ffc793e19a04751036273722312398ef7673705014902',
    }),
  ],
  async make(original) {
    const { rows, targets } = svmlightRows(original('w8a'), 'w8a', 300);
    const hashes = Array.from({ length: rows.count }, (_, row) => sha256(String(row)));
    const order = [...hashes.keys()].sort((a, b) => (hashes[a] < hashes[b] ? -1 : 1));
    const files: [string, Uint8Array][] = [];
    let from = 0;
    for (const [role, most] of Object.entries(WEB_PARTS)) {
      const chosen = order.slice(from, from + most);
      const count = chosen.length;
      from += count;
      const bits = new Uint8Array(count * rows.width);
      for (const [i, row] of chosen.entries())
        for (let c = 0; c < rows.width; c++)
          bits[i * rows.width + c] = rows.bits[row * rows.width + c];
      const labels = Uint8Array.from(chosen, (row) => Number(targets[row] > 0));
      files.push(...partFiles(role, { count, width: rows.width, bits }, labels));
    }
    return new Map(files);
  },
};

/** Conversions of the suite, by data set. */
export const binaryConversions: Readonly<Record<string, Conversion>> = {
  ...{ adult, connect4, dna, mushrooms, 'nips-0-12': nips, 'ocr-letters': ocr },
  ...{ 'rcv1-subset': rcv1, web },
};
