/**
 * The wiring of a layered network in numbers: what `frugal topology` prints. Degrees of both sides of every layer against those
 * of a random layer with as many connections, what law they may follow, and units that nothing reaches or leaves.
 */

import { tick, type Work, within } from '../numerics/pace.ts';
import { log } from '../numerics/portable.ts';
import type { Random } from '../numerics/random.ts';
import { regularizedBeta } from '../numerics/student.ts';
import { correlation } from '../numerics/summary.ts';
import { type DegreeSummary, degreeHistogram, summariseDegrees } from '../sparse/degrees.ts';
import { density, inDegrees, outDegrees, type Topology } from '../sparse/topology.ts';
import { type DegreeLaw, lawOf } from './describe-graph.ts';

/** The article's own look at a power law: how straight the histogram is on logarithmic axes. */
export interface LogCorrelation {
  /** Pearson's r of ln(units of degree k) with ln k, over the degrees k ≥ 1 that occur. */
  readonly r: number;
  /** One-tailed probability of such an r or a lower one where the two have nothing to do with each other. */
  readonly p: number;
  /** Degrees that occur. */
  readonly degrees: number;
}

/** One side of a layer. */
export interface SideDegrees {
  /** `in`: connections into its outputs; `out`: out of its inputs. */
  readonly of: 'in' | 'out';
  readonly summary: DegreeSummary;
  /** Variance over mean of a random layer with as many connections (hypergeometric): just below 1. */
  readonly randomDispersion: number;
  /** `histogram[k]` units have degree k. */
  readonly histogram: readonly number[];
  readonly correlation?: LogCorrelation;
  /** The tested power law; absent where too few units have connections. */
  readonly law?: DegreeLaw;
}

export interface LayerTopology {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly connections: number;
  readonly density: number;
  /** Absent where every connection exists. */
  readonly sides: readonly SideDegrees[];
}

/** Units of one hidden layer that cannot do anything. */
export interface DeadUnits {
  /** Name of the layer that leads to them. */
  readonly behind: string;
  readonly units: number;
  readonly withoutInput: number;
  readonly withoutOutput: number;
  /** Without one, the other or both. */
  readonly dead: number;
}

export interface TopologyDescription {
  readonly layers: readonly LayerTopology[];
  readonly dead: readonly DeadUnits[];
  /** Inputs of the network that are connected to nothing. */
  readonly unheardInputs: number;
}

export interface NamedTopology {
  readonly name: string;
  readonly topology: Topology;
}

/** Fewer points make no correlation that could be tested. */
const LEAST_POINTS = 3;

/**
 * Correlation of a degree histogram with a power law, as a test of *no relation* at all.
 *
 * The article (Mocanu et al. 2018) gives one-tailed p-values of such a test and not its statistic; this is Pearson's on
 * logarithmic axes. It says that many units have few connections and few have many, which laws of many forms do: it is no test
 * of a power law. For one see `powerLaw` and `goodness`.
 */
export function logCorrelation(histogram: ArrayLike<number>): LogCorrelation | undefined {
  const points = Array.from(histogram).flatMap((units, k) =>
    k > 0 && units > 0 ? [[log(k), log(units)] as const] : [],
  );
  if (points.length < LEAST_POINTS) return undefined;
  const r = correlation(
    points.map(([x]) => x),
    points.map(([, y]) => y),
  );
  const freedom = points.length - 2;
  // P(T > t) with t = −r √(freedom / (1 − r²)): freedom / (freedom + t²) is 1 − r².
  const tail = 0.5 * regularizedBeta(Math.max(0, 1 - r * r), freedom / 2, 0.5);
  return { r, p: r <= 0 ? tail : 1 - tail, degrees: points.length };
}

function* sideOf(
  of: 'in' | 'out',
  { inputs, outputs, index }: Topology,
  degrees: Uint32Array,
  { bootstrap = 200, random }: DescribeTopologyOptions,
): Work<SideDegrees> {
  const positions = inputs * outputs;
  const own = of === 'in' ? inputs : outputs;
  const histogram = [...degreeHistogram(degrees)];
  const straight = logCorrelation(histogram);
  const law = yield* lawOf(degrees, bootstrap, random.split(of));
  return {
    ...{ of, histogram, summary: summariseDegrees(degrees) },
    randomDispersion: (1 - index.length / positions) * ((positions - own) / (positions - 1)),
    ...(straight && { correlation: straight }),
    ...(law && { law }),
  };
}

export interface DescribeTopologyOptions {
  /** Data sets drawn for the test of a power law; default 200. */
  readonly bootstrap?: number;
  /** Not advanced. */
  readonly random: Random;
}

/**
 * Everything that is said of the wiring of a network, with signs of life.
 *
 * @param layers from the inputs on; each layer's inputs are the outputs of the one before
 */
export function* describeTopology(
  layers: readonly NamedTopology[],
  options: DescribeTopologyOptions,
): Work<TopologyDescription> {
  const described: LayerTopology[] = [];
  const degrees = layers.map(({ topology }) => ({
    in: inDegrees(topology),
    out: outDegrees(topology),
  }));
  for (const [l, { name, topology }] of layers.entries()) {
    yield tick(l / layers.length);
    const share = density(topology);
    const random = options.random.split(name);
    const sides: SideDegrees[] = [];
    for (const [s, of] of share < 1 ? (['in', 'out'] as const).entries() : [])
      sides.push(
        yield* within(
          sideOf(of, topology, degrees[l][of], { ...options, random }),
          (l + s / 2) / layers.length,
          (l + (s + 1) / 2) / layers.length,
        ),
      );
    const { inputs, outputs, index } = topology;
    described.push({ name, inputs, outputs, connections: index.length, density: share, sides });
  }
  const none = (units: Uint32Array): number => units.reduce((sum, d) => sum + Number(d === 0), 0);
  const dead = layers.slice(0, -1).map(({ name }, l): DeadUnits => {
    const [into, out] = [degrees[l].in, degrees[l + 1].out];
    return {
      ...{ behind: name, units: into.length },
      ...{ withoutInput: none(into), withoutOutput: none(out) },
      dead: into.reduce((sum, d, unit) => sum + Number(d === 0 || out[unit] === 0), 0),
    };
  });
  return { layers: described, dead, unheardInputs: none(degrees[0].out) };
}

/**
 * Mean number of connections of the inputs of a picture, ring by ring from its border to its centre: where on the picture
 * a network looks.
 *
 * @param counts connections of every input, row by row
 * @example ringMeans([1, 1, 1, 1, 9, 1, 1, 1, 1], [3, 3]) // [1, 9]
 */
export function ringMeans(
  counts: ArrayLike<number>,
  [rows, columns]: readonly [rows: number, columns: number],
): number[] {
  const rings = Math.ceil(Math.min(rows, columns) / 2);
  const sums = new Float64Array(rings);
  const pixels = new Uint32Array(rings);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const ring = Math.min(y, x, rows - 1 - y, columns - 1 - x);
      sums[ring] += counts[y * columns + x];
      pixels[ring]++;
    }
  }
  return Array.from(sums, (sum, ring) => sum / pixels[ring]);
}
