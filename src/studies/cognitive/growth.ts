/**
 * Recurrent networks whose connections are replaced while they learn, and where the new ones may grow. None of these studies'
 * networks rewires by itself; the dense network has nowhere to grow, and autapses are a control that stays as it is.
 */

import {
  noAutapses,
  type Region,
  regionOf,
  type Space,
  withinRadius,
} from '../../connectivity/index.ts';
import { FAMILY_WORDS, type NetworkPlan } from '../../connectivity/mask-plan.ts';
import { zero } from '../../connectivity/weights.ts';
import { UsageError } from '../../errors.ts';
import { choice, number, type ValuesOf } from '../../protocol/parameters.ts';
import { NO_WIRING } from '../../protocol/wiring-file.ts';
import { type Rewiring, set } from '../../rewiring/index.ts';
import type { WiringValues } from './wiring.ts';

/** Quiet: at their defaults, runs are what they were before there were any. */
export const growthParameters = {
  growth: choice(['none', 'anywhere', 'no-autapses', 'within-radius', 'within-graph'], {
    default: 'none',
    quiet: true,
    about: {
      none: 'connections stay where they are',
      anywhere: 'any two units, a unit and itself too',
      'no-autapses': 'any two different units',
      'within-radius': 'units within --growth-radius',
      'within-graph': 'units that the graph of --wiring connects',
    },
    description:
      'Where sparse networks grow new recurrent connections, of weight 0, for their weakest ones, after every evaluation (SET); dense networks and autapses stay as they are',
  }),
  growthShare: number({
    above: 0,
    max: 1,
    default: 0.3,
    quiet: true,
    symbol: 'ζ',
    description: 'Share of the recurrent connections that each growth replaces',
  }),
  growthRadius: number({
    above: 0,
    default: 8,
    quiet: true,
    unit: 'places',
    description: 'Largest distance of units that growth within a radius connects',
  }),
} as const;

export type GrowthValues = ValuesOf<typeof growthParameters>;

/** How the recurrent connections of a network are replaced. */
export interface Growth {
  readonly rewiring: Rewiring;
  /** Where they may be born; absent for anywhere. */
  readonly within?: Region;
}

/** @throws UsageError for growth within a graph that is not there */
export function checkGrowth({ growth, wiring }: GrowthValues & WiringValues): void {
  if (growth === 'within-graph' && wiring === NO_WIRING)
    throw new UsageError('--growth within-graph needs the graph: --wiring ./graph.mtx');
}

/** Which of these and of the wiring's parameters have no effect, and why. */
export function idleGrowth({ growth, wiring }: GrowthValues & WiringValues) {
  const still = 'connections stay where they are with --growth none';
  const none = 'there is no --wiring';
  return {
    ...(growth === 'none' && { growthShare: still, growthRadius: still }),
    ...(growth !== 'none' &&
      growth !== 'within-radius' && { growthRadius: 'only --growth within-radius has one' }),
    ...(wiring === NO_WIRING && {
      ...{ wiringVariable: none, wiringRows: none, wiringWeights: none, wiringSigns: none },
    }),
  };
}

const stays = ({ family }: NetworkPlan): boolean => family === 'dense' || family === 'diagonal';

/**
 * Growth of each network; `undefined` for those whose connections stay.
 *
 * @param plans all networks of the run, the wired one among them
 * @throws UsageError for networks of other units than the graph that they are to grow in
 */
export function growthOf(
  { growth, growthShare: zeta, growthRadius: radius }: GrowthValues,
  plans: readonly NetworkPlan[],
): (plan: NetworkPlan, space: Space) => Growth | undefined {
  if (growth === 'none') return () => undefined;
  const graph = plans.find(({ family }) => family === 'graph');
  const other = plans.find((plan) => !stays(plan) && plan.units !== graph?.units);
  if (growth === 'within-graph' && graph !== undefined && other !== undefined)
    throw new UsageError(
      `--growth within-graph: ${other.name} has ${other.units} units, the graph ${graph.units} nodes; give --units ${graph.units}`,
    );
  const regionFor = (space: Space): Region | undefined => {
    if (growth === 'no-autapses') return noAutapses(space.units);
    if (growth === 'within-radius') return withinRadius(space, { radius, autapses: true });
    const topology = growth === 'within-graph' ? graph?.given?.mask.topology : undefined;
    return topology && regionOf(topology, { name: FAMILY_WORDS.graph });
  };
  return (plan, space) => {
    if (stays(plan)) return undefined;
    const within = regionFor(space);
    return { rewiring: set({ zeta, value: zero, within }), within };
  };
}
