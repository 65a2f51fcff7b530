/** Gradients by finite differences, equal bits for all threads and twins, rules against written inputs, truncation. */

import { describe, expect, it } from 'vitest';
import { erdosRenyi } from '../../connectivity/index.ts';
import { strictEngine } from '../../engine/fixtures/strict.ts';
import { createEngine, type EngineOptions } from '../../engine/index.ts';
import type { ActivationName } from '../../kernels/index.ts';
import { createRandom } from '../../numerics/random.ts';
import type { NewLayer } from '../../sparse/layer.ts';
import { listOfEach, type Order, type Topology } from '../../sparse/topology.ts';
import { bundleWeights, readGradient } from '../bundle.ts';
import { createPass, type RnnPass } from './pass.ts';
import { createRnn, type Rnn, type RnnBundleName } from './rnn.ts';
import { RNN_ACTIVATIONS, type RnnSpec } from './spec.ts';

const [INPUTS, UNITS, OUTPUTS, RULES, STEPS] = [3, 10, 4, 3, 12];

function block(inputs: number, outputs: number, order: Order, density = 0.4): NewLayer {
  const random = createRandom(`${inputs}→${outputs}`);
  const shape =
    density === 1
      ? { inputs, outputs, order }
      : erdosRenyi({ inputs, outputs, order, density, random: random.split('topology') });
  const count = density === 1 ? inputs * outputs : (shape as Topology).index.length;
  const weights = new Float32Array(count);
  random.split('weights').fillUniform(weights, -0.6, 0.6);
  return { topology: shape, arrays: { weights } };
}

function specOf(changes: Partial<RnnSpec> = {}): RnnSpec {
  const values = (name: string, count: number): Float32Array => {
    const out = new Float32Array(count);
    createRandom(name).fillUniform(out, -0.4, 0.4);
    return out;
  };
  return {
    input: block(INPUTS, UNITS, 'by-output'),
    rule: { rules: RULES, weights: values('rule', RULES * UNITS) },
    recurrent: block(UNITS, UNITS, 'by-input'),
    output: block(UNITS, OUTPUTS, 'by-input'),
    bias: values('bias', UNITS),
    outputBias: values('outputBias', OUTPUTS),
    initial: values('initial', UNITS),
    learnInitial: true,
    activation: 'tanh',
    loss: 'cross-entropy',
    batch: 6,
    ...changes,
  };
}

interface Shown {
  readonly inputs: number[][][];
  readonly rules: number[][];
  readonly labels: number[][];
  readonly weights: number[][];
  readonly targets: number[][][];
}

/** `[sequence][step]` of everything. Rules change now and then, and one step has no label. */
function shown(batch: number, steps: number): Shown {
  const random = createRandom('shown');
  const each = <T>(value: (t: number) => T): T[][] =>
    Array.from({ length: batch }, () => Array.from({ length: steps }, (_, t) => value(t)));
  return {
    inputs: each(() => Array.from({ length: INPUTS }, () => 2 * random.uniform() - 1)),
    rules: each((t) => Math.floor(t / 5) % RULES),
    labels: each((t) => (t === 2 ? -1 : random.integer(OUTPUTS))),
    weights: each(() => random.uniform()),
    targets: each(() => Array.from({ length: OUTPUTS }, () => random.uniform())),
  };
}

function write(pass: RnnPass, { inputs, rules, labels, weights, targets }: Shown, from = 0): void {
  const ruled = pass.network.rules > 0;
  pass.tracks().forEach((track, b) => {
    for (let t = 0; t < pass.steps; t++) {
      const at = track.stepStart + t * track.stepStep;
      const row = track.start + t * track.stepStride;
      const rule = rules[b][from + t];
      const all = ruled
        ? inputs[b][from + t]
        : [
            ...inputs[b][from + t],
            ...Array.from({ length: RULES }, (_, r) => (r === rule ? 1 : 0)),
          ];
      all.forEach((x, c) => {
        track.observations[row + c * track.channelStride] = x;
      });
      track.labels[at] = labels[b][from + t];
      if (ruled) track.rules[at] = rule;
      track.lossWeights[at] = weights[b][from + t];
    }
    if (pass.network.loss !== 'squared-error') return;
    const graded = pass.targets(b);
    for (let t = 0; t < pass.steps; t++) {
      targets[b][from + t].forEach((y, k) => {
        const at = graded.start + t * graded.stepStride + k * graded.outputStride;
        graded.targets[at] = y;
        graded.weights[at] = weights[b][from + t];
      });
    }
  });
}

type Weights = Record<RnnBundleName, Float64Array>;

const F: Record<ActivationName, (x: number) => number> = {
  relu: (x) => Math.max(x, 0),
  tanh: Math.tanh,
  softplus: (x) => Math.log1p(Math.exp(x)),
  'rectified-tanh': (x) => Math.max(Math.tanh(x), 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
};

/** The loss in double precision, from nothing but the equations. */
function reference(network: Rnn, weights: Weights, data: Shown): number {
  const product = (name: 'input' | 'recurrent' | 'output', x: number[]): number[] => {
    const topology = network.matrices[name].topology();
    const list = listOfEach(topology);
    const y = new Array<number>(topology.outputs).fill(0);
    topology.index.forEach((other, k) => {
      const [i, o] = topology.order === 'by-output' ? [other, list[k]] : [list[k], other];
      y[o] += weights[`${name}.weight`][k] * x[i];
    });
    return y;
  };
  let total = 0;
  data.inputs.forEach((sequence, b) => {
    let h = Array.from(weights.initial);
    sequence.forEach((x, t) => {
      const into = product('input', x);
      const within = product('recurrent', h);
      h = h.map((before, n) => {
        const rule = weights['rule.weight'][data.rules[b][t] * UNITS + n];
        const z = into[n] + within[n] + rule + weights['recurrent.bias'][n];
        return (1 - network.alpha) * before + network.alpha * F[network.activation](z);
      });
      const y = product('output', h).map((value, o) => value + weights['output.bias'][o]);
      const label = data.labels[b][t];
      if (network.loss === 'squared-error') {
        y.forEach((value, o) => {
          total += data.weights[b][t] * (F.sigmoid(value) - data.targets[b][t][o]) ** 2;
        });
      } else if (label >= 0) {
        const sum = y.reduce((s, value) => s + Math.exp(value), 0);
        total += data.weights[b][t] * (Math.log(sum) - y[label]);
      }
    });
  });
  return total;
}

async function learnOnce(spec: RnnSpec, options: EngineOptions = {}, keepErrors = false) {
  const engine = strictEngine(options);
  const network = createRnn(engine, spec);
  const pass = createPass(network, { steps: STEPS, learning: true, keepErrors });
  const data = shown(spec.batch, STEPS);
  write(pass, data);
  pass.setStep(3);
  const program = engine.program(pass.strands());
  await engine.ready();
  engine.run(program);
  engine.dispose();
  return { engine, network, pass, data, loss: pass.takeScore().loss };
}

describe('gradients', () => {
  const cases = RNN_ACTIVATIONS.flatMap((activation) =>
    [1, 0.3].map((alpha) => ({ activation, alpha, loss: 'cross-entropy' as const })),
  );
  it.each([
    ...cases,
    { activation: 'softplus', alpha: 0.2, loss: 'squared-error' } as const,
    { activation: 'relu', alpha: 1, loss: 'squared-error' } as const,
  ])('$activation, alpha $alpha, $loss: finite differences of every bundle', async (changes) => {
    const { engine, network, data, loss } = await learnOnce(specOf(changes));
    const weights = Object.fromEntries(
      network.bundles.map((bundle) => [
        bundle.name,
        Float64Array.from(bundleWeights(engine, bundle)),
      ]),
    ) as Weights;
    expect(loss).toBeCloseTo(reference(network, weights, data), 4);
    for (const bundle of network.bundles) {
      const found = readGradient(engine, bundle);
      const values = weights[bundle.name as RnnBundleName];
      const size = Math.max(...found.map(Math.abs));
      for (let k = 0; k < values.length; k++) {
        const [own, step] = [values[k], 1e-5];
        values[k] = own + step;
        const above = reference(network, weights, data);
        values[k] = own - step;
        const below = reference(network, weights, data);
        values[k] = own;
        const error = Math.abs(found[k] - (above - below) / (2 * step));
        expect(error, `${bundle.name}[${k}]`).toBeLessThan(1e-4 * size);
      }
    }
  });
});

const bits = ({ engine, network }: { engine: Rnn['engine']; network: Rnn }): number[][] =>
  network.bundles.map((bundle) => Array.from(new Uint32Array(readGradient(engine, bundle).buffer)));

describe('equal bits', () => {
  const specs: Record<string, Partial<RnnSpec>> = {
    'discrete, narrow tiles': { batch: 6 },
    'leaky with noise, several tiles': { batch: 70, alpha: 0.2, noise: 0.05, noiseKey: [7, 9] },
    'dense, several shards': {
      ...{ batch: 130, recurrent: block(UNITS, UNITS, 'by-input', 1) },
      ...{
        input: block(INPUTS, UNITS, 'by-output', 1),
        output: block(UNITS, OUTPUTS, 'by-input', 1),
      },
    },
    'graded, one sequence': { batch: 1, loss: 'squared-error', activation: 'softplus' },
  };
  it.each(Object.keys(specs))('%s: for 1, 2, 3 threads and the twins', async (name) => {
    const spec = specOf(specs[name]);
    const one = await learnOnce(spec);
    for (const options of [{ threads: 2 }, { threads: 3 }, { backend: 'twin' }] as const) {
      const other = await learnOnce(spec, options);
      expect(other.loss).toBe(one.loss);
      expect(bits(other)).toEqual(bits(one));
    }
  });
});

describe('rule inputs', () => {
  it('do what the same inputs written out do', async () => {
    const spec = specOf({ input: block(INPUTS, UNITS, 'by-output', 1) });
    const { rule, ...rest } = spec;
    const written = new Float32Array(UNITS * (INPUTS + RULES));
    for (let n = 0; n < UNITS; n++) {
      for (let c = 0; c < INPUTS; c++)
        written[n * (INPUTS + RULES) + c] = spec.input.arrays.weights[n * INPUTS + c];
      for (let r = 0; r < RULES; r++)
        written[n * (INPUTS + RULES) + INPUTS + r] = (rule?.weights ?? [])[r * UNITS + n];
    }
    const shape = { inputs: INPUTS + RULES, outputs: UNITS, order: 'by-output' as const };
    const apart = await learnOnce(spec);
    const together = await learnOnce({
      ...rest,
      input: { topology: shape, arrays: { weights: written } },
    });
    expect(together.loss).toBeCloseTo(apart.loss, 5);
    const rules = readGradient(apart.engine, apart.network.bundle('rule.weight'));
    const all = readGradient(together.engine, together.network.bundle('input.weight'));
    rules.forEach((value, k) => {
      const [r, n] = [Math.floor(k / UNITS), k % UNITS];
      expect(all[n * (INPUTS + RULES) + INPUTS + r]).toBeCloseTo(value, 5);
    });
    const biases = [apart, together].map(({ engine, network }) =>
      readGradient(engine, network.bundle('recurrent.bias')),
    );
    biases[0].forEach((value, n) => {
      expect(biases[1][n]).toBeCloseTo(value, 5);
    });
  });
});

describe('truncated back-propagation', () => {
  it('carries the state: two windows lose what one of both loses', async () => {
    const spec = specOf({ batch: 40, alpha: 0.5, learnInitial: false });
    const whole = await learnOnce(spec);
    const engine = createEngine({ arithmetic: 'strict' });
    const network = createRnn(engine, spec);
    const pass = createPass(network, { steps: STEPS / 2, learning: true });
    const program = engine.program(pass.strands());
    await engine.ready();
    write(pass, whole.data);
    engine.run(program);
    write(pass, whole.data, STEPS / 2);
    pass.carry();
    engine.run(program);
    expect(pass.takeScore().loss).toBeCloseTo(whole.loss, 4);
    pass.begin();
    engine.run(program);
    expect(pass.takeScore().loss).not.toBeCloseTo(whole.loss, 4);
  });
});

describe('what can be seen', () => {
  it.each(['input', 'recurrent', 'output'] as const)(
    'scores connections of the %s block that do not exist by the gradient of a dense one',
    async (name) => {
      for (const changes of [{ shards: 1 }, {}, { loss: 'squared-error' }] as Partial<RnnSpec>[]) {
        // 70 sequences: several tiles a shard, the last of them with 6.
        const spec = specOf({ batch: 70, alpha: 0.5, ...changes });
        const sparse = await learnOnce(spec, {}, true);
        const { topology, arrays } = spec[name];
        if (topology.index === undefined) throw new Error('the block is dense');
        const { inputs, outputs, order } = topology;
        const [, others] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
        const weights = new Float32Array(inputs * outputs);
        listOfEach(topology).forEach((list, k) => {
          weights[list * others + topology.index[k]] = arrays.weights[k];
        });
        const block = { topology: { inputs, outputs, order }, arrays: { weights } };
        const full = await learnOnce({ ...spec, [name]: block });
        const gradient = readGradient(full.engine, full.network.bundle(`${name}.weight`));
        const list = Uint32Array.from(gradient, (_, k) => Math.floor(k / others));
        const other = Uint32Array.from(gradient, (_, k) => k % others);
        const found = sparse.pass.score(`${name}.weight`, list, other);
        const size = Math.max(...gradient.map(Math.abs));
        expect(size).toBeGreaterThan(1e-3);
        found.forEach((value, k) => {
          expect(Math.abs(value - gradient[k])).toBeLessThan(1e-5 * size);
        });
      }
    },
  );

  it('scores nothing but blocks, and only where errors were kept', async () => {
    const none = new Uint32Array(0);
    const kept = await learnOnce(specOf(), {}, true);
    expect(() => kept.pass.score('recurrent.bias', none, none)).toThrow(
      '"recurrent.bias" has no connections to score',
    );
    const { pass } = await learnOnce(specOf());
    expect(() => pass.score('recurrent.weight', none, none)).toThrow('keepErrors');
  });

  it('draws other noise to learn and to evaluate, and the same for equal step numbers', async () => {
    const engine = createEngine({ arithmetic: 'strict' });
    const spec = specOf({ batch: 4, alpha: 0.5, noise: 0.3, noiseKey: [7, 9] });
    const network = createRnn(engine, spec);
    const data = shown(4, 6);
    const evaluating = createPass(network, {
      ...{ steps: 6, batch: 4, learning: false, noise: true },
    });
    const learning = createPass(network, { steps: 6, learning: true });
    const programs = [evaluating, learning].map((pass) => {
      write(pass, data);
      return engine.program(pass.strands());
    });
    await engine.ready();
    /** The loss of the answers that an evaluation gives, by hand. */
    const evaluated = (step: number): number => {
      evaluating.setStep(step);
      engine.run(programs[0]);
      const outputs = evaluating.outputs();
      let loss = 0;
      data.labels.forEach((labels, b) => {
        labels.forEach((label, t) => {
          const at = (t * 4 + b) * OUTPUTS;
          const y = outputs.subarray(at, at + OUTPUTS);
          const sum = y.reduce((total, value) => total + Math.exp(value), 0);
          if (label >= 0) loss += data.weights[b][t] * (Math.log(sum) - y[label]);
        });
      });
      return loss;
    };
    expect(evaluated(3)).toBe(evaluated(3));
    expect(Math.abs(evaluated(4) - evaluated(3))).toBeGreaterThan(1e-3);
    learning.setStep(3);
    engine.run(programs[1]);
    expect(Math.abs(learning.takeScore().loss - evaluated(3))).toBeGreaterThan(1e-3);
  });

  it('gives answers and activity of sequences in their order', async () => {
    const engine = createEngine();
    const network = createRnn(engine, specOf({ batch: 40 }));
    const options = { steps: 5, batch: 40, learning: false } as const;
    const keeping = createPass(network, { ...options, keepActivity: true });
    const passing = createPass(network, options);
    const data = shown(40, 5);
    const programs = [keeping, passing].map((pass) => {
      write(pass, data);
      return engine.program(pass.strands());
    });
    await engine.ready();
    for (const program of programs) engine.run(program);
    expect(passing.outputs()).toEqual(keeping.outputs());
    const [activity, outputs] = [keeping.activity(), keeping.outputs()];
    expect(activity.length).toBe(5 * 40 * UNITS);
    const { answers, start, stride } = keeping.answers(33);
    for (let t = 0; t < 5; t++) {
      const row = outputs.slice((t * 40 + 33) * OUTPUTS, (t * 40 + 34) * OUTPUTS);
      expect(answers[start + t * stride]).toBe(row.indexOf(Math.max(...row)));
    }
    expect(() => passing.activity()).toThrow('keepActivity');
  });
});

describe('refusals', () => {
  const engine = createEngine();
  it.each([
    [{ alpha: 0 }, 'alpha 0 is outside (0, 1]'],
    [{ noise: -1 }, 'recurrent noise -1 is outside [0, ∞)'],
    [{ activation: 'sigmoid' }, 'unknown activation "sigmoid"'],
    [{ bias: new Float32Array(3) }, '3 values for 10 biases'],
    [{ recurrent: block(UNITS, OUTPUTS, 'by-input') }, 'not square'],
    [{ recurrent: block(UNITS, UNITS, 'by-output') }, 'must be by-input'],
    [{ output: block(UNITS + 1, OUTPUTS, 'by-input') }, 'the output block reads 11'],
  ] satisfies [Partial<RnnSpec>, string][])('%j', (changes, message) => {
    expect(() => createRnn(engine, specOf(changes))).toThrow(message);
  });
});
