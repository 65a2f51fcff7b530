/**
 * The fifteen data sets of the article on sparse evolutionary training (Mocanu et al. 2018), and what stands for each here.
 *
 * Sizes of the binary suite: Larochelle, Bengio & Turian 2010; of the silhouettes: Marlin et al. 2010; HIGGS as its publisher
 * splits it.
 */

/** A data set of the article. */
export interface PaperSet {
  readonly name: string;
  /** Networks that the article trains on it. */
  readonly networks: string;
  readonly features: number;
  readonly train: number;
  readonly test: number;
  /** The set of the catalogue that is it, or stands in. */
  readonly here: string;
  /** In what the set here differs, and where the whole one is; absent where it is the article's. */
  readonly differs?: string;
}

const RBM = { networks: 'RBM' } as const;

export const SET_PAPER: readonly PaperSet[] = [
  { ...RBM, name: 'ADULT', features: 123, train: 5000, test: 26147, here: 'adult' },
  { ...RBM, name: 'Connect4', features: 126, train: 16000, test: 47557, here: 'connect4' },
  { ...RBM, name: 'DNA', features: 180, train: 1400, test: 1186, here: 'dna' },
  { ...RBM, name: 'Mushrooms', features: 112, train: 2000, test: 5624, here: 'mushrooms' },
  { ...RBM, name: 'NIPS-0-12', features: 500, train: 400, test: 1240, here: 'nips-0-12' },
  { ...RBM, name: 'OCR-letters', features: 128, train: 32152, test: 10000, here: 'ocr-letters' },
  {
    ...{ ...RBM, name: 'RCV1', features: 150, train: 40000, test: 150000, here: 'rcv1-subset' },
    differs:
      'its validation part, 10,000 rows; all: https://github.com/mgermain/MADE/releases/download/ICML2015/rcv1.npz',
  },
  {
    ...{ ...RBM, name: 'Web', features: 300, train: 14000, test: 32561, here: 'web' },
    differs: 'the same rows and sizes, other rows in each part',
  },
  {
    ...{ ...RBM, name: 'CalTech 101 Silhouettes 16 × 16', features: 256, train: 4082, test: 2302 },
    here: 'caltech101-silhouettes-28',
    differs:
      'the 28 × 28 form; 16 × 16: caltech101_silhouettes_16_split1.mat of https://people.cs.umass.edu/~marlin/data.shtml',
  },
  {
    ...{ ...RBM, name: 'CalTech 101 Silhouettes 28 × 28', features: 784, train: 4100, test: 2307 },
    here: 'caltech101-silhouettes-28',
  },
  {
    ...{ ...RBM, name: 'MNIST, binary', features: 784, train: 60000, test: 10000, here: 'mnist' },
    differs: 'made of MNIST as it is loaded',
  },
  { name: 'MNIST', networks: 'MLP', features: 784, train: 60000, test: 10000, here: 'mnist' },
  {
    ...{ name: 'CIFAR-10', networks: 'MLP, CNN', features: 3072, train: 50000, test: 10000 },
    here: 'cifar10-subset',
    differs:
      'batches 1 and 2 of five, and 1,000 test images; all: https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  },
  {
    ...{ name: 'HIGGS', networks: 'MLP', features: 28, train: 10500000, test: 500000 },
    here: 'higgs-subset',
    differs:
      '10,000 + 5,000 rows of it; all: https://archive.ics.uci.edu/ml/machine-learning-databases/00280/HIGGS.csv.gz',
  },
  {
    ...{ name: 'Fashion-MNIST', networks: 'MLP', features: 784, train: 60000, test: 10000 },
    here: 'fashion-mnist',
  },
];
