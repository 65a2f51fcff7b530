/**
 * One convolution of 3 × 3 kernels with as many channels out as in: forward, gradients of the weights and of what is below,
 * with 5 % of the weights and with all of them, in tiles of the width that networks take. The peer is PyTorch's dense
 * convolution of the same pictures with its two gradients. What one weight gathers over the lanes of a vector is added up once a
 * batch, which takes next to nothing and is left out.
 */

import { type Call, createEngine } from '../src/engine/index.ts';
import {
  clear,
  convolve,
  convolveBackward,
  convolveDense,
  convolveDenseBelow,
  convolveDenseGradient,
  planeOf,
  sumBytes,
  tapTable,
} from '../src/kernels/index.ts';
import { FRONT_TILE } from '../src/networks/front.ts';
import { createRandom } from '../src/numerics/random.ts';
import { GOALS } from './goals.ts';
import { contestant, race, ratio } from './measure.ts';
import { against, startPeers } from './peers.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const BATCH = 32;
const DENSITY = 0.05;
/** Channels, and rows and columns of a picture: the layers of the article's network after each pooling. */
const LAYERS = [
  [32, 32],
  [64, 16],
  [128, 8],
] as const;

/** Both ways through one layer, as functions that run it. */
async function stepsOf(channels: number, side: number) {
  const engine = createEngine({ threads: 1 });
  const random = createRandom('bench').split('convolution').split(side);
  const { memory, arithmetic } = engine;
  const plane = { rows: side, columns: side, width: FRONT_TILE } as const;
  const floats = planeOf(plane) * channels;
  const taps = 9 * channels;
  const place = (bytes: number): number => memory.allocate(bytes);
  const [input, output, delta, below] = [0, 1, 2, 3].map(() => place(4 * floats));
  const weight = place(4 * taps * channels);
  const bias = place(4 * channels);
  const sums = place(sumBytes(plane) * taps * channels);
  const offsets = place(4 * taps);
  const start = place(4 * (channels + 1));
  const index = place(2 * taps * channels);
  const { f32, u16, u32 } = memory.views();
  for (const at of [input, delta])
    for (let k = 0; k < floats; k++) f32[at / 4 + k] = random.uniform() - 0.5;
  for (let k = 0; k < taps * channels; k++) f32[weight / 4 + k] = random.uniform() - 0.5;
  u32.set(tapTable(plane, channels), offsets / 4);
  let count = 0;
  for (let channel = 0; channel < channels; channel++) {
    u32[start / 4 + channel] = count;
    for (let tap = 0; tap < taps; tap++)
      if (random.uniform() < DENSITY) u16[index / 2 + count++] = tap;
  }
  u32[start / 4 + channels] = count;

  const common = { plane, index: 'u16', arithmetic } as const;
  const lists = [channels, start, index, weight];
  const sparse: Call[] = [
    { kernel: convolve(common), values: [...lists, bias, offsets, input, output] },
    { kernel: clear, values: [floats, below] },
    {
      kernel: convolveBackward({ ...common, first: false }),
      values: [...lists, offsets, delta, input, below, sums],
    },
  ];
  const both = [channels, channels];
  const dense: Call[] = [
    { kernel: convolveDense(common), values: [...both, weight, bias, input, output] },
    { kernel: convolveDenseBelow(common), values: [...both, weight, delta, below] },
    { kernel: convolveDenseGradient(common), values: [...both, delta, input, sums] },
  ];
  const programs = [sparse, dense].map((calls) =>
    engine.program([Array.from({ length: BATCH / FRONT_TILE }, () => calls).flat()]),
  );
  await engine.ready();
  return programs.map((program) => () => engine.run(program));
}

async function* run({ rounds }: Effort): AsyncGenerator<Row, void> {
  for (const [channels, side] of LAYERS) {
    const question = { layers: [channels, channels], batch: BATCH, steps: side };
    const others = await startPeers([['convolution_torch_step', question]]);
    const [sparse, dense] = await stepsOf(channels, side);
    const ours = [
      await contestant('5 % of the weights', sparse, { burst: 0.05 }),
      await contestant('all weights', dense, { burst: 0.05 }),
    ];
    const [few, all, ...peers] = await race([...ours, ...others], rounds);
    for (const peer of others) peer.end();
    const what = `${channels} channels of ${side} × ${side}`;
    yield { what: `${what}, ${few.name}`, measured: 1e3 * few.least, unit: 'ms' };
    const own = `${what}, ${few.name}, against all of ours`;
    yield { what: own, measured: ratio(all, few), unit: 'times', goal: GOALS.convolutionOwn };
    yield* against(`${what}, ${few.name}`, few, peers, GOALS.convolutionPeer);
    yield* against(`${what}, ${all.name}`, all, peers);
  }
}

export const convolution: Suite = {
  title: `Convolution of 3 × 3 kernels, batch ${BATCH}: forward and both gradients`,
  run,
};
