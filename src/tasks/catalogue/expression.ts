/**
 * Facts of the gene-expression data sets: few samples, many features, values −2, 0 and 2.
 *
 * Data only: the types, and what each field means, are in ../catalogue.ts.
 */

import type { DatasetFacts } from '../catalogue.ts';

export const EXPRESSION: readonly DatasetFacts[] = [
  {
    id: 'leukemia',
    title: 'Leukemia (ALL/AML), discretised',
    task: 'few samples, many features (gene expression); values -2, 0, 2',
    classes: ['ALL', 'AML'],
    files: [
      {
        path: 'leukemia/features-idx2-sbyte.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 116134,
        sha256: '47f3fdbdcaaedf3879e77e453b8651cc9240871481f868aca20d1863e3287b30',
        raw: {
          bytes: 509052,
          sha256: '72508414a2f5b8d77d47e16c81e8f74bacd772007d9edd31e06617fdac68f8e4',
        },
        dtype: 'int8',
        shape: [72, 7070],
        range: [-2, 2],
      },
      {
        path: 'leukemia/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 37,
        sha256: 'd9110713d5f0a598e9081707dfb4c930d322fe47742c22f8d633d34d106adb4b',
        raw: {
          bytes: 80,
          sha256: '763e34c5a75579ea981a379ea7111a6620f1f3429386f1c4b6a6ab3162b23711',
        },
        dtype: 'uint8',
        shape: [72],
        range: [0, 1],
      },
    ],
    originals: [
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'leukemia.mat',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/leukemia.mat',
        what: 'full set',
      },
    ],
    licence: {
      name: 'none published',
      statement: 'no licence published (public microarray data)',
      check: 'unverified',
      redistribution: 'tolerated, not granted',
    },
    citation: 'Golub et al. 1999, Science 286:531-537; Li et al. 2018, ACM CSUR 50(6)',
    conversion:
      '.mat int16 → IDX sbyte; label 0 = stored -1 (47 samples), 1 = stored 1 (25); 47/25 are the ALL/AML counts',
    notes: 'No official split: stratified k-fold or repeated 2/3-1/3.',
  },
  {
    id: 'colon',
    title: 'Colon tumour, discretised',
    task: 'few samples, many features (gene expression); values -2, 0, 2',
    classes: ['-1', '+1'],
    files: [
      {
        path: 'colon/features-idx2-sbyte.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 25291,
        sha256: '933ac5909c5fb10a79c6b63ba64c331da27ab44f2aa5c573c097b5d06eb6ddaf',
        raw: {
          bytes: 124012,
          sha256: '3a4b83695ad9801f8ff3bd3f7d93d51e54040c1a99889e9928a2d62a85c3be4b',
        },
        dtype: 'int8',
        shape: [62, 2000],
        range: [-2, 2],
      },
      {
        path: 'colon/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 41,
        sha256: 'c37fb3a31dad3b34ed85fbbf46748649edbc5df960ef41bf6e275e14f6716293',
        raw: {
          bytes: 70,
          sha256: 'cda6d326fb445d0a96dc7f416fea1aa31cfdc5df02506c28898e863f7788d0cd',
        },
        dtype: 'uint8',
        shape: [62],
        range: [0, 1],
      },
    ],
    originals: [
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'colon.mat',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/colon.mat',
        what: 'full set',
      },
    ],
    licence: {
      name: 'none published',
      statement: 'no licence published (public microarray data)',
      check: 'unverified',
      redistribution: 'tolerated, not granted',
    },
    citation: 'Alon et al. 1999, PNAS 96:6745-6750; Li et al. 2018, ACM CSUR 50(6)',
    conversion: '.mat int16 → IDX sbyte; label 0 = stored -1 (40), 1 = stored 1 (22)',
    notes: 'No official split: stratified k-fold or repeated 2/3-1/3.',
  },
  {
    id: 'lung-discrete',
    title: 'Lung, discretised',
    task: 'few samples, many features (gene expression); values -2, 0, 2',
    classes: ['1', '2', '3', '4', '5', '6', '7'],
    files: [
      {
        path: 'lung-discrete/features-idx2-sbyte.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 5533,
        sha256: 'ba9c8376251c755c3523e599acc6d0881672579cf986953d338c6c78c483ed5c',
        raw: {
          bytes: 23737,
          sha256: 'a2783e9052d87370e69dbeb8c3e92dfd1fc6e7cfe686e96f35d3e10cbae8d467',
        },
        dtype: 'int8',
        shape: [73, 325],
        range: [-2, 2],
      },
      {
        path: 'lung-discrete/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 69,
        sha256: 'dcde378db9598d4aa1d600aab6063f0aeef0066270e0b89aa0823629d58a8b58',
        raw: {
          bytes: 81,
          sha256: '50e929e870ee24f9bc9c41072ec313ff221900c9b024d58efb4e3a5b832592a4',
        },
        dtype: 'uint8',
        shape: [73],
        range: [0, 6],
      },
    ],
    originals: [
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'lung_small.mat',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/lung_small.mat',
        what: 'full set',
      },
    ],
    licence: {
      name: 'none published',
      statement: 'no licence published (public microarray data)',
      check: 'unverified',
      redistribution: 'tolerated, not granted',
    },
    citation:
      'Garber et al. 2001 (unverified); Peng, Long & Ding 2005, IEEE TPAMI 27:1226-1238; Li et al. 2018, ACM CSUR 50(6)',
    conversion: '.mat int16 → IDX sbyte; labels 1..7 → 0..6',
    notes: 'No official split: stratified k-fold or repeated 2/3-1/3.',
  },
  {
    id: 'lymphoma',
    title: 'Lymphoma, discretised',
    task: 'few samples, many features (gene expression); values -2, 0, 2',
    classes: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    files: [
      {
        path: 'lymphoma/features-idx2-sbyte.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 78363,
        sha256: '2056fde57d5a7254667496fa6d1019e0aaab06b4b0be41d7f78e118d18c69745',
        raw: {
          bytes: 386508,
          sha256: '1229e20122536dadc2b2d84bbbe2512e57d877241c75240b093c50f24ce4c6d7',
        },
        dtype: 'int8',
        shape: [96, 4026],
        range: [-2, 2],
      },
      {
        path: 'lymphoma/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 56,
        sha256: '63ddb7d806f1c3a40f49f083fd0ab7e845032957cf5c38b51832fa60a4f3d805',
        raw: {
          bytes: 104,
          sha256: '5822830b0cd901f0561392c84b4ccf72ba3eca273863d5b0d09a6771953f0693',
        },
        dtype: 'uint8',
        shape: [96],
        range: [0, 8],
      },
    ],
    originals: [
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'lymphoma.mat',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/lymphoma.mat',
        what: 'full set',
      },
    ],
    licence: {
      name: 'none published',
      statement: 'no licence published (public microarray data)',
      check: 'unverified',
      redistribution: 'tolerated, not granted',
    },
    citation: 'Alizadeh et al. 2000, Nature 403:503-511; Li et al. 2018, ACM CSUR 50(6)',
    conversion: '.mat int16 → IDX sbyte; labels 1..9 → 0..8',
    notes: 'No official split: stratified k-fold or repeated 2/3-1/3.',
  },
  {
    id: 'nci9',
    title: 'NCI-9 cell lines, discretised',
    task: 'few samples, many features (gene expression); values -2, 0, 2',
    classes: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    files: [
      {
        path: 'nci9/features-idx2-sbyte.gz',
        role: 'all',
        holds: 'inputs',
        format: 'idx',
        bytes: 123481,
        sha256: '0e8ce952c7ee52888448b1d8bcc1a910bcc7ae3aeca8b9a4f7749becd238abb5',
        raw: {
          bytes: 582732,
          sha256: 'faacb26fa6f10ab6a060c1cecb19d35f3510d6a59e0191436ac20e2c93ecd3e9',
        },
        dtype: 'int8',
        shape: [60, 9712],
        range: [-2, 2],
      },
      {
        path: 'nci9/labels-idx1-ubyte.gz',
        role: 'all',
        holds: 'labels',
        format: 'idx',
        bytes: 50,
        sha256: 'f34d8f9847a23c4c3d5d8eed6c297ed530224c74416df0cce8139e75e4682b19',
        raw: {
          bytes: 68,
          sha256: '966e2ae8ae0b366a9a6df1bdfa97ac61c452dd0b4f43385450c61ac9268692e6',
        },
        dtype: 'uint8',
        shape: [60],
        range: [0, 8],
      },
    ],
    originals: [
      {
        url: 'https://jundongl.github.io/scikit-feature/datasets.html',
        what: 'nci9.mat',
        verified: false,
      },
    ],
    copies: [
      {
        repository: 'jundongl/scikit-feature',
        commit: '48cffad4e88f',
        path: 'skfeature/data/nci9.mat',
        what: 'full set',
      },
    ],
    licence: {
      name: 'none published',
      statement: 'no licence published (public microarray data)',
      check: 'unverified',
      redistribution: 'tolerated, not granted',
    },
    citation: 'Ross et al. 2000, Nature Genetics 24:227-235; Li et al. 2018, ACM CSUR 50(6)',
    conversion: '.mat int16 → IDX sbyte; labels 1..9 → 0..8',
    notes: 'No official split: stratified k-fold or repeated 2/3-1/3.',
  },
];
