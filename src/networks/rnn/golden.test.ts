/** Golden networks: loss, states, outputs and every gradient, on kernels and twins, sparse and dense. */

import { describe, expect, it } from 'vitest';
import { type GoldenParams, type GoldenRnn, goldenRnns } from '../../../test/rnn-golden.ts';
import { createEngine, type Engine } from '../../engine/index.ts';
import { fromPositions, type Order, type Topology } from '../../sparse/topology.ts';
import { readGradient } from '../bundle.ts';
import { createPass } from './pass.ts';
import { createRnn, type Rnn } from './rnn.ts';

type Matrix = readonly (readonly number[])[];

/** Positions of a mask, `[output][input]`, and what a matrix has there. */
function masked(mask: Matrix, order: Order): Topology {
  const [outputs, inputs] = [mask.length, mask[0].length];
  const positions: number[] = [];
  const [lists, others] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
  for (let list = 0; list < lists; list++) {
    for (let other = 0; other < others; other++) {
      const there = order === 'by-output' ? mask[list][other] : mask[other][list];
      if (there !== 0) positions.push(list * others + other);
    }
  }
  return fromPositions({ inputs, outputs, order }, Uint32Array.from(positions));
}

function valuesOn(topology: Topology, matrix: Matrix): Float32Array {
  const { start, index, order } = topology;
  const values = new Float32Array(index.length);
  for (let list = 0; list + 1 < start.length; list++) {
    for (let k = start[list]; k < start[list + 1]; k++)
      values[k] = order === 'by-output' ? matrix[list][index[k]] : matrix[index[k]][list];
  }
  return values;
}

const ones = (matrix: Matrix): Matrix => matrix.map((row) => row.map(() => 1));

function build(engine: Engine, golden: GoldenRnn, dense: boolean): Rnn {
  const { params, mask_matrix, activation, alpha, Y } = golden;
  const block = (matrix: Matrix, mask: Matrix, order: Order) => {
    const shape = masked(mask, order);
    return { topology: shape, arrays: { weights: valuesOn(shape, matrix) } };
  };
  const mask = dense ? ones(mask_matrix) : mask_matrix;
  return createRnn(engine, {
    input: block(params.Wi, ones(params.Wi), 'by-output'),
    recurrent: block(params.W, mask, 'by-input'),
    output: block(params.Wo, ones(params.Wo), 'by-input'),
    bias: Float32Array.from(params.b),
    outputBias: Float32Array.from(params.bo),
    activation,
    alpha,
    loss: 'cross-entropy',
    batch: Y[0].length,
  });
}

const near = (found: ArrayLike<number>, expected: readonly number[]): void => {
  expect(found.length).toBe(expected.length);
  const worst = Math.max(...expected.map((value, k) => Math.abs(found[k] - value)));
  expect(worst).toBeLessThan(2e-6);
};

describe.each(goldenRnns)('$mask, $activation, alpha $alpha', (golden) => {
  const { X, Y } = golden;
  const steps = X.length;
  const feed = (tracks: ReturnType<ReturnType<typeof createPass>['tracks']>): void => {
    tracks.forEach((track, b) => {
      for (let t = 0; t < steps; t++) {
        X[t][b].forEach((x, c) => {
          const at = track.start + t * track.stepStride + c * track.channelStride;
          track.observations[at] = x;
        });
        track.labels[track.stepStart + t * track.stepStep] = Y[t][b];
      }
    });
  };

  for (const backend of ['wasm', 'twin'] as const) {
    for (const dense of [false, true]) {
      it(`${backend}, ${dense ? 'dense with zeros' : 'sparse'}`, async () => {
        const engine = createEngine({ backend });
        const network = build(engine, golden, dense);
        const learning = createPass(network, { steps, learning: true });
        const seeing = createPass(network, { steps, learning: false, keepActivity: true });
        feed(learning.tracks());
        feed(seeing.tracks());
        const [learn, see] = [learning, seeing].map((pass) => engine.program(pass.strands()));
        await engine.ready();
        engine.run(see);
        near(seeing.activity(), golden.hidden.flat(2));
        near(seeing.outputs(), golden.logits.flat(2));
        for (let run = 0; run < 2; run++) engine.run(learn);
        expect(learning.takeScore().loss / 2).toBeCloseTo(golden.loss, 6);
        const mask = dense ? ones(golden.mask_matrix) : golden.mask_matrix;
        const expectGradient = (
          name: Parameters<Rnn['bundle']>[0],
          key: keyof GoldenParams,
          shape?: Topology,
        ) => {
          const found = readGradient(engine, network.bundle(name));
          const expected = golden.grad[key];
          if (shape === undefined) near(found, expected as readonly number[]);
          else if (dense && key === 'W') {
            const there = valuesOn(shape, golden.mask_matrix);
            near(
              found.map((value, k) => (there[k] === 0 ? 0 : value)),
              Array.from(valuesOn(shape, expected as Matrix)),
            );
          } else near(found, Array.from(valuesOn(shape, expected as Matrix)));
        };
        expectGradient('input.weight', 'Wi', masked(ones(golden.params.Wi), 'by-output'));
        expectGradient('recurrent.weight', 'W', masked(mask, 'by-input'));
        expectGradient('recurrent.bias', 'b');
        expectGradient('output.weight', 'Wo', masked(ones(golden.params.Wo), 'by-input'));
        expectGradient('output.bias', 'bo');
      });
    }
  }
});
