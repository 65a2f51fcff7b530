/**
 * Recurrent masks by how dense they are to be: family, number of units, connections into each.
 *
 * On a ring a unit hears 2r + 1 units, itself included; random networks get as many, so that they differ from local ones in
 * *where* alone.
 */

import { UsageError } from '../errors.ts';
import type { Random } from '../numerics/random.ts';
import { type RecurrentMask, shells } from './local.ts';
import { type MaskFamily, recurrentMask } from './recurrent.ts';

export const NETWORK_FAMILIES = [
  'ring',
  'torus',
  'random',
  'diagonal',
  'dense',
  'graph',
] as const satisfies readonly (MaskFamily | 'graph')[];
export type NetworkFamily = (typeof NETWORK_FAMILIES)[number];

export interface NetworkPlan {
  /** Names files and streams; unique among the networks of a study. */
  readonly id: string;
  /** Series of the figures, e.g. `ring 4 %`. */
  readonly name: string;
  readonly family: NetworkFamily;
  readonly units: number;
  /** Connections into each unit. */
  readonly inDegree: number;
  /** Of local families. */
  readonly radius?: number;
  /** Of family `graph`: its connections, and first weights and signs of units where they are given, lists by input. */
  readonly given?: {
    readonly mask: RecurrentMask;
    readonly weights?: Float32Array;
    readonly signs?: Int8Array;
  };
}

/** Recurrent connections of a network. */
export const synapsesOf = ({ units, inDegree }: NetworkPlan): number => units * inDegree;

export const densityOf = ({ units, inDegree }: NetworkPlan): number => inDegree / units;

/** `4 %`, `0.8 %`. */
const percentText = (share: number): string => {
  const percent = 100 * share;
  return `${percent >= 10 ? Math.round(percent) : Number(percent.toPrecision(2))} %`;
};

/** Words of a family for figures and claims. */
export const FAMILY_WORDS: Readonly<Record<NetworkFamily, string>> = {
  ring: 'LM ring',
  torus: 'LM torus',
  random: 'random',
  diagonal: 'autapses',
  dense: 'dense',
  graph: 'given graph',
};

/** Connections into each unit, and the radius of a local family, nearest to a density. */
function degreeFor(
  family: NetworkFamily,
  units: number,
  density: number,
): { readonly inDegree: number; readonly radius?: number } {
  switch (family) {
    case 'diagonal':
      return { inDegree: 1 };
    case 'dense':
      return { inDegree: units };
    case 'graph':
      throw new UsageError('a given graph has the connections it has; it is not planned');
    case 'torus': {
      const side = Math.round(Math.sqrt(units));
      if (side * side !== units)
        throw new UsageError(
          `${units} units are no square sheet; a torus needs e.g. ${side * side} units`,
        );
      return nearest(shells({ sides: [side, side], periodic: true }), units, density);
    }
    case 'ring':
    case 'random': {
      // The same degrees for both: odd, and at least 3, since 1 is the network of autapses.
      const radius = Math.max(1, Math.round((density * units - 1) / 2));
      if (2 * radius + 1 > units)
        throw new UsageError(
          `radius ${radius} is beyond the ring of ${units} units; density ${density} is dense`,
        );
      return { inDegree: 2 * radius + 1, ...(family === 'ring' ? { radius } : {}) };
    }
  }
}

/** The shell whose connections come nearest to the density, self-connections alone left out. */
function nearest(
  all: readonly { readonly radius: number; readonly connections: number }[],
  units: number,
  density: number,
) {
  const each = all
    .map(({ radius, connections }) => ({ radius, inDegree: connections / units }))
    .filter(({ inDegree }) => inDegree > 1);
  const off = ({ inDegree }: { inDegree: number }): number => Math.abs(inDegree - density * units);
  return each.reduce((best, shell) => (off(shell) < off(best) ? shell : best));
}

/**
 * A network of a family at the density nearest to the one that is asked for.
 *
 * @param density in (0, 1]; of no meaning for `dense` and `diagonal`
 * @throws UsageError for a torus whose units are no square, or a density that no radius below half the ring gives
 */
export function planNetwork(family: NetworkFamily, units: number, density = 1): NetworkPlan {
  const { inDegree, radius } = degreeFor(family, units, density);
  const alone = family === 'dense' || family === 'diagonal';
  return {
    id: `${family}-${units}-${inDegree}`,
    name: alone ? FAMILY_WORDS[family] : `${FAMILY_WORDS[family]} ${percentText(inDegree / units)}`,
    family,
    units,
    inDegree,
    ...(radius === undefined ? {} : { radius }),
  };
}

/**
 * A network of a family with a given number of recurrent synapses at a density: units grow as density falls.
 *
 * @throws UsageError as `planNetwork`
 */
export function planSynapses(
  family: NetworkFamily,
  synapses: number,
  density: number,
): NetworkPlan {
  const wanted = Math.sqrt(synapses / density);
  if (family === 'torus') {
    const side = Math.max(2, Math.round(Math.sqrt(wanted)));
    return planNetwork(family, side * side, density);
  }
  return planNetwork(family, Math.max(2, Math.round(wanted)), density);
}

/** The mask of a plan, in the order that the recurrent block wants. */
export function maskOf(plan: NetworkPlan, random: Random): RecurrentMask {
  const { family, units, radius, inDegree } = plan;
  if (plan.given !== undefined) return plan.given.mask;
  return recurrentMask({ family, units, radius, inDegree, random, order: 'by-input' });
}
