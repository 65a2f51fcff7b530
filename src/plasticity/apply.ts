/**
 * Plasticity at work on a network's bundles: states and scalars in the engine's memory, passes as programs, changes booked.
 */

import type { Call, Engine, Program, Strand } from '../engine/index.ts';
import { BOOK_BYTES, UPDATE_BLOCK, update } from '../kernels/index.ts';
import { type Bundle, bundleWeights } from '../networks/bundle.ts';
import { type Pass, passesOf } from './passes.ts';
import { stateNames, type Transform } from './transform.ts';

/** What was written to a bundle since the last look: sums over synapses and steps. */
export interface Booked {
  /** Number of synapse changes, M0. */
  readonly changes: number;
  /** Σ max(Δw, 0) and Σ max(−Δw, 0); their sum is M1. */
  readonly potentiation: number;
  readonly depression: number;
}

export interface Plasticity {
  /** Applies one step to the gradients that the network has left; `step` counts from 0. */
  apply(step: number): void;
  /** Views of a bundle's states by name; stale after the next allocation. */
  states(bundle: Bundle): Record<string, Float32Array>;
  /** Must be called when the number of synapses of a bundle has changed: zeroes what lies behind the last. */
  resized(bundle: Bundle): void;
  /** What was booked for a bundle since the last call. */
  takeBooked(bundle: Bundle): Booked;
}

interface Held {
  readonly bundle: Bundle;
  readonly passes: readonly { readonly pass: Pass; readonly cells: number }[];
  readonly names: readonly string[];
  readonly state: number;
  readonly stateStep: number;
  readonly book: number;
  readonly blocks: number;
}

/**
 * Prepares the transforms of a network's bundles. Call `engine.ready()` afterwards.
 *
 * @param booked whether changes are booked for the ledger (costs a few percent of a step at most)
 */
export function createPlasticity(
  engine: Engine,
  bundles: readonly Bundle[],
  transformFor: (bundle: Bundle) => Transform,
  booked = true,
): Plasticity {
  const { memory, arithmetic } = engine;
  // Bundles under the same transform share its scalars, which are then written once a step.
  const shared = new Map<Transform, { pass: Pass; cells: number }[]>();
  const passesFor = (transform: Transform): { pass: Pass; cells: number }[] => {
    const known = shared.get(transform);
    if (known !== undefined) return known;
    const made = passesOf(transform).map((pass) => ({
      pass,
      cells: pass.kind === 'formula' ? memory.allocate(4 * Math.max(1, pass.rule.cells)) : 0,
    }));
    shared.set(transform, made);
    return made;
  };
  const held = bundles.map((bundle): Held => {
    const transform = transformFor(bundle);
    const names = stateNames(transform);
    const stateStep = Math.ceil(bundle.capacity / 32) * 128;
    const blocks = Math.max(1, Math.ceil(bundle.capacity / UPDATE_BLOCK));
    return {
      bundle,
      passes: passesFor(transform),
      names,
      state: names.length > 0 ? memory.allocate(stateStep * names.length) : 0,
      stateStep,
      book: memory.allocate(BOOK_BYTES * blocks),
      blocks,
    };
  });
  const holder = (bundle: Bundle): Held => {
    const found = held.find((h) => h.bundle === bundle);
    if (found === undefined) throw new Error(`bundle ${bundle.name} is not under this plasticity`);
    return found;
  };

  const call = (own: Held, number: number, block: number): Call => {
    const { bundle } = own;
    const { pass, cells } = own.passes[number];
    if (pass.kind !== 'formula') throw new Error('only formulas are kernels');
    const last = number === own.passes.length - 1;
    const ending = !last ? 'hand-on' : booked ? 'book' : 'commit';
    // The first pass adds the shards; later ones find the change in the first shard.
    const shards = number === 0 ? bundle.shards : 1;
    const first = block * UPDATE_BLOCK;
    const count = Math.max(0, Math.min(UPDATE_BLOCK, bundle.count() - first));
    const state = own.state + pass.firstState * own.stateStep;
    return {
      kernel: update({ rule: pass.rule, shards, arithmetic, ending }),
      values: [
        ...[4 * first, count, bundle.gradient, bundle.shardBytes, bundle.weight],
        ...[state, own.stateStep, cells, own.book + BOOK_BYTES * block],
      ],
    };
  };

  const rounds = Math.max(...held.map((own) => own.passes.length));
  const strands = (round: number): Strand[] =>
    held.flatMap((own) =>
      own.passes[round]?.pass.kind === 'formula'
        ? Array.from({ length: own.blocks }, (_, block) => [call(own, round, block)])
        : [],
    );
  const programs: Program[] = Array.from({ length: rounds }, (_, round) =>
    engine.program(strands(round)),
  );

  const stateViews = (own: Held): Float32Array[] =>
    own.names.map((_, s) => {
      const from = (own.state + s * own.stateStep) / 4;
      return memory.views().f32.subarray(from, from + own.bundle.count());
    });

  return {
    apply(step) {
      const { f32 } = memory.views();
      for (const passes of shared.values()) {
        for (const { pass, cells } of passes)
          if (pass.kind === 'formula') f32.set(pass.cellsAt(step), cells / 4);
      }
      for (let round = 0; round < rounds; round++) {
        engine.run(programs[round]);
        for (const own of held) {
          const pass = own.passes[round]?.pass;
          if (pass?.kind !== 'bundle') continue;
          const from = own.bundle.gradient / 4;
          const states = stateViews(own).slice(
            pass.firstState,
            pass.firstState + pass.link.states.length,
          );
          const change = f32.subarray(from, from + own.bundle.count());
          pass.link.apply({ change, weights: bundleWeights(engine, own.bundle), states }, step);
        }
      }
    },
    states(bundle) {
      const own = holder(bundle);
      const views = stateViews(own);
      return Object.fromEntries(own.names.map((name, s) => [name, views[s]]));
    },
    resized(bundle) {
      const own = holder(bundle);
      const { f32 } = memory.views();
      const clear = (base: number): void => {
        f32.fill(0, base / 4 + bundle.count(), base / 4 + bundle.capacity);
      };
      own.names.forEach((_, s) => {
        clear(own.state + s * own.stateStep);
      });
      for (let shard = 0; shard < bundle.shards; shard++)
        clear(bundle.gradient + shard * bundle.shardBytes);
      programs.forEach((program, round) => {
        program.rewrite(strands(round));
      });
    },
    takeBooked(bundle) {
      const own = holder(bundle);
      const { f64 } = memory.views();
      const sums = [0, 0, 0];
      for (let slot = 0; slot < 3 * own.blocks; slot++) {
        sums[slot % 3] += f64[own.book / 8 + slot];
        f64[own.book / 8 + slot] = 0;
      }
      return { potentiation: sums[0], depression: sums[1], changes: sums[2] };
    },
  };
}
