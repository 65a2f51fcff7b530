/**
 * Which positions of a layer have ever had a connection: the exploration of in-time over-parameterisation, and what chance
 * alone would explore.
 *
 * S. Liu, L. Yin, D. Mocanu, M. Pechenizkiy, ICML 2021: R_s, the share of positions that were ever active.
 */

import { FrugalError, UsageError } from '../errors.ts';
import { listOfEach, others, type Topology } from '../sparse/topology.ts';

/** One bit a position. */
export class Explored {
  private bits: Uint8Array;
  private readonly positions: number;
  private count = 0;

  /** Begins with the connections that there are. Memory: inputs · outputs / 8 bytes. */
  constructor(topology: Topology) {
    this.positions = topology.inputs * topology.outputs;
    this.bits = new Uint8Array(Math.ceil(this.positions / 8));
    this.see(topology);
  }

  /** Marks connections: all of a topology, or those at ascending positions of it. */
  see(topology: Topology, born?: Uint32Array): void {
    const width = others(topology);
    const { start, index } = topology;
    const mark = (list: number, k: number): void => {
      const place = list * width + index[k];
      const [at, bit] = [Math.floor(place / 8), 1 << (place % 8)];
      if ((this.bits[at] & bit) !== 0) return;
      this.bits[at] |= bit;
      this.count += 1;
    };
    if (born === undefined) {
      const list = listOfEach(topology);
      for (let k = 0; k < index.length; k++) mark(list[k], k);
      return;
    }
    for (let b = 0, list = 0; b < born.length; b++) {
      while (start[list + 1] <= born[b]) list++;
      mark(list, born[b]);
    }
  }

  /** R_s, in [0, 1]. */
  get share(): number {
    return this.count / this.positions;
  }

  save(): Uint8Array {
    return this.bits.slice();
  }

  /** @throws FrugalError for the bits of another layer */
  restore(bits: Uint8Array): void {
    if (bits.length !== this.bits.length)
      throw new FrugalError(
        `${bits.length} bytes of explored positions for a layer of ${this.positions}; they belong to another layer`,
      );
    this.bits = bits.slice();
    this.count = 0;
    for (const byte of bits) for (let bit = 0; bit < 8; bit++) this.count += (byte >> bit) & 1;
  }
}

/**
 * The share of positions that growth at random explores on average: 1 − (1 − K/N) (1 − R / (N − K + R))ⁿ, where of K
 * connections in N positions R die at each of n passes, and as many are born uniformly at empty positions. A position that
 * was never used is empty, and so as likely as any other each time.
 *
 * @throws UsageError where there are more connections than positions, or more deaths than connections
 * @example exploredByChance({ positions: 100, connections: 10, deaths: 3, passes: 0 }) // 0.1
 */
export function exploredByChance(of: {
  readonly positions: number;
  readonly connections: number;
  readonly deaths: number;
  readonly passes: number;
}): number {
  const { positions, connections, deaths, passes } = of;
  if (!(0 <= deaths && deaths <= connections && connections <= positions && positions > 0))
    throw new UsageError(
      `${deaths} deaths of ${connections} connections in ${positions} positions: each is at most the next`,
    );
  const missed = deaths === 0 ? 1 : 1 - deaths / (positions - connections + deaths);
  let never = 1 - connections / positions;
  for (let pass = 0; pass < passes; pass++) never *= missed;
  return 1 - never;
}
