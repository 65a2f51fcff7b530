/**
 * The exact optimum under l0 and gap: branch and bound over supports.
 *
 * A node has some inputs in use, some arms (an input with a sign) given up, and leaves the others open. Its bound is the
 * linear program over all that are not given up, with one row for the number of weights: an open arm counts as
 * x_a/largest_a of a weight, where no weights better than the best ones known have an x_a beyond largest_a. These bounds are
 * found, not assumed: they begin at the whole norm and fall with every node, at the cost of one pivot for all of them
 * (`tightenBounds`), so that a small tree pays nothing for them and a large one has them tight in its depths.
 *
 * Programs of some dozens of dense rows are solved again from their parent's basis in a few pivots of a microsecond each
 * (dictionary.ts). The best support is solved once more by HiGHS: its digits do not depend on the way through the tree.
 */

import { FrugalError } from '../errors.ts';
import {
  addRow,
  copyDictionary,
  type Dictionary,
  dropColumns,
  dropRows,
  raise,
  solveDual,
  tightenBounds,
} from './dictionary.ts';
import { eliminate, type Found } from './elimination.ts';
import { type Clock, NO_MARGIN, type Outcome, openProgram, type Rows } from './program.ts';
import { marginOf, sizesOf, startDictionary } from './robust-dictionary.ts';

/** How a search over supports ended. */
export interface BranchingResult {
  readonly outcome: Outcome;
  /** The best weights found, if any. */
  readonly found: Found | undefined;
  /** No weights have a larger margin κ̃ than this. */
  readonly bound: number;
  readonly nodes: number;
  /** Pivots of all programs. */
  readonly iterations: number;
}

/** Margins κ' that differ by less are equal. */
const SAME = 1e-9;
/** Slack of bounds that come out of a linear program, well above its tolerance. */
const SLACK = 1e-7;
/** Sizes below this are zero. */
const SMALL = 1e-9;
/** Margins of a program and of its weights that differ by more: rounding has piled up on the way. */
const DRIFT = 1e-8;

/** What is decided at a node. */
interface Decisions {
  /** 1 for arms that are given up; 0 for all other variables. */
  readonly off: Uint8Array;
  /** 1 for inputs that count as used. */
  readonly on: Uint8Array;
  readonly uses: number;
  /** Least sizes of arms: their gaps where they are in use. */
  readonly least: Float64Array;
  /** Largest sizes of arms in weights that are better than the best known. */
  readonly largest: Float64Array;
}

interface Node extends Decisions {
  /** The parent's program at its optimum, shared with the other child. */
  readonly parent: Dictionary;
  /** The parent's optimum. */
  readonly bound: number;
  /** An arm whose least size is new. */
  readonly raised: number | undefined;
}

/** What a child has decided beyond its parent. */
interface Choice {
  /** An input that counts as used. */
  readonly use?: number;
  /** An arm that has its gap or more. */
  readonly raised?: number;
  /** Arms that are given up. */
  readonly off?: readonly number[];
}

interface Tree {
  readonly rows: Rows;
  /** The arms of each input. */
  readonly armsOf: readonly (readonly number[])[];
  /** The program with nothing decided, at a basis whose numbers are integers. */
  readonly start: Dictionary;
  /** The margin κ' that must be exceeded. */
  best: number;
  sizes: Float64Array | undefined;
  pivots: number;
}

const gapOf = ({ constraints, unit }: Rows, arm: number): number =>
  constraints.arms[arm].gap / unit;

/** The program of a node, solved; undefined where nothing better can be below it. */
function solveNode(
  tree: Tree,
  node: Node,
): { program: Dictionary; sizes: Float64Array } | undefined {
  const { rows, start } = tree;
  const { off, on, uses, least, largest } = node;
  const { arms, most } = rows.constraints;
  const counting = arms.length + rows.data.associations;
  const isOpen = (a: number): boolean => a < arms.length && off[a] === 0 && on[arms[a].input] === 0;
  for (const origin of [node.parent, start]) {
    const program = copyDictionary(origin);
    dropRows(program, (variable) => variable === counting);
    if (origin === start) {
      least.forEach((size, a) => {
        if (size > 0) raise(program, a, size);
      });
    } else if (node.raised !== undefined) raise(program, node.raised, least[node.raised]);
    if (uses < most)
      addRow(program, counting, most - uses, (a) => (isOpen(a) ? 1 / largest[a] : 0));
    const { outcome, pivots } = solveDual(program, off, tree.best + SAME);
    tree.pivots += pivots;
    if (outcome === 'lost') continue;
    if (outcome !== 'optimal') return undefined;
    const sizes = sizesOf(program, arms.length);
    for (let a = 0; a < sizes.length; a++) sizes[a] += least[a];
    if (Math.abs(marginOf(rows, sizes) - program.table[0]) < DRIFT || origin === start)
      return { program, sizes };
  }
  throw new FrugalError(
    'the simplex method loses its way on these associations; try another gap, threshold or density',
  );
}

/**
 * The two ways to go on where the optimum of a node's program breaks a constraint, the one to look into first at the head; none
 * where it breaks none. Decides on the strongest arm that is in the way.
 */
function choices(tree: Tree, { on }: Node, sizes: Float64Array): readonly Choice[] {
  const { arms, most } = tree.rows.constraints;
  const armsOf = (a: number): readonly number[] => tree.armsOf[arms[a].input];
  const used = [...arms.keys()].filter((a) => sizes[a] > SMALL);
  const tooMany = new Set(used.map((a) => arms[a].input)).size > most;
  const isTwice = (a: number): boolean =>
    armsOf(a).every((b) => b === a || sizes[b] > SMALL) && armsOf(a).length > 1;
  const gap = (a: number): number => gapOf(tree.rows, a);
  const isOpen = (a: number): boolean => on[arms[a].input] === 0;
  const broken = used.filter(
    (a) => isTwice(a) || (isOpen(a) && (tooMany || sizes[a] < gap(a) - SMALL)),
  );
  // What is open comes first: it counts.
  const inTheWay = broken.some(isOpen) ? broken.filter(isOpen) : broken;
  if (inTheWay.length === 0) return [];
  const strongest = inTheWay.reduce((best, a) => (sizes[a] > sizes[best] ? a : best));
  const others = armsOf(strongest).filter((a) => a !== strongest);
  if (isOpen(strongest) && gap(strongest) > 0) {
    const { input } = arms[strongest];
    return [{ use: input, raised: strongest, off: others }, { off: [strongest] }];
  }
  if (isOpen(strongest) && tooMany)
    return [{ use: arms[strongest].input }, { off: armsOf(strongest) }];
  return [{ off: others }, { off: [strongest] }];
}

function childOf(tree: Tree, node: Node, parent: Dictionary, choice: Choice): Node {
  const { arms, most } = tree.rows.constraints;
  const off = node.off.slice();
  const on = node.on.slice();
  const least = node.least.slice();
  for (const a of choice.off ?? []) off[a] = 1;
  let { uses } = node;
  if (choice.use !== undefined) {
    on[choice.use] = 1;
    uses++;
    if (uses === most)
      arms.forEach(({ input }, a) => {
        if (on[input] === 0) off[a] = 1;
      });
  }
  const { raised } = choice;
  if (raised !== undefined) least[raised] = gapOf(tree.rows, raised);
  const { largest } = node;
  return { parent, bound: parent.table[0], off, on, uses, least, largest, raised };
}

/** The children of a node, the one to look into first at the end; none where its optimum obeys all constraints. */
function branch(tree: Tree, node: Node): Node[] {
  const solved = solveNode(tree, node);
  if (solved === undefined) return [];
  const { program, sizes } = solved;
  const ways = choices(tree, node, sizes);
  if (ways.length === 0) {
    tree.best = program.table[0];
    tree.sizes = sizes;
    return [];
  }
  const off = node.off.slice();
  const largest = node.largest.slice();
  if (tree.best > Number.NEGATIVE_INFINITY)
    tightenBounds(program, program.table[0] - tree.best, largest);
  for (let a = 0; a < largest.length; a++) {
    if (node.least[a] > 0) continue;
    largest[a] = Math.min(node.largest[a], largest[a] + SLACK);
    if (largest[a] <= 2 * SLACK || largest[a] < gapOf(tree.rows, a) - SLACK) off[a] = 1;
  }
  dropColumns(program, off);
  return ways.map((way) => childOf(tree, { ...node, off, largest }, program, way)).reverse();
}

/** Sizes on a support, by HiGHS: their digits depend on nothing else. */
function polish(rows: Rows, support: Float64Array): Found | undefined {
  const { arms } = rows.constraints;
  const program = openProgram(rows);
  try {
    arms.forEach(({ gap }, a) => {
      if (support[a] > SMALL) program.bound(a, gap / rows.unit, rows.budget);
      else program.bound(a, 0, 0);
    });
    // One small linear program, also when the time is over.
    if (program.solve({ left: () => 60 }) !== 'optimal') return undefined;
    return { margin: program.margin(), sizes: program.sizes() };
  } finally {
    program.dispose();
  }
}

function plant(rows: Rows, best: number): { tree: Tree; root: Node } {
  const { arms } = rows.constraints;
  const { inputs, associations } = rows.data;
  const armsOf: number[][] = Array.from({ length: inputs }, () => []);
  for (const [a, { input }] of arms.entries()) armsOf[input].push(a);
  const start = startDictionary(rows);
  const tree = { rows, armsOf, start, best, sizes: undefined, pivots: 0 };
  const root: Node = {
    ...{ parent: start, bound: Number.POSITIVE_INFINITY, uses: 0, raised: undefined },
    off: new Uint8Array(arms.length + associations + 1),
    on: new Uint8Array(inputs),
    least: new Float64Array(arms.length),
    largest: new Float64Array(arms.length).fill(rows.budget),
  };
  return { tree, root };
}

/**
 * The most robust weights under l0, gap and exclusive signs; with free signs only if their margin is above 0.
 *
 * @param clock for everything; when it ends, the best weights found so far and a bound are returned
 */
export function search(rows: Rows, clock: Clock): BranchingResult {
  const scale = rows.unit / Math.sqrt(rows.data.inputs);
  const start = eliminate(rows, 0.05, clock);
  let best = start.found;
  const floor = rows.constraints.free ? NO_MARGIN : Number.NEGATIVE_INFINITY;
  const { tree, root } = plant(rows, Math.max(floor, best?.margin ?? floor) / scale);
  const open = [root];
  let nodes = 0;
  while (open.length > 0 && clock.left() > 0) {
    nodes++;
    open.push(...branch(tree, open.pop()!));
  }
  const support = tree.sizes ?? best?.sizes;
  const polished = support === undefined ? undefined : polish(rows, support);
  if (tree.sizes !== undefined) best = polished ?? { margin: tree.best * scale, sizes: tree.sizes };
  else if (best !== undefined && polished !== undefined && polished.margin > best.margin)
    best = polished;
  const left = open.reduce((most, { bound }) => Math.max(most, bound * scale), tree.best * scale);
  const bound = Math.min(start.relaxed, left);
  return {
    outcome: open.length > 0 ? 'time limit' : best === undefined ? 'infeasible' : 'optimal',
    found: best,
    bound: best === undefined ? bound : Math.max(bound, best.margin),
    nodes,
    iterations: start.iterations + tree.pivots,
  };
}
