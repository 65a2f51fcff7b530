/**
 * Every kernel alone, on one thread: useful operations a second, share of the measured peak, and against its slow twin.
 *
 * Useful operations are two a connection and example in a product, four in the fused backward.
 */

import { createEngine, type Engine, type Program } from '../src/engine/index.ts';
import { type Arithmetic, denseForward, TILE_WIDTHS } from '../src/kernels/index.ts';
import { createRandom } from '../src/numerics/random.ts';
import { blocksFor } from '../src/sparse/blocks.ts';
import { GOALS } from './goals.ts';
import { type BenchLayer, createLayer, placeRandom } from './layer.ts';
import { type Contestant, contestant, median, race, ratio } from './measure.ts';
import { arithmetics, peakContestant } from './roofline.ts';
import type { Effort, Suite } from './suite.ts';
import type { Row } from './table.ts';

const DENSITY = 0.05;
const [WIDTH, TILES] = [32, 4] as const;
const BATCH = WIDTH * TILES;

const PRODUCTS = [
  { kernel: 'gather', operations: 2 },
  { kernel: 'scatter', operations: 2 },
  { kernel: 'sample', operations: 2 },
  { kernel: 'backward', operations: 4 },
] as const;
type Product = (typeof PRODUCTS)[number]['kernel'];

const LABEL: Record<Product, string> = {
  gather: 'gather',
  scatter: 'scatter',
  sample: 'sample',
  backward: 'fused backward',
};

/** All programs are there before the first is warmed up: new kernels make a new module, and all begin cold again. */
async function running(
  engine: Engine,
  programs: readonly (readonly [name: string, program: Program])[],
): Promise<Contestant[]> {
  await engine.ready();
  const contestants: Contestant[] = [];
  for (const [name, program] of programs)
    contestants.push(await contestant(name, () => engine.run(program)));
  return contestants;
}

/** Products of one size in both arithmetics, each race with the peak of its arithmetic. */
async function* products(
  { rounds }: Effort,
  units: number,
  layer: BenchLayer,
  engine: Engine,
): AsyncGenerator<Row, void> {
  for (const arithmetic of arithmetics()) {
    const peak = await peakContestant(arithmetic);
    const contestants = await running(engine, [
      ...PRODUCTS.map(({ kernel }) => [kernel, layer[kernel](arithmetic)] as const),
      ['apart', layer.scatterAndSample(arithmetic)],
    ]);
    const [limit, ...results] = await race([peak.contestant, ...contestants], rounds);
    const head = (name: string): string => `${name}, ${units} units, ${arithmetic}`;
    const fused = arithmetic === 'fused';
    for (const [k, { kernel, operations }] of PRODUCTS.entries()) {
      const work = operations * layer.connections * BATCH;
      const gflops = work / results[k].least / 1e9;
      yield { what: head(LABEL[kernel]), measured: gflops, unit: 'GF/s' };
      // As good a burst of the kernel as of the peak: the median over rounds.
      const share = median(
        limit.rounds.map(
          (seconds, round) => work / results[k].rounds[round] / (peak.operations / seconds),
        ),
      );
      const goal =
        fused && units === 1000 && (kernel === 'gather' || kernel === 'backward')
          ? GOALS[kernel]
          : undefined;
      yield {
        what: `${head(LABEL[kernel])}, share of the peak`,
        measured: share,
        unit: 'share',
        goal,
      };
    }
    yield {
      what: `${head('fused backward')}, against scatter + sample`,
      measured: ratio(results[PRODUCTS.length], results[PRODUCTS.length - 1]),
      unit: 'times',
      goal: fused ? GOALS.fusedBackward : undefined,
    };
  }
}

/** Passes over the connections, which no multiply-add limits. */
async function* passes(
  { rounds }: Effort,
  units: number,
  layer: BenchLayer,
  engine: Engine,
  arithmetic: Arithmetic,
): AsyncGenerator<Row, void> {
  const programs: readonly (readonly [what: string, program: Program])[] = [
    ['update with momentum', layer.update(arithmetic, 1, false)],
    ['update with momentum, changes booked', layer.update(arithmetic, 1, true)],
    ['update with momentum, changes booked, 4 shards', layer.update(arithmetic, 4, true)],
    ['copy to the mirror', layer.copy()],
  ];
  for (const { name, least } of await race(await running(engine, programs), rounds)) {
    yield {
      what: `${name}, ${units} units`,
      measured: (1e9 * least) / layer.connections,
      unit: 'ns',
      note: 'per connection',
    };
  }
}

/** The product of a layer that is not sparse, in both orders of its weights. */
async function* dense(
  { rounds }: Effort,
  units: number,
  engine: Engine,
  arithmetic: Arithmetic,
): AsyncGenerator<Row, void> {
  const random = createRandom('bench').split('dense');
  const weight = placeRandom(engine, units * units, random, 0.1);
  const bias = placeRandom(engine, units, random);
  const [x, y] = [0, 1].map(() => placeRandom(engine, units * WIDTH, random));
  const tiles = units > 1000 ? 1 : TILES;
  const programs = (['by-output', 'by-input'] as const).map((order) => {
    const kernel = denseForward({ width: WIDTH, order, arithmetic });
    const values = [0, units, units, units, weight, bias, x, y];
    return [
      order,
      engine.program([Array.from({ length: tiles }, () => ({ kernel, values }))]),
    ] as const;
  });
  const peak = await peakContestant(arithmetic);
  const contestants = await running(engine, programs);
  const [limit, ...results] = await race([peak.contestant, ...contestants], rounds);
  const work = 2 * units * units * WIDTH * tiles;
  for (const result of results) {
    const what = `dense forward ${result.name}, ${units} units, ${arithmetic}`;
    yield { what, measured: work / result.least / 1e9, unit: 'GF/s' };
    yield {
      what: `${what}, share of the peak`,
      measured: (work / peak.operations) * ratio(limit, result),
      unit: 'share',
      goal: units === 1000 && arithmetic === 'fused' ? GOALS.dense : undefined,
    };
  }
}

/** Narrower tiles, as small batches have them: a connection costs nearly as much for one example as for eight. */
async function* widths({ rounds }: Effort, arithmetic: Arithmetic): AsyncGenerator<Row, void> {
  const [units, kernels] = [1000, ['gather', 'backward'] as const];
  for (const width of TILE_WIDTHS) {
    const engine = createEngine({ arithmetic });
    const spec = { inputs: units, outputs: units, density: DENSITY, width, tiles: 1 };
    const layer = createLayer(engine, spec);
    const programs = kernels.map((kernel) => [LABEL[kernel], layer[kernel](arithmetic)] as const);
    for (const { name, least } of await race(await running(engine, programs), rounds)) {
      yield {
        what: `${name}, ${units} units, a tile of ${width}`,
        measured: (1e9 * least) / layer.connections,
        unit: 'ns',
        note: 'per connection',
      };
    }
  }
}

/** Units of the layer on which twins are timed: they are some hundred times slower. */
const TWIN_UNITS = 250;

async function* twins({ rounds }: Effort): AsyncGenerator<Row, void> {
  const spec = {
    inputs: TWIN_UNITS,
    outputs: TWIN_UNITS,
    density: DENSITY,
    width: WIDTH,
    tiles: 1,
  };
  const both: Contestant[] = [];
  for (const backend of ['wasm', 'twin'] as const) {
    const engine = createEngine({ backend });
    const layer = createLayer(engine, spec);
    const products = PRODUCTS.map(
      ({ kernel }) => [LABEL[kernel], layer[kernel]('strict')] as const,
    );
    const update = ['update with momentum, booked', layer.update('strict', 1, true)] as const;
    both.push(...(await running(engine, [...products, update])));
  }
  const results = await race(both, rounds);
  const half = results.length / 2;
  for (const [k, fast] of results.slice(0, half).entries()) {
    yield {
      what: `${fast.name}, strict, against its TypeScript twin`,
      measured: ratio(results[half + k], fast),
      unit: 'times',
      note: `${TWIN_UNITS} units, one tile`,
    };
  }
}

/** Very wide layers, 40 connections a unit, one tile: walked as a whole, in the time of the same in blocks. */
async function* blocked({ rounds }: Effort, arithmetic: Arithmetic): AsyncGenerator<Row, void> {
  for (const units of [30_000, 100_000, 300_000]) {
    const spec = { inputs: units, outputs: units, density: 40 / units, width: WIDTH, tiles: 1 };
    const [engine, plain] = [createEngine({ arithmetic }), createEngine({ arithmetic })];
    const [layer, whole] = [createLayer(engine, spec), createLayer(plain, { ...spec, blocks: 1 })];
    const all = (of: BenchLayer) =>
      PRODUCTS.map(({ kernel }) => [LABEL[kernel], of[kernel](arithmetic)] as const);
    const results = await race(
      [...(await running(engine, all(layer))), ...(await running(plain, all(whole)))],
      rounds,
    );
    const blocks = blocksFor(units, units, layer.connections);
    for (const [k, { name, least }] of results.slice(0, PRODUCTS.length).entries())
      yield {
        what: `${name}, ${units} units, 40 connections each: against one block`,
        measured: ratio(results[PRODUCTS.length + k], results[k]),
        unit: 'times',
        note: `${blocks} block${blocks === 1 ? '' : 's'}; ${((1e9 * least) / layer.connections).toFixed(1)} ns a connection`,
      };
  }
}

async function* run(effort: Effort): AsyncGenerator<Row, void> {
  const best = arithmetics()[arithmetics().length - 1];
  for (const units of [1000, 4000]) {
    const engine = createEngine({ arithmetic: best });
    const spec = { inputs: units, outputs: units, density: DENSITY, width: WIDTH, tiles: TILES };
    const layer = createLayer(engine, spec);
    yield* products(effort, units, layer, engine);
    yield* passes(effort, units, layer, engine, best);
    for (const arithmetic of arithmetics()) yield* dense(effort, units, engine, arithmetic);
  }
  yield* blocked(effort, best);
  yield* widths(effort, best);
  yield* twins(effort);
}

export const kernels: Suite = {
  title: `Kernels: ${100 * DENSITY} % of the connections, batch ${BATCH} unless told otherwise, one thread`,
  run,
};
