/**
 * Facts of the data sets of small pictures in grey or colour.
 *
 * Data only: the types, and what each field means, are in ../catalogue.ts.
 */

import type { DatasetFacts } from '../catalogue.ts';

export const IMAGES: readonly DatasetFacts[] = [
  {
    id: 'mnist',
    title: 'MNIST handwritten digits',
    task: 'classification (10), RBM (binarise at load)',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    files: [
      {
        path: 'mnist/train-images-idx3-ubyte.gz',
        role: 'train',
        holds: 'inputs',
        format: 'idx',
        bytes: 9912422,
        sha256: '440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609',
        raw: {
          bytes: 47040016,
          sha256: 'ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db',
        },
        dtype: 'uint8',
        shape: [60000, 28, 28],
        range: [0, 255],
      },
      {
        path: 'mnist/train-labels-idx1-ubyte.gz',
        role: 'train',
        holds: 'labels',
        format: 'idx',
        bytes: 28881,
        sha256: '3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c',
        raw: {
          bytes: 60008,
          sha256: '65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5',
        },
        dtype: 'uint8',
        shape: [60000],
        range: [0, 9],
      },
      {
        path: 'mnist/t10k-images-idx3-ubyte.gz',
        role: 'test',
        holds: 'inputs',
        format: 'idx',
        bytes: 1648877,
        sha256: '8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6',
        raw: {
          bytes: 7840016,
          sha256: '0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7',
        },
        dtype: 'uint8',
        shape: [10000, 28, 28],
        range: [0, 255],
      },
      {
        path: 'mnist/t10k-labels-idx1-ubyte.gz',
        role: 'test',
        holds: 'labels',
        format: 'idx',
        bytes: 4542,
        sha256: 'f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6',
        raw: {
          bytes: 10008,
          sha256: 'ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2',
        },
        dtype: 'uint8',
        shape: [10000],
        range: [0, 9],
      },
    ],
    mirrors: [
      { url: 'https://ossci-datasets.s3.amazonaws.com/mnist/', verified: true },
      { url: 'https://storage.googleapis.com/cvdf-datasets/mnist/', verified: true },
      { url: 'http://yann.lecun.com/exdb/mnist/', verified: true },
    ],
    originals: [
      {
        url: 'http://yann.lecun.com/exdb/mnist/',
        what: 'home page of the data set',
        verified: true,
      },
    ],
    copies: [
      {
        repository: 'datasets-mila/datasets--mnist',
        commit: '7ec3e57e1df2',
        path: '*-labels-idx1-ubyte.gz',
        what: 'labels, original files',
      },
      {
        repository: 'rasbt/mnist-pngs',
        commit: 'd26bd33bf1e4',
        path: 'train/*/*.png, test/*/*.png',
        what: 'images; lossless PNG copies reassembled into IDX in index order, recompressed to the original gzip',
      },
    ],
    licence: {
      name: 'CC BY-SA 3.0',
      statement: 'CC BY-SA 3.0 (copyright LeCun & Cortes, derived from NIST)',
      check:
        'stated in the Keras/TensorFlow documentation of the dataset; the original page has no explicit grant (unverified)',
      redistribution: 'yes, share-alike',
    },
    citation:
      'LeCun, Bottou, Bengio & Haffner 1998, "Gradient-based learning applied to document recognition", Proc. IEEE 86(11):2278-2324',
    conversion:
      'none: all four files are byte-identical to the originals (MD5 equal to the published sums)',
    notes:
      'Pixels 0..255, 0 = background. Binary variant for RBMs: derive at load time (pixel >= 128 → 1, or Bernoulli sampling with p = pixel/255); no fixed binarisation is stored.',
  },
  {
    id: 'fashion-mnist',
    title: 'Fashion-MNIST',
    task: 'classification (10)',
    classes: [
      'T-shirt/top',
      'Trouser',
      'Pullover',
      'Dress',
      'Coat',
      'Sandal',
      'Shirt',
      'Sneaker',
      'Bag',
      'Ankle boot',
    ],
    files: [
      {
        path: 'fashion-mnist/train-images-idx3-ubyte.gz',
        role: 'train',
        holds: 'inputs',
        format: 'idx',
        bytes: 26421880,
        sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84',
        raw: {
          bytes: 47040016,
          sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
        },
        dtype: 'uint8',
        shape: [60000, 28, 28],
        range: [0, 255],
      },
      {
        path: 'fashion-mnist/train-labels-idx1-ubyte.gz',
        role: 'train',
        holds: 'labels',
        format: 'idx',
        bytes: 29515,
        sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845',
        raw: {
          bytes: 60008,
          sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
        },
        dtype: 'uint8',
        shape: [60000],
        range: [0, 9],
      },
      {
        path: 'fashion-mnist/t10k-images-idx3-ubyte.gz',
        role: 'test',
        holds: 'inputs',
        format: 'idx',
        bytes: 4422102,
        sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073',
        raw: {
          bytes: 7840016,
          sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
        },
        dtype: 'uint8',
        shape: [10000, 28, 28],
        range: [0, 255],
      },
      {
        path: 'fashion-mnist/t10k-labels-idx1-ubyte.gz',
        role: 'test',
        holds: 'labels',
        format: 'idx',
        bytes: 5148,
        sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5',
        raw: {
          bytes: 10008,
          sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
        },
        dtype: 'uint8',
        shape: [10000],
        range: [0, 9],
      },
    ],
    mirrors: [
      { url: 'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/', verified: true },
      {
        url: 'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
        verified: true,
      },
    ],
    originals: [
      {
        url: 'https://github.com/zalandoresearch/fashion-mnist',
        what: 'home page of the data set',
        verified: true,
      },
    ],
    copies: [
      {
        repository: 'zalandoresearch/fashion-mnist',
        commit: 'b2617bb6d3ff',
        path: 'data/fashion/*-labels-idx1-ubyte.gz',
        what: 'labels, original files',
      },
      {
        repository: 'denidzoja/neural_net_framework',
        commit: '32b4a43de9e1',
        path: 'fashion_mnist_images/**.png',
        what: 'images; lossless per-class PNG copies put back in the order of the label files, recompressed to the original gzip',
      },
    ],
    licence: {
      name: 'MIT',
      statement: 'MIT (c) 2017 Zalando SE',
      check: 'LICENSE file of zalandoresearch/fashion-mnist',
      redistribution: 'yes',
    },
    citation:
      'Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms", arXiv 1708.07747',
    conversion:
      'none: byte-identical to the originals (MD5 as printed upstream; git blob ids equal those of the upstream repository)',
  },
  {
    id: 'cifar10-subset',
    title: 'CIFAR-10, a documented subset',
    task: 'classification (10)',
    classes: [
      'airplane',
      'automobile',
      'bird',
      'cat',
      'deer',
      'dog',
      'frog',
      'horse',
      'ship',
      'truck',
    ],
    files: [
      {
        path: 'cifar10-subset/data_batch_1.bin.gz',
        role: 'train',
        holds: 'labelled',
        format: 'cifar10',
        bytes: 28230024,
        sha256: 'f27c826404183bf6fd3823fb45744b4f7fd83201dfa6253c32e8d2f8e60e8f1b',
        raw: {
          bytes: 30730000,
          sha256: 'cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5',
        },
        dtype: 'uint8',
        shape: [10000, 3073],
        range: [0, 255],
        labelColumn: 0,
      },
      {
        path: 'cifar10-subset/test_batch_first1000.bin.gz',
        role: 'valid',
        holds: 'labelled',
        format: 'cifar10',
        bytes: 2825834,
        sha256: '481869234567c4835abc7c5f640eb4c2dd6fb841f09ea94a7f989d31f337e06c',
        raw: {
          bytes: 3073000,
          sha256: '8314c96d7cd65618193bab23acdd5d4c4af15bf6dd00a1781d55beedf3be1ef5',
        },
        dtype: 'uint8',
        shape: [1000, 3073],
        range: [0, 255],
        labelColumn: 0,
      },
      {
        path: 'cifar10-subset/data_batch_2.bin.gz',
        role: 'test',
        holds: 'labelled',
        format: 'cifar10',
        bytes: 28268473,
        sha256: '203422e12acce31f5c14e9eaf82d43c4f17b0c7c5db6b2d08e1e6d927aaffc5d',
        raw: {
          bytes: 30730000,
          sha256: 'a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed',
        },
        dtype: 'uint8',
        shape: [10000, 3073],
        range: [0, 255],
        labelColumn: 0,
      },
    ],
    originals: [
      {
        url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
        what: 'the whole set, binary version, 170,052,171 bytes, MD5 c32a1d4ab5d03f1284b67883e8d87530',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'taneishi/convnetjs',
        commit: 'f741ae53fe9e',
        path: 'demo/cifar10/cifar10_batch_{0..19,50}.png, cifar10_labels.js',
        what: 'lossless 1024x1000 RGB PNG strips, one image per row, in the original order; labels',
      },
    ],
    licence: {
      name: 'none published',
      statement: 'no licence published',
      check:
        'the widely used dataset card lists the licence as "unknown"; the home page only asks for a citation (unverified)',
      redistribution: 'tolerated in practice, not granted',
    },
    citation:
      'Krizhevsky 2009, "Learning multiple layers of features from tiny images", technical report, University of Toronto',
    conversion:
      'PNG strips → the standard CIFAR-10 binary record (1 label byte + 1024 R + 1024 G + 1024 B, row-major 32x32), gzip',
    notes:
      'data_batch_1.bin and data_batch_2.bin hold the images of the official batches 1 and 2 in the official order; only the first 1,000 images of the official test batch are included. For a benchmark use batch 1 as training and batch 2 as 10,000 held-out images (or 16,000/4,000), and never report the result as the CIFAR-10 test error. Checks: class counts of batch 1 agree with the published ones (unverified); 150 images compared with an independent JPEG copy agree in order, label and picture. Roles here: batch 1 trains, batch 2 tests, the official test images are `valid`.',
  },
  {
    id: 'coil20',
    title: 'COIL-20 objects, 32 × 32',
    task: 'RBM (real-valued 0..1), classification (20)',
    classes: [
      'object 1',
      'object 2',
      'object 3',
      'object 4',
      'object 5',
      'object 6',
      'object 7',
      'object 8',
      'object 9',
      'object 10',
      'object 11',
      'object 12',
      'object 13',
      'object 14',
      'object 15',
      'object 16',
      'object 17',
      'object 18',
      'object 19',
      'object 20',
    ],
    files: [
      {
        path: 'coil20/images-idx3-short.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 1587075,
        sha256: '11e681ea406de91790a21dc92044930cf0cfda14203a4bec5c2acdacc52f520e',
        raw: {
          bytes: 2949136,
          sha256: '24de183e08e07e31fd1532b4b365b26f2ee0264c67d93c7af738ac3f6fb87f20',
        },
        dtype: 'int16',
        shape: [1440, 32, 32],
        range: [0, 4080],
        scale: 0.00024509803921568627,
      },
      {
        path: 'coil20/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 72,
        sha256: '1116feed3d72318e972dfd24e599f46aa69190bc653c9e317b694347fcb4d1d9',
        raw: {
          bytes: 1448,
          sha256: '2693d8e5ea1ba4111f2272b4b5f6bcdd65d26fb47b8aab8867d6d9a7c41e893d',
        },
        dtype: 'uint8',
        shape: [1440],
        range: [0, 19],
      },
      {
        path: 'coil20/set-rbm-demo-permutation-idx1-short.gz',
        role: 'all',
        holds: 'order',
        format: 'idx',
        bytes: 2311,
        sha256: 'ff01d1e8e2be13f13ae846c19e508f626887c4fc00f4c771e2093f4515c15ff4',
        raw: {
          bytes: 2888,
          sha256: '73dcd05e01d128dc80e9c6ba65745b6faab40755368e8d68d319d3a8fd5a207f',
        },
        dtype: 'int16',
        shape: [1440],
        range: [0, 1439],
      },
    ],
    originals: [
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'COIL20.mat',
        verified: false,
      },
      {
        url: 'https://www.cs.columbia.edu/CAVE/software/softlib/coil-20.php',
        what: 'home page of the data set',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/COIL20.mat',
        what: 'same git blob as SET-RBM-Sparse-Python-Data-Structures/data/COIL20.mat of dcmocanu/sparse-evolutionary-artificial-neural-networks',
      },
    ],
    licence: {
      name: 'research use',
      statement: 'made available "for research purposes" by Columbia University; no licence text',
      check: 'technical report of the dataset',
      redistribution: 'tolerated for research, not granted',
    },
    citation:
      'Nene, Nayar & Murase 1996, "Columbia Object Image Library (COIL-20)", technical report CUCS-005-96 (number unverified), Columbia University',
    conversion:
      'float64 → int16, exact: pixel = stored / 4080; images transposed to upright row-major',
    notes:
      'The permutation is the shuffle of 0..1439 by the legacy MT19937 generator with seed 0 that the demo of dcmocanu/sparse-evolutionary-artificial-neural-networks makes: the first 960 train, the last 480 test.',
  },
  {
    id: 'optdigits',
    title: 'Optical digits, 8 × 8',
    task: 'classification (10)',
    classes: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    files: [
      {
        path: 'optdigits/optdigits.tra.csv.gz',
        role: 'train',
        holds: 'labelled',
        format: 'csv',
        bytes: 112530,
        sha256: '3273a01fdf5de3baade88e85bc0057491dd425404ac58f87879824e19fd06502',
        raw: {
          bytes: 563639,
          sha256: 'e1b683cc211604fe8fd8c4417e6a69f31380e0c61d4af22e93cc21e9257ffedd',
        },
        dtype: 'decimal',
        shape: [3823, 65],
        range: [0, 16],
        labelColumn: 64,
        urls: [
          {
            url: 'https://archive.ics.uci.edu/ml/machine-learning-databases/optdigits/optdigits.tra',
            verified: true,
          },
        ],
      },
      {
        path: 'optdigits/optdigits.tes.csv.gz',
        role: 'test',
        holds: 'labelled',
        format: 'csv',
        bytes: 53392,
        sha256: 'e31b7ccbf8cc2b158de948b1bb7a67bf39a856fb064b3aa8ef489f12a2dc4b63',
        raw: {
          bytes: 264712,
          sha256: '6ebb3d2fee246a4e99363262ddf8a00a3c41bee6014c373ed9d9216ba7f651b8',
        },
        dtype: 'decimal',
        shape: [1797, 65],
        range: [0, 16],
        labelColumn: 64,
        urls: [
          {
            url: 'https://raw.githubusercontent.com/shogun-toolbox/shogun-data/8b407372f396a95f4b8fafdbee5e7b7755fddef9/uci/optdigits/optdigits.tes',
            verified: true,
          },
          {
            url: 'https://archive.ics.uci.edu/ml/machine-learning-databases/optdigits/optdigits.tes',
            verified: true,
          },
        ],
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/dataset/80/optical+recognition+of+handwritten+digits',
        what: 'home page of the data set',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'EpistasisLab/penn-ml-benchmarks',
        commit: 'd79bef5d4a82',
        path: 'git blob 48bc37dc4810 (datasets/classification/optdigits/optdigits.tsv.gz)',
        what: 'rows 0..3822 = optdigits.tra',
      },
      {
        repository: 'shogun-toolbox/shogun-data',
        commit: '8b407372f396',
        path: 'uci/optdigits/optdigits.tes',
        what: 'original test file',
      },
      {
        repository: 'yupinghuang/optical_digits',
        commit: 'e20bac46f63c',
        path: 'data/optdigits.{tra,hol}',
        what: 'check of the training rows',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0 as published by the UCI Machine Learning Repository',
      check: 'unverified',
      redistribution: 'yes, with attribution',
    },
    citation: 'Alpaydin & Kaynak 1998, UCI, doi 10.24432/C50P49',
    conversion:
      'gzip; training text rewritten from the table (3,823 rows; row multiset equal to a second source)',
    notes:
      '64 pixels 0..16, row-major 8x8, then the digit. The 1,797 test rows are the "digits" set of scikit-learn (unverified).',
  },
];
