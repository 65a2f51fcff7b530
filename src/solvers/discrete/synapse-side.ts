/**
 * The synapses' side of approximate message passing in the engine's memory: magnetisations to means and variances before the
 * products with the patterns, fields and magnetisations after them. channel.ts is the patterns' side.
 */

import type { Call, Engine } from '../../engine/index.ts';
import { activate } from '../../kernels/activation.ts';
import { focusFields, reinforceFields } from '../../kernels/pulls.ts';
import {
  largestChange,
  presentSynapses,
  renewSynapses,
  SYNAPSE_ARRAYS,
  SYNAPSE_CELL,
  SYNAPSE_CELL_BYTES,
} from '../../kernels/synapses.ts';
import { type DiscreteProblem, synapsesOf } from '../../tasks/discrete/problem.ts';
import { focusNumbers, type Pulls } from './pulls.ts';

/** Arrays are [S] = [K·N], views into the engine's memory. */
export interface SynapseSide {
  readonly lasting: Float64Array;
  readonly external: Float64Array;
  readonly messages: Float64Array;
  readonly fields: Float64Array;
  /** tanh of the fields, in singles, and what they were when they were last presented. */
  readonly activities: Float32Array;
  readonly before: Float32Array;
  /** Variances of the synapses, and what the patterns bend, [K][N]. */
  readonly variances: readonly Float64Array[];
  readonly curvatures: readonly Float64Array[];
  /** Means and variances of synapses with these magnetisations. */
  present(): void;
  /** Messages and fields out of what the patterns exert; returns the largest change of a magnetisation. */
  renew(damping: number): number;
  /** Hyperbolic tangents of the activities, in place. */
  tanh(): void;
  /** External fields; a bond without end is refused with `false`. */
  readonly reinforce: Pulls['reinforce'];
  focus(...given: Parameters<Pulls['focus']>): boolean;
}

/** Addresses of the vectors of one unit that the products read and write. */
interface UnitPlace {
  readonly synapses: number;
  readonly totals: number;
}

/** Reserves the arrays; what comes back makes the side when the memory has settled. */
export function reserveSynapses(
  problem: DiscreteProblem,
  engine: Engine,
  units: readonly UnitPlace[],
): () => SynapseSide {
  const { inputs, levels } = problem;
  const { memory } = engine;
  const synapses = synapsesOf(problem);
  const doubles = () => memory.allocate(8 * synapses);
  const [activities, before] = [0, 0].map(() => memory.allocate(4 * synapses));
  const [variances, curvatures] = [doubles(), doubles()];
  const arrays = SYNAPSE_ARRAYS.map(doubles);
  const stride = arrays[1] - arrays[0];
  const cell = memory.allocate(SYNAPSE_CELL_BYTES);
  const pulls = memory.allocate(SYNAPSE_CELL_BYTES);
  const [, external, , fields] = arrays;
  const strand = (calls: readonly Call[]) => engine.program([calls]);
  const single = (base: number, k: number): number => base + 4 * k * inputs;
  const double = (base: number, k: number): number => base + 8 * k * inputs;
  const squash: Call = {
    kernel: activate('tanh'),
    values: [4 * Math.ceil(synapses / 4), activities],
  };
  const programs = {
    present: strand(
      units.map((unit, k) => ({
        kernel: presentSynapses,
        values: [
          ...[inputs, single(activities, k), single(before, k), unit.synapses],
          ...[double(variances, k), cell],
        ],
      })),
    ),
    renew: strand([
      ...units.map((unit, k) => ({
        kernel: renewSynapses,
        values: [
          ...[inputs, unit.totals, double(curvatures, k), single(before, k)],
          ...[single(activities, k), double(arrays[0], k), stride, cell],
        ],
      })),
      squash,
      { kernel: largestChange, values: [synapses, activities, before, cell] },
    ]),
    tanh: strand([squash]),
    reinforce: strand([{ kernel: reinforceFields, values: [synapses, fields, external, pulls] }]),
    focus: strand([{ kernel: focusFields, values: [synapses, fields, external, external, pulls] }]),
  };
  return () => {
    const { f32, f64 } = memory.views();
    const singles = (at: number) => f32.subarray(at / 4, at / 4 + synapses);
    const wide = (at: number, length = synapses) => f64.subarray(at / 8, at / 8 + length);
    const byUnit = (at: number) => units.map((_, k) => wide(double(at, k), inputs));
    const [lasting, exposed, messages, totals] = arrays.map((at) => wide(at));
    const values = wide(cell, SYNAPSE_CELL_BYTES / 8);
    const given = wide(pulls, SYNAPSE_CELL_BYTES / 8);
    values[SYNAPSE_CELL.middle] = (levels[0] + levels[levels.length - 1]) / 2;
    values[SYNAPSE_CELL.half] = (levels[levels.length - 1] - levels[0]) / 2;
    return {
      ...{ lasting, external: exposed, messages, fields: totals },
      ...{ activities: singles(activities), before: singles(before) },
      ...{ variances: byUnit(variances), curvatures: byUnit(curvatures) },
      present: () => engine.run(programs.present),
      renew(damping) {
        values[SYNAPSE_CELL.damping] = damping;
        values[SYNAPSE_CELL.change] = 0;
        engine.run(programs.renew);
        return values[SYNAPSE_CELL.change];
      },
      tanh: () => engine.run(programs.tanh),
      reinforce(strength) {
        given[0] = strength;
        engine.run(programs.reinforce);
      },
      focus(step, damping) {
        const numbers = focusNumbers(step, damping);
        if (numbers === undefined) return false;
        given.set(numbers);
        engine.run(programs.focus);
        return true;
      },
    };
  };
}
