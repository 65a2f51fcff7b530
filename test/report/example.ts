/**
 * Invented but plausible results of a SET study, for the tests of figures and pages. Smooth curves and a linear
 * congruential generator: the same numbers everywhere, no claim that any network behaves so.
 */

import type { Figure } from '../../src/figures/figure.ts';
import {
  bars,
  degreeDistribution,
  degreeVersusVariance,
  inputMap,
  learningCurves,
  weightHistogram,
} from '../../src/figures/index.ts';
import { type ResultTable, tabulate } from '../../src/protocol/results.ts';
import type { ClaimResult, StudyRecord } from '../../src/protocol/study.ts';
import type { ReportInput, ReportParameter, ReportRun } from '../../src/report/source.ts';

export const order = ['SET', 'static sparse', 'dense'] as const;

function uniforms(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Sum of uniforms: bell-shaped, variance 1. */
function bell(next: () => number): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += next();
  return sum;
}

const methods = {
  SET: { top: 0.887, rate: 6.5, connections: 124_600 },
  'static sparse': { top: 0.868, rate: 5.5, connections: 124_600 },
  dense: { top: 0.881, rate: 4.5, connections: 2_794_000 },
} as const;

/** Records of one seed: a row a method and epoch, then the structures at the end. */
export function exampleRecords(seed: number, epochs = 40): StudyRecord[] {
  const next = uniforms(seed);
  const records: StudyRecord[] = [];
  for (const method of order) {
    const { top, rate, connections } = methods[method];
    const shift = bell(next) * 0.0025;
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const learnt = 1 - 1 / (1 + epoch / rate) ** 1.4;
      const testAccuracy = 0.62 + (top - 0.62) * learnt + shift + bell(next) * 0.0022;
      const moved = method === 'SET' ? Math.round(connections * 0.3) : 0;
      records.push({
        kind: 'epoch',
        method,
        epoch,
        trainLoss: 1.1 - 0.95 * learnt + bell(next) * 0.004,
        trainAccuracy: testAccuracy + 0.05 * learnt,
        testLoss: 0.95 - 0.6 * learnt + (method === 'dense' ? 0.004 * epoch : 0),
        testAccuracy,
        connections,
        removed: moved,
        born: moved,
        changes: connections * 469,
        energy: Math.round(connections * 0.004 * (1 + 3 / epoch)),
        multiplyAdds: connections * 3 * 60_000,
      });
    }
  }
  return records;
}

/** Degrees of the first hidden layer; `shape` spreads them (0: binomial-like). */
function degreeHistogram(seed: number, mean: number, tail: number): number[] {
  const next = uniforms(seed);
  const histogram: number[] = [];
  for (let i = 0; i < 1000; i++) {
    const boost = tail > 0 && next() < 0.22 ? 1 + tail * (1 / Math.sqrt(next() + 0.02) - 1) : 1;
    const degree = Math.max(0, Math.round((mean + bell(next) * Math.sqrt(mean)) * boost));
    while (histogram.length <= degree) histogram.push(0);
    histogram[degree]++;
  }
  return histogram;
}

function poisson(mean: number, upTo: number): number[] {
  const shares: number[] = [];
  for (let k = 0, p = Math.exp(-mean); k <= upTo; k++, p *= mean / k) shares.push(p);
  return shares;
}

function pixelVariance(column: number, row: number): number {
  const [u, v] = [(column - 13.5) / 7.5, (row - 13.5) / 9];
  return (
    0.12 * Math.exp(-(u * u + v * v) * 0.9) * (1.15 + 0.3 * Math.sin(column * 1.3) * Math.cos(row))
  );
}

function pixels(seed: number, learnt: boolean) {
  const next = uniforms(seed);
  const variances: number[] = [];
  const counts: number[] = [];
  for (let row = 0; row < 28; row++)
    for (let column = 0; column < 28; column++) {
      const variance = Math.max(0, pixelVariance(column, row));
      const mean = learnt ? 6 + variance * 560 : 44;
      variances.push(variance);
      counts.push(Math.max(0, Math.round(mean + bell(next) * Math.sqrt(mean))));
    }
  return { variances, counts };
}

function weights(seed: number, spread: number, gap: number) {
  const edges = Array.from({ length: 82 }, (_, i) => (i - 40.5) * 0.01);
  const counts = edges.slice(1).map((_, i) => {
    const w = (i - 40) * 0.01;
    const open = gap === 0 ? 1 : 1 / (1 + Math.exp(-(Math.abs(w) - gap) / 0.006));
    return Math.round(40_000 * Math.exp(-(w * w) / (2 * spread * spread)) * open);
  });
  void seed;
  return { edges, counts };
}

/** A figure of every kind that the builders make. */
export function exampleFigures(seeds: readonly number[] = [1, 2, 3]): Figure[] {
  const records = seeds.flatMap((seed): StudyRecord[] =>
    exampleRecords(seed).map((record) => ({ ...record, seed })),
  );
  const last = records.filter((record) => record.epoch === 40);
  const [set, still] = [pixels(1, true), pixels(2, false)];
  const histogram = degreeHistogram(5, 40, 0.9);
  return [
    learningCurves(records, {
      id: 'test-accuracy',
      title: 'Test accuracy while learning',
      caption:
        'Mean of three seeds; the band is their range. SET overtakes the dense network after about twenty epochs with one twentieth of the connections.',
      measure: 'testAccuracy',
      scale: 100,
      label: 'test accuracy (%)',
      order,
      references: [{ value: 88.0, label: 'published, dense' }],
    }),
    learningCurves(records, {
      id: 'train-loss',
      title: 'Training loss',
      caption: 'Cross-entropy on the training set, in nats.',
      measure: 'trainLoss',
      label: 'cross-entropy (nats)',
      order,
      y: { type: 'log' },
    }),
    degreeDistribution(
      [
        { name: 'SET', histogram },
        { name: 'static sparse', histogram: degreeHistogram(6, 40, 0) },
      ],
      {
        id: 'degrees',
        title: 'Degrees in the first hidden layer',
        caption:
          'Incoming connections of each neuron after 40 epochs. A random graph follows the Poisson law.',
        order,
        theory: [{ name: 'Poisson, mean 40', probabilities: poisson(40, 90) }],
      },
    ),
    degreeDistribution(
      [
        { name: 'SET', histogram },
        { name: 'static sparse', histogram: degreeHistogram(6, 40, 0) },
      ],
      {
        id: 'degree-tail',
        title: 'Tail of the degree distribution',
        caption:
          'Share of neurons with at least k connections; a power law would be a straight line.',
        order,
        form: 'tail',
        theory: [{ name: 'Poisson, mean 40', probabilities: poisson(40, 90) }],
      },
    ),
    weightHistogram(
      [
        { name: 'SET', ...weights(1, 0.11, 0.04) },
        { name: 'static sparse', ...weights(2, 0.1, 0) },
        { name: 'dense', ...weights(3, 0.05, 0) },
      ],
      {
        id: 'weights',
        title: 'Weights of the first layer',
        caption:
          'Removal of the smallest weights leaves a gap around zero that static sparse and dense networks lack.',
        order,
      },
    ),
    inputMap(
      [
        { name: 'SET', shape: [28, 28], counts: set.counts },
        { name: 'static sparse', shape: [28, 28], counts: still.counts },
      ],
      {
        id: 'input-map',
        title: 'Connections of each input pixel',
        caption:
          'SET moves connections from the border, where pixels hardly vary, to the middle of the picture.',
      },
    ),
    degreeVersusVariance(
      [
        { name: 'SET', degrees: set.counts, variances: set.variances },
        { name: 'static sparse', degrees: still.counts, variances: still.variances },
      ],
      {
        id: 'degree-variance',
        title: 'Connections follow the variance of the input',
        caption: 'One point a pixel.',
        order,
      },
    ),
    bars(last, {
      id: 'final-accuracy',
      title: 'Accuracy at the end',
      caption: 'Mean and standard deviation of three seeds after 40 epochs.',
      measure: 'testAccuracy',
      scale: 100,
      label: 'test accuracy (%)',
      order,
      y: { domain: [80, 90] },
    }),
  ];
}

/** A whole page's worth: one run a seed. */
export function exampleInput(seeds: readonly number[] = [1]): ReportInput {
  const several = seeds.length > 1;
  const runs = seeds.map((seed): ReportRun => {
    const records = exampleRecords(seed);
    return {
      label: several ? `seed ${seed}` : '',
      identity: `${seed}${'7d1f03c2a95be846'.repeat(4)}`.slice(0, 64),
      hash: `${seed}${'c40b9e62d8175fa3'.repeat(4)}`.slice(0, 64),
      folder: `runs/set-mlp/${seed}7d1f03c2a95`,
      parameters: {},
      seed,
      arithmetic: 'fused',
      engine: 1,
      data: { 'fashion-mnist': '5f3a'.repeat(16) },
      records,
      environment: {
        frugal: '0.1.0',
        node: '24.21.0',
        v8: '13.6.233.17',
        platform: 'linux 6.1 x64',
        processor: 'AMD EPYC 7763 64-Core Processor',
        cores: 2,
        memoryBytes: 8 * 2 ** 30,
        probes: { simd: true, relaxedSimd: true, sharedMemory: true, memory64: false },
        date: '2026-03-02T10:14:07.000Z',
        threads: 2,
        arithmetic: 'fused',
      },
      timing: { seconds: 83.2 + seed, stretches: 1 },
      command: `frugal run set-mlp --preset quick --epochs 40 --seed ${seed} --arithmetic fused`,
    };
  });
  return {
    columns: [],
    claims: [{ label: '', runs: seeds.length, results: exampleClaims(seeds[0]) }],
    study: {
      name: 'set-mlp',
      title: 'Sparse evolutionary training of multilayer perceptrons',
      description:
        'A multilayer perceptron starts as a sparse random graph. After every epoch the connections with the weights nearest to zero are removed and as many new ones grow at random. Does it learn as well as a dense network with twenty times the connections, and better than the same sparse network left as it is?',
      paper: {
        authors: 'D. C. Mocanu, E. Mocanu, P. Stone, P. H. Nguyen, M. Gibescu and A. Liotta',
        year: 2018,
        title:
          'Scalable training of artificial neural networks with adaptive sparse connectivity inspired by network science',
        where: 'Nature Communications 9, 2383',
        url: 'https://doi.org/10.1038/s41467-018-04316-3',
      },
    },
    parameters: exampleParameters(),
    runs,
    figures: exampleFigures(several ? seeds : [1]),
    table: tabulate(exampleTable, [
      { label: '', results: runs.map(({ seed, records }) => ({ seed, records, parameters: {} })) },
    ]),
  };
}

const sum = (records: readonly StudyRecord[], column: string): number =>
  records.reduce((all, record) => all + Number(record[column] ?? 0), 0);

/** Rows by method; what the records of `exampleRecords` tell. */
const exampleTable: ResultTable = {
  baseline: 'static sparse',
  row: ({ method }) => (typeof method === 'string' ? { name: method } : undefined),
  columns: [
    {
      ...{ label: 'accuracy', unit: '%', form: 'percent' as const },
      of: (records) => Number(records.at(-1)?.testAccuracy),
    },
    { label: 'connections', of: (records) => Number(records.at(-1)?.connections) },
    { label: 'energy', symbol: 'M₁', unit: 'Σ|Δw|', of: (records) => sum(records, 'energy') },
    { label: 'arithmetic', unit: 'multiply-adds', of: (records) => sum(records, 'multiplyAdds') },
    { label: 'born', unit: 'synapses', detail: true, of: (records) => sum(records, 'born') },
  ],
};

function exampleClaims(seed: number): ClaimResult[] {
  return [
    {
      id: 'set-beats-static',
      statement:
        'SET reaches a higher test accuracy than a static sparse network of the same size.',
      published: '98.74 % against 96.97 % (MNIST, Table 2)',
      measured: `${(88.1 + seed / 10).toFixed(1)} % against 86.8 %, n = 1 seed`,
      verdict: 'holds',
    },
    {
      id: 'set-beats-dense',
      statement:
        'SET is at least as accurate as the dense network with twenty times the connections.',
      published: '98.74 % against 98.55 % (MNIST, Table 2)',
      measured:
        '88.3 % against 88.0 %; a difference of 0.3 points needs five seeds to be told from chance',
      verdict: 'undecided',
    },
    {
      id: 'exact-count',
      statement: 'The number of connections stays the same through every rewiring.',
      published: 'by construction',
      measured: '124,600 after each of 40 epochs',
      verdict: 'holds',
    },
    {
      id: 'scale-free',
      statement: 'The degrees of the hidden neurons approach a power law with exponent near 2.3.',
      published: 'exponent 2.31 after 1,000 epochs (Fig. 3)',
      measured: seed === 2 ? 'exponent 2.4 ± 0.3, R² = 0.91' : 'exponent 3.4 ± 0.3, R² = 0.71',
      verdict: seed === 2 ? 'holds' : 'falls short',
    },
  ];
}

function exampleParameters(): ReportParameter[] {
  const table: [string, string, string, string, string?, string?][] = [
    ['task', 'digits', 'fashion-mnist', 'what is to be learned'],
    ['methods', 'set,static,dense', 'set,static,dense', 'networks that are compared'],
    [
      'hidden',
      '1000,1000,1000',
      '1000,1000,1000',
      'sizes of the hidden layers',
      undefined,
      'neurons',
    ],
    ['epsilon', '20', '20', 'sparsity of the Erdős–Rényi graph at birth', 'ε'],
    ['zeta', '0.3', '0.3', 'share of the connections replaced after an epoch', 'ζ'],
    ['epochs', '5', '40', 'passes through the training set'],
    ['batch', '128', '128', 'examples between two updates', undefined, 'examples'],
    ['learningRate', '0.01', '0.05', 'step size of gradient descent', 'η', 'per step'],
    ['momentum', '0.9', '0.9', 'share of the last step that is repeated'],
    ['weightDecay', '0.0002', '0.0002', 'pull of every weight towards zero', 'λ', 'per step'],
    ['dropout', '0.3', '0', 'share of hidden neurons silenced at random'],
  ];
  return table.map(([name, standard, value, description, symbol, unit]) => ({
    name,
    description,
    default: standard,
    values: [value],
    ...(symbol && { symbol }),
    ...(unit && { unit }),
  }));
}
