/**
 * Facts of the data sets that are tables: measurements, spectra, word counts.
 *
 * Data only: the types, and what each field means, are in ../catalogue.ts.
 */

import type { DatasetFacts } from '../catalogue.ts';

export const TABLES: readonly DatasetFacts[] = [
  {
    id: 'higgs-subset',
    title: 'HIGGS, a public sample',
    task: 'binary classification (1 = signal)',
    classes: ['background', 'signal'],
    files: [
      {
        path: 'higgs-subset/higgs_train_10k.csv.gz',
        role: 'train',
        holds: 'labelled',
        format: 'csv',
        bytes: 575916,
        sha256: '0e6d2ef2d810a6e4c98948700bcef5f5cf7cb038cfc13b604007d4d3c2eeed4d',
        raw: {
          bytes: 2675181,
          sha256: '166051994b95041dd67059f0ee87cf99f08d5f1d97af8ad0a9f7617d2b355711',
        },
        dtype: 'decimal',
        shape: [10000, 29],
        range: [-2.94, 13.1],
        labelColumn: 0,
        urls: [
          {
            url: 'https://raw.githubusercontent.com/SpringerNLP/Chapter2/a1399ca49d29c3b0c0ffef8620f7546abe5fe436/data/higgs_train_10k.csv',
            verified: true,
          },
        ],
      },
      {
        path: 'higgs-subset/higgs_test_5k.csv.gz',
        role: 'test',
        holds: 'labelled',
        format: 'csv',
        bytes: 739361,
        sha256: '7491e0c2c2dd7ab0928e88f3de2cf78aacfa00d92564847fc7a660e1ed8dbeae',
        raw: {
          bytes: 1721520,
          sha256: 'ab729cb2a366684b490d7a7b465dfa6fd9b27da23a65afdac68268c998a64fd4',
        },
        dtype: 'decimal',
        shape: [5000, 29],
        range: [-2.9429886341, 15.5006361008],
        labelColumn: 0,
        urls: [
          {
            url: 'https://raw.githubusercontent.com/SpringerNLP/Chapter2/a1399ca49d29c3b0c0ffef8620f7546abe5fe436/data/higgs_test_5k.csv',
            verified: true,
          },
        ],
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/ml/machine-learning-databases/00280/HIGGS.csv.gz',
        what: 'the whole set, 11,000,000 rows, 2.8 GB',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'SpringerNLP/Chapter2',
        commit: 'a1399ca49d29',
        path: 'data/higgs_train_10k.csv, data/higgs_test_5k.csv',
        what: 'unchanged, gzipped',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0 as published by the UCI Machine Learning Repository',
      check: 'unverified',
      redistribution: 'yes, with attribution',
    },
    citation:
      'Baldi, Sadowski & Whiteson 2014, "Searching for exotic particles in high-energy physics with deep learning", Nature Communications 5:4308; doi 10.24432/C5V312',
    conversion:
      'gzip only; no header; column 0 = label, 1..21 low-level, 22..28 high-level features',
    notes:
      'Train values are rounded to 3 significant digits, test values to 10 decimals. Not the rows of the official test set. For smoke tests of wide-margin claims only.',
  },
  {
    id: 'madelon',
    title: 'MADELON',
    task: 'binary classification, 500 features of which 20 matter',
    classes: ['-1', '+1'],
    files: [
      {
        path: 'madelon/train-features-idx2-short.gz',
        role: 'train',
        holds: 'inputs',
        format: 'idx',
        bytes: 1132686,
        sha256: '1db1f26272999eb1c576a2a1797d515db7d5a3a894dbae48bbfe97e788a30467',
        raw: {
          bytes: 2000012,
          sha256: 'b974ba08d2df09f399f97934f7736d182d368038e27bcd8bc1ce5a115ef28e62',
        },
        dtype: 'int16',
        shape: [2000, 500],
        range: [0, 999],
      },
      {
        path: 'madelon/train-labels-idx1-ubyte.gz',
        role: 'train',
        holds: 'labels',
        format: 'idx',
        bytes: 400,
        sha256: '9bb6a2feb6d34ad40f909dd8f555465ec4048f77d45a2d2a317c940f09f4cf21',
        raw: {
          bytes: 2008,
          sha256: '7ce4f1e7680b00d71c5b9829f374543544dcc0c3c5f72d031bf6918e0a065be5',
        },
        dtype: 'uint8',
        shape: [2000],
        range: [0, 1],
      },
      {
        path: 'madelon/valid-features-idx2-short.gz',
        role: 'valid',
        holds: 'inputs',
        format: 'idx',
        bytes: 340128,
        sha256: '45a3645d485eaece888e66d09b31e42f37e9ca19563c2eadfdfa7833504143f2',
        raw: {
          bytes: 600012,
          sha256: '545436981d5f5d565c3387dfa7a6d61f3ac96b480f85d44bafacb1cb390f8d4e',
        },
        dtype: 'int16',
        shape: [600, 500],
        range: [37, 822],
      },
      {
        path: 'madelon/valid-labels-idx1-ubyte.gz',
        role: 'valid',
        holds: 'labels',
        format: 'idx',
        bytes: 163,
        sha256: 'a82e73c8e63cea6cba5ca47b6a4417b4a565e07c1ea504ac8b9d065938fd8bf3',
        raw: {
          bytes: 608,
          sha256: '4e53b90adf702c7aff801b8fedb06cb7355cf923f33c693dd0867e9f0650b22f',
        },
        dtype: 'uint8',
        shape: [600],
        range: [0, 1],
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/dataset/171/madelon',
        what: 'original text',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'SelimaC/large-scale-sparse-neural-networks',
        commit: '5ff15c34d40c',
        path: 'data/Madelon/madelon_{train,valid}.{data,labels}',
        what: 'original text',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0 as published by the UCI Machine Learning Repository',
      check: 'unverified',
      redistribution: 'yes, with attribution',
    },
    citation:
      'Guyon, Gunn, Ben-Hur & Dror 2004, "Result analysis of the NIPS 2003 feature selection challenge"; doi 10.24432/C5602H',
    conversion: 'text → IDX int16; labels -1/+1 → 0/1',
    notes:
      'Feature sums equal the check-sums of madelon.param (488,083,511 and 146,395,833). The 1,800 test rows have no public labels and are left out.',
  },
  {
    id: 'isolet',
    title: 'ISOLET spoken letters',
    task: 'classification (26 spoken letters)',
    classes: [
      'A',
      'B',
      'C',
      'D',
      'E',
      'F',
      'G',
      'H',
      'I',
      'J',
      'K',
      'L',
      'M',
      'N',
      'O',
      'P',
      'Q',
      'R',
      'S',
      'T',
      'U',
      'V',
      'W',
      'X',
      'Y',
      'Z',
    ],
    files: [
      {
        path: 'isolet/features-idx2-short.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 1572377,
        sha256: '5482de2ca0fb74fa5965ab8c8f8e02fdd286b7d262e736a2a2aa04b9bca5ad25',
        raw: {
          bytes: 1925052,
          sha256: '65da67edaa99602e722f3785a5106b6666cf22da8a0868dfe9de95f9786fab5d',
        },
        dtype: 'int16',
        shape: [1560, 617],
        range: [-10000, 10000],
        scale: 0.0001,
      },
      {
        path: 'isolet/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 77,
        sha256: 'c0eed15ece5fceba7ede8f4660d758602e9a6f9a43d76bce8632dde8e469a9aa',
        raw: {
          bytes: 1568,
          sha256: '9348bd1baa6645d6703dde2352ec2b3051771e14074df33a401d88db49d8089f',
        },
        dtype: 'uint8',
        shape: [1560],
        range: [0, 25],
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/dataset/54/isolet',
        what: 'the whole set, 7,797 rows',
        verified: false,
      },
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'Isolet.mat, this version',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/Isolet.mat',
        what: '1,560 × 617, 60 per letter',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0 as published by the UCI Machine Learning Repository',
      check: 'unverified',
      redistribution: 'yes, with attribution',
    },
    citation:
      'Cole & Fanty 1994, ISOLET, UCI, doi 10.24432/C51G69; Li et al. 2018, "Feature selection: a data perspective", ACM CSUR 50(6)',
    conversion: 'float64 → int16, exact: value = stored / 10000; labels 1..26 → 0..25 (A..Z)',
    notes: 'No official split for this version: stratified k-fold.',
  },
  {
    id: 'pcmac',
    title: 'PCMAC newsgroup word counts',
    task: 'binary classification, 3,289 features, 98.5 % zeros',
    classes: ['1', '2'],
    files: [
      {
        path: 'pcmac/features-idx2-ubyte.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 151318,
        sha256: '5db9a65698e8876fdb330b061bbdfb449884bf63f2723e23c051a63d5657c3b9',
        raw: {
          bytes: 6390539,
          sha256: 'b4a048b57b42d6a2c6d912b9946c537fe1e0957586e595795de94fc3d6db55d4',
        },
        dtype: 'uint8',
        shape: [1943, 3289],
        range: [0, 149],
      },
      {
        path: 'pcmac/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 44,
        sha256: '92024bfebd2ee29978d50fd33d28247514f37e1ad6cc0be9ffe084967bba5abd',
        raw: {
          bytes: 1951,
          sha256: '0160a32a35b890a2da061f5825059469b44893c9ca58ee42efab1ed0377f46fa',
        },
        dtype: 'uint8',
        shape: [1943],
        range: [0, 1],
      },
    ],
    originals: [
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'PCMAC.mat',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/PCMAC.mat',
        what: '1,943 × 3,289',
      },
    ],
    licence: {
      name: 'none published',
      statement: 'no licence published (word counts of 20 Newsgroups)',
      check: 'unverified',
      redistribution: 'tolerated, not granted',
    },
    citation: 'Lang 1995, "NewsWeeder", ICML; Li et al. 2018, ACM CSUR 50(6)',
    conversion: 'sparse .mat → dense IDX ubyte (counts 0..149); labels 1,2 → 0,1',
  },
  {
    id: 'arcene',
    title: 'ARCENE mass spectra',
    task: 'binary classification, 200 samples, 10,000 features',
    classes: ['-1', '+1'],
    files: [
      {
        path: 'arcene/features-idx2-short.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 1875144,
        sha256: '41da123d4b91be9c4aa347f5744f9dcd427882ef43c1c873940a217c7552d50b',
        raw: {
          bytes: 4000012,
          sha256: '721580668f90b51ff800384fc8e2cee5942512c7f1aceed99f6fbbc46c03a3c7',
        },
        dtype: 'int16',
        shape: [200, 10000],
        range: [0, 999],
      },
      {
        path: 'arcene/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 82,
        sha256: '012893b644adb73a3d55f64c4916199cb30aeb408471bff640e5cec4e2fcc563',
        raw: {
          bytes: 208,
          sha256: 'd855e35decfb993fa7cf119c0df4eab518926a12678e10aa2c452ca3f3809703',
        },
        dtype: 'uint8',
        shape: [200],
        range: [0, 1],
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/dataset/167/arcene',
        what: 'original text',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/arcene.mat',
        what: '200 × 10,000',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0 as published by the UCI Machine Learning Repository',
      check: 'unverified',
      redistribution: 'yes, with attribution',
    },
    citation: 'Guyon et al. 2004; doi 10.24432/C58P55',
    conversion: '.mat → IDX int16; labels -1/+1 → 0/1 (112 / 88)',
  },
  {
    id: 'iris',
    title: 'Iris',
    task: 'classification (3)',
    classes: ['Iris-setosa', 'Iris-versicolor', 'Iris-virginica'],
    files: [
      {
        path: 'iris/iris.data.csv',
        role: 'all',
        holds: 'labelled',
        format: 'csv',
        bytes: 4550,
        sha256: '596ffd580471ca4d4880f8e439c7281f3b50d8249a5960353cb200b1490f63a0',
        dtype: 'decimal',
        shape: [150, 5],
        range: [0.1, 7.9],
        labelColumn: 4,
        namedLabels: true,
        urls: [
          {
            url: 'https://raw.githubusercontent.com/shogun-toolbox/shogun-data/8b407372f396a95f4b8fafdbee5e7b7755fddef9/uci/iris/iris.data',
            verified: true,
          },
        ],
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/dataset/53/iris',
        what: 'home page of the data set',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'shogun-toolbox/shogun-data',
        commit: '8b407372f396',
        path: 'uci/iris/iris.data',
        what: 'original text',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0 as published by the UCI Machine Learning Repository',
      check: 'unverified',
      redistribution: 'yes, with attribution',
    },
    citation: 'Fisher 1936, Annals of Eugenics 7:179-188; doi 10.24432/C56C76',
    conversion: 'final newline only',
    notes: "Rows 35 and 38 differ from Fisher's table in UCI's file (known errata, unverified).",
  },
  {
    id: 'wine',
    title: 'Wine recognition',
    task: 'classification (3)',
    classes: ['1', '2', '3'],
    files: [
      {
        path: 'wine/wine.csv',
        role: 'all',
        holds: 'labelled',
        format: 'csv',
        bytes: 10782,
        sha256: 'e9c16b779f9194945067f65118da6afb317ef60c6515879c50124dc4f6cdd756',
        dtype: 'decimal',
        shape: [178, 14],
        range: [0.13, 1680],
        labelColumn: 13,
        firstLabel: 1,
        urls: [
          {
            url: 'https://raw.githubusercontent.com/jbrownlee/Datasets/d20fcb6402ae34e653d4513b00f39257bb37ed7f/wine.csv',
            verified: true,
          },
        ],
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/dataset/109/wine',
        what: 'home page of the data set; the class stands first there',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jbrownlee/Datasets',
        commit: 'd20fcb6402ae',
        path: 'wine.csv',
        what: 'UCI wine.data with the class moved to the last column',
      },
      {
        repository: 'EpistasisLab/penn-ml-benchmarks',
        commit: 'd79bef5d4a82',
        path: 'git blob 16ccdfc147af',
        what: 'check: all 178 × 13 values equal (to 1e-12)',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0 as published by the UCI Machine Learning Repository',
      check: 'unverified',
      redistribution: 'yes, with attribution',
    },
    citation: 'Aeberhard & Forina 1991, UCI, doi 10.24432/C5PC7J',
    conversion: 'none; 13 features, then class 1..3',
  },
  {
    id: 'breast-cancer-wdbc',
    title: 'Breast Cancer Wisconsin (Diagnostic)',
    task: 'binary classification (1 = malignant)',
    classes: ['benign', 'malignant'],
    files: [
      {
        path: 'breast-cancer-wdbc/wdbc.csv',
        role: 'all',
        holds: 'labelled',
        format: 'csv',
        bytes: 120354,
        sha256: 'cdbf2311f879f64743d4dee46a3df71b8a629e9d32f9000d7b3a9bddf5e445b4',
        dtype: 'decimal',
        shape: [569, 31],
        range: [0, 4254],
        header: true,
        labelColumn: 0,
      },
    ],
    originals: [
      {
        url: 'https://archive.ics.uci.edu/dataset/17',
        what: 'home page of the data set',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'EpistasisLab/penn-ml-benchmarks',
        commit: 'd79bef5d4a82',
        path: 'git blob 6ff1729ab2af (datasets/classification/breast-cancer-wisconsin/breast-cancer-wisconsin.tsv.gz)',
        what: '569 rows',
      },
    ],
    licence: {
      name: 'CC BY 4.0',
      statement: 'CC BY 4.0',
      check: 'metadata of the dataset in EpistasisLab/pmlb',
      redistribution: 'yes, with attribution',
    },
    citation:
      'Street, Wolberg & Mangasarian 1993; Wolberg, Mangasarian, Street & Street 1995, UCI, doi 10.24432/C5DW2B',
    conversion:
      'TSV → CSV with a header of our own; column 0 = malignant (212 of 569), then mean/se/worst of 10 measures; numbers printed with at most 10 significant digits',
  },
];
