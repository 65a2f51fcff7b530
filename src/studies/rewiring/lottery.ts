/** Iterative magnitude pruning: how many connections each training has, and which. */

import type { Fit } from '../../networks/index.ts';
import { log, pow } from '../../numerics/portable.ts';
import type { Random } from '../../numerics/random.ts';
import { restrict, rewind } from '../../rewiring/index.ts';
import type { Layer, Layers } from '../../sparse/layer.ts';
import type { Topology } from '../../sparse/topology.ts';

/** Share of what is left that each pruning of the article takes. */
const PUBLISHED = 0.2;

/** Prunings from all connections to a density: as many as were asked for, or as 20 % each take. */
export const roundsOf = (rounds: number, density: number): number =>
  rounds > 0 ? rounds : Math.ceil(log(density) / log(1 - PUBLISHED));

/** Connections that training `round` has, 0 the first, which has all. */
export const countAt = (
  round: number,
  { rounds, density, positions }: { rounds: number; density: number; positions: number },
): number =>
  round >= rounds
    ? Math.round(density * positions)
    : Math.round(pow(density, round / rounds) * positions);

/** The weight layers among a network's bundles, in their order. */
export const weightLayers = (layers: Layers): Layer[] =>
  Object.entries(layers).flatMap(([name, layer]) => (name.endsWith('.weight') ? [layer] : []));

/** Of the trained network, who stays. */
export const ticketOf = (trained: Layers, count: number, random: Random): Topology[] => {
  const layers = weightLayers(trained);
  return rewind(layers, layers, { count, random }).map(({ topology }) => topology);
};

/** The network of a ticket: those connections, with the weights that they were born with. */
export const begunBy =
  (ticket: readonly Topology[]): NonNullable<Fit['prune']> =>
  (layers) =>
    layers.map((layer, l) => restrict(layer, ticket[l]));
