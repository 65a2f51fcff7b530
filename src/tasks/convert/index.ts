/** The conversions there are, one for each data set whose files have no address of their own. */

import { readTable } from '../../formats/csv.ts';
import { binaryConversions } from './binary-suite.ts';
import { type Conversion, idxFile, inRepository, wholeNumbers } from './conversion.ts';
import { matlabConversions } from './matlab-sets.ts';

const MADELON =
  'SelimaC/large-scale-sparse-neural-networks/5ff15c34d40cf005ae0726e6a80c94bec44ca40b/data/Madelon';

const madelon: Conversion = {
  originals: [
    {
      name: 'madelon_train.data',
      bytes: 4001995,
      sha256: '0b6e37711efdc7ab74250c51e7d6966bffd9f8f2b0e9971e882c3a7a380c2314',
    },
    {
      name: 'madelon_train.labels',
      bytes: 5000,
      sha256: '10bffcc3b017467cb810d326b931951adcbde2b4870faf981da2991993b48689',
    },
    {
      name: 'madelon_valid.data',
      bytes: 1200599,
      sha256: 'cb9a46475147de1a58d9f15ef4c318e5b85de344e0f9ab92626fa446aa815dc9',
    },
    {
      name: 'madelon_valid.labels',
      bytes: 1499,
      sha256: '1aa311db914031ce44fc1dcf00fe4a0c31becb6c5c4e809db7fec13eead58fcc',
    },
  ].map((file) => inRepository(MADELON, file)),
  async make(original) {
    const files: [string, Uint8Array][] = [];
    for (const role of ['train', 'valid']) {
      const answers = wholeNumbers(original(`madelon_${role}.labels`));
      const values = wholeNumbers(original(`madelon_${role}.data`));
      const count = answers.length;
      files.push(
        idxFile(`${role}-features`, 'int16', [count, values.length / count], values),
        idxFile(
          `${role}-labels`,
          'uint8',
          [count],
          Array.from(answers, (y) => Number(y > 0)),
        ),
      );
    }
    return new Map(files);
  },
};

/** Bytes of a CIFAR-10 picture with its label. */
const CIFAR_RECORD = 3073;
const CIFAR = 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz';

const cifar: Conversion = {
  originals: ['data_batch_1.bin', 'data_batch_2.bin', 'test_batch.bin'].map((name) => ({
    ...{ name, url: CIFAR },
  })),
  make: async (original) =>
    new Map([
      ['data_batch_1.bin', original('data_batch_1.bin')],
      ['data_batch_2.bin', original('data_batch_2.bin')],
      ['test_batch_first1000.bin', original('test_batch.bin').subarray(0, 1000 * CIFAR_RECORD)],
    ]),
};

const MEASURES = [
  ...['radius', 'texture', 'perimeter', 'area', 'smoothness', 'compactness', 'concavity'],
  ...['concave_points', 'symmetry', 'fractal_dimension'],
];

const wdbc: Conversion = {
  originals: [
    inRepository(
      'EpistasisLab/pmlb/d8b0e551596bdb2d204e584df5c3c138e1757ed6/datasets/classification',
      {
        name: 'breast-cancer-wisconsin/breast-cancer-wisconsin.tsv.gz',
        bytes: 50968,
        sha256: '754340907cb4a4a5936e800078fe9f580dbccce67728fc2a431f7db4ca46484c',
      },
    ),
  ],
  async make(original) {
    const name = 'breast-cancer-wisconsin.tsv.gz';
    const { value } = readTable(original(name), { name, header: true, delimiter: '\t' });
    const kinds = ['mean', 'se', 'worst'];
    const lines = [
      ['malignant', ...kinds.flatMap((kind) => MEASURES.map((each) => `${each}_${kind}`))],
    ];
    for (let row = 0; row < value.rows; row++)
      lines.push(
        // Sums of thirds and the like, as their authors printed them.
        value.columns.map((column) =>
          column.kind === 'number'
            ? String(Number(column.values[row].toPrecision(10)))
            : column.words[column.codes[row]],
        ),
      );
    const text = `${lines.map((cells) => cells.join(',')).join('\n')}\n`;
    return new Map([['wdbc.csv', new TextEncoder().encode(text)]]);
  },
};

/** Conversions by data set. */
export const conversions: Readonly<Record<string, Conversion>> = {
  ...matlabConversions,
  ...binaryConversions,
  ...{ madelon, 'cifar10-subset': cifar, 'breast-cancer-wdbc': wdbc },
};
