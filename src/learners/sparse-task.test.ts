/** Learning from sparse examples as a whole: the dense path's bits with rewiring, growth by score, threads and mirrors. */

import { afterEach, describe, expect, it } from 'vitest';
import { strictEngine } from '../engine/fixtures/strict.ts';
import { createEngine, type Engine, type EngineOptions } from '../engine/index.ts';
import type { SparseRows } from '../formats/values.ts';
import { buildMlp } from '../networks/builders.ts';
import { mlp } from '../networks/index.ts';
import { isTick } from '../numerics/pace.ts';
import { createRandom } from '../numerics/random.ts';
import { adam, sgd, type Transform } from '../plasticity/index.ts';
import { byScore, type Rewiring, set } from '../rewiring/index.ts';
import { rigl } from '../rewiring/rigl.ts';
import type { ClassificationTask, Examples, SparseExamples } from '../tasks/examples.ts';
import { type Classifier, createClassifier, type EpochRecord } from './classifier.ts';
import type { MirrorChoice } from './orientation.ts';
import { train } from './train.ts';

const engines: Engine[] = [];
afterEach(() => {
  for (const engine of engines.splice(0)) engine.dispose();
});

/** Words of three topics: each document has 6 of 40 words, four of them of its own topic. */
function documents(count: number, seed: string): SparseExamples {
  const random = createRandom(seed);
  const labels = Uint8Array.from({ length: count }, () => random.integer(3));
  const words = Array.from(labels, (topic) => {
    const own = [...random.distinct(12, 4)].map((word) => 12 * topic + word);
    const any = [...random.distinct(40, 2)];
    return [...new Set([...own, ...any])].sort((a, b) => a - b);
  });
  const starts = Uint32Array.from([0, ...words.map(({ length }) => length)]);
  for (let row = 1; row <= count; row++) starts[row] += starts[row - 1];
  const indices = Uint32Array.from(words.flat());
  const values = Float32Array.from(indices, (word) => 0.5 + (word % 5) / 10);
  return {
    count,
    features: 40,
    labels,
    rows: { rows: count, columns: 40, starts, indices, values },
  };
}

const facts = {
  ...{ name: 'documents', title: 'words of three topics', features: 40, classes: 3 },
  ...{ shape: [40], classNames: ['a', 'b', 'c'], digest: '0' },
};
const SPARSE: ClassificationTask<SparseExamples> = {
  ...facts,
  train: documents(300, 'train'),
  test: documents(90, 'test'),
};

function dense({ rows, ...rest }: SparseExamples): Examples {
  const inputs = new Float32Array(rest.count * rest.features);
  for (let row = 0; row < rest.count; row++)
    for (let k = rows.starts[row]; k < rows.starts[row + 1]; k++)
      inputs[row * rest.features + rows.indices[k]] = rows.values[k];
  return { ...rest, inputs, scale: 1 };
}
const DENSE: ClassificationTask = {
  ...facts,
  train: dense(SPARSE.train),
  test: dense(SPARSE.test),
};

interface Variant extends EngineOptions {
  readonly task: ClassificationTask | ClassificationTask<SparseExamples>;
  readonly mirror?: MirrorChoice;
  readonly rewiring?: Rewiring;
  readonly transform?: Transform;
  readonly batch?: number;
}

async function make(variant: Variant): Promise<Classifier> {
  const { task, mirror = 'never', batch = 50, rewiring = set({ zeta: 0.3 }) } = variant;
  const { transform = sgd({ rate: 0.1, momentum: 0.9, coupledDecay: 0.0002 }) } = variant;
  const engine = strictEngine(variant);
  engines.push(engine);
  const random = createRandom(2);
  const fit = { inputs: 40, outputs: 3, batch, sparseInputs: true };
  return createClassifier({
    ...{ network: buildMlp(mlp([30, 20], { epsilon: 5, dropout: 0.1 }), engine, random, fit) },
    ...{ task, mirror, epochs: 4, random: random.split('learning') },
    transformFor: () => transform,
    rewiringFor: () => rewiring,
  });
}

/** Learns up to an epoch. */
function learn(classifier: Classifier, epochs = 4): EpochRecord[] {
  const records: EpochRecord[] = [];
  for (const told of classifier.learn()) {
    if (!isTick(told)) records.push(told);
    if (records.at(-1)?.epoch === epochs) break;
  }
  return records;
}

/** Records and all that is saved, with one sign of zero. */
async function outcome(variant: Variant) {
  const classifier = await make(variant);
  const records = learn(classifier);
  const layers = Object.values(classifier.wirings()).map(({ topology, arrays }) => ({
    topology,
    weights: Array.from(arrays.weights, (w) => w + 0),
  }));
  return { records, layers };
}

const RULES = {
  set: set({ zeta: 0.3 }),
  rigl: rigl({ zeta: 0.3, candidates: 'all' }),
  'a sample by score': { ...set({ zeta: 0.3 }), grow: byScore({ candidates: 2 }) },
};

describe('learning from sparse examples', () => {
  it.each(Object.entries(RULES))(
    'comes to the bits of the dense path under %s',
    async (_, rewiring) => {
      const expected = await outcome({ task: DENSE, rewiring });
      expect(expected.records[3].testAccuracy).toBeGreaterThan(0.8);
      for (const variant of [{}, { threads: 2 }, { threads: 3, mirror: 'always' }] as const)
        expect(await outcome({ task: SPARSE, rewiring, ...variant })).toEqual(expected);
    },
  );

  it('comes to the bits of the dense path on twins, with Adam and in small batches', async () => {
    for (const variant of [
      { transform: adam({ rate: 0.01 }), batch: 7 },
      { backend: 'twin' },
    ] as const)
      expect(await outcome({ task: SPARSE, ...variant })).toEqual(
        await outcome({ task: DENSE, ...variant }),
      );
  });

  it('goes on from a saved state to the same bits', async () => {
    const whole = await make({ task: SPARSE });
    const records = learn(whole);
    const first = await make({ task: SPARSE });
    learn(first, 2);
    const second = await make({ task: SPARSE });
    second.restore(structuredClone(first.save()));
    expect(learn(second)).toEqual(records.slice(2));
    expect(second.save()).toEqual(whole.save());
  });

  it('evaluates and answers sparse and dense examples alike', async () => {
    const classifier = await make({ task: SPARSE });
    learn(classifier, 2);
    const own = classifier.evaluate();
    expect(classifier.evaluate({ ...SPARSE.test })).toEqual(own);
    expect(classifier.evaluate(DENSE.test)).toEqual(own);
    expect(classifier.predict(SPARSE.train)).toEqual(classifier.predict(DENSE.train));
  });

  it('is one call', async () => {
    const records = [];
    for await (const record of train(SPARSE, mlp([30], { epsilon: 6 }), { epochs: 5, seed: 1 }))
      records.push(record);
    expect(records[4].testAccuracy).toBeGreaterThan(0.8);
  });

  it('refuses z-scores, and rows that do not fit', async () => {
    const engine = createEngine();
    engines.push(engine);
    const random = createRandom(2);
    const network = buildMlp(mlp([5]), engine, random, {
      ...{ inputs: 40, outputs: 3, sparseInputs: true },
    });
    const transformFor = () => sgd({ rate: 0.1 });
    const options = { network, epochs: 1, random, transformFor };
    await expect(
      createClassifier({ ...options, task: SPARSE, scaling: 'z-score' }),
    ).rejects.toThrow('scaling "z-score" leaves no input of sparse examples at 0');
    const rows: SparseRows = { ...SPARSE.train.rows, columns: 41 };
    const task = { ...SPARSE, train: { ...SPARSE.train, rows } };
    await expect(createClassifier({ ...options, task })).rejects.toThrow(
      'task "documents", train examples: 300 sparse rows of 41 columns for 300 examples of 40 features',
    );
  });
});
