/** Who is left without inputs or without outputs by a removal, and what goes with it. */

import { inDegrees, listOfEach, outDegrees } from '../sparse/topology.ts';
import type { Drop, DropLayer } from './drop.ts';
import type { Population } from './layer.ts';

/** A layer while connections are taken from it. */
interface Thinning {
  readonly pre: Uint32Array;
  readonly post: Uint32Array;
  readonly gone: Uint8Array;
  /** Connections that are left of each sender, and of each receiver. */
  readonly sent: Uint32Array;
  readonly heard: Uint32Array;
}

function thinning({ layer: { topology } }: DropLayer, removed: Uint32Array): Thinning {
  const list = listOfEach(topology);
  const other = Uint32Array.from(topology.index);
  const [pre, post] = topology.order === 'by-input' ? [list, other] : [other, list];
  const gone = new Uint8Array(post.length);
  const thin = { pre, post, gone, sent: outDegrees(topology), heard: inDegrees(topology) };
  for (const k of removed) lose(thin, k);
  return thin;
}

function lose({ pre, post, gone, sent, heard }: Thinning, k: number): void {
  gone[k] = 1;
  sent[pre[k]]--;
  heard[post[k]]--;
}

/** Units of which every input and every output is a connection of the pass: the layers that lead to and from them. */
interface Inner {
  readonly before: readonly number[];
  readonly behind: readonly number[];
}

function innerOf(layers: readonly DropLayer[]): Inner[] {
  const known = new Map<string, Population>();
  for (const { layer } of layers)
    for (const units of [layer.from, layer.to]) if (units) known.set(units.name, units);
  return [...known.values()].flatMap(({ name, into, outOf }): Inner[] => {
    const where = (side: 'from' | 'to'): number[] =>
      [...layers.keys()].filter((l) => layers[l].layer[side]?.name === name);
    const [before, behind] = [where('to'), where('from')];
    const whole = before.length === into && behind.length === outOf && into > 0 && outOf > 0;
    return whole ? [{ before, behind }] : [];
  });
}

/** Takes what is left of units that send nothing or hear nothing. Returns whether there was any. */
function takeIdle(thin: readonly Thinning[], { before, behind }: Inner): boolean {
  let changed = false;
  const silent = (unit: number): boolean => behind.every((l) => thin[l].sent[unit] === 0);
  const deaf = (unit: number): boolean => before.every((l) => thin[l].heard[unit] === 0);
  for (const [those, side, idle] of [
    [before, 'post', silent],
    [behind, 'pre', deaf],
  ] as const)
    for (const l of those)
      for (let k = 0; k < thin[l].gone.length; k++)
        if (thin[l].gone[k] === 0 && idle(thin[l][side][k])) {
          lose(thin[l], k);
          changed = true;
        }
  return changed;
}

/**
 * A removal, and then all connections of hidden units that have lost all inputs or all outputs, until none is left: "chain
 * removal" of Cannistraci-Hebb training. They are born again elsewhere, so the network gets fewer units.
 *
 * Layers say which units they lead from and to (`Population`). Units count as connected where nothing is said of them, at both
 * ends of the network, and where a layer that the pass does not change leads to or from them: one that is dense, that has
 * another rule, or whose wiring has settled.
 *
 * Y. Zhang et al., "Epitopological learning and Cannistraci-Hebb network shape intelligence", ICLR 2024.
 */
export function withChainRemoval(drop: Drop): Drop {
  const across: Drop['across'] = (layers, at) => {
    const first =
      drop.across?.(layers, at) ??
      layers.map(({ layer, random }) => drop.select(layer, random, at));
    const thin = layers.map((layer, l) => thinning(layer, first[l]));
    const inner = innerOf(layers);
    while (inner.map((units) => takeIdle(thin, units)).includes(true));
    return thin.map(({ gone }) => Uint32Array.from(gone.keys()).filter((k) => gone[k] === 1));
  };
  return {
    name: `${drop.name}+chains`,
    ...(drop.scored === undefined ? {} : { scored: drop.scored }),
    across,
    select: (layer, random, at) => across([{ layer, random }], at)[0],
  };
}
