/**
 * `Topology`: who is connected to whom in one layer, without any weight.
 *
 * One list per unit of the walked side, each list the strictly ascending indices of its partners on the other side
 * (compressed sparse rows, or columns, of the connection matrix). Memory follows the connections: 2 or 4 bytes each,
 * and 4 bytes a list. Strict ascent makes a duplicate impossible to miss and lets two topologies be merged in one pass.
 *
 * A *position* is the place of a connection in `index`: a weight, a gradient or a velocity of that connection lies at the
 * same position of its own array. What changes a topology is in change.ts, what draws one at random in `connectivity`.
 */

import { UsageError } from '../errors.ts';

/** Which side the lists belong to: `by-output` lists the inputs of every output, `by-input` the outputs of every input. */
export type Order = 'by-output' | 'by-input';

/** Indices of units of the other side: 16 bits where that side has at most 65,536 units, else 32. */
export type IndexArray = Uint16Array | Uint32Array;

/** Who is connected to whom. Plain data: can be saved, hashed and posted to a worker. */
export interface Topology {
  /** Units of the side that sends. */
  readonly inputs: number;
  /** Units of the side that receives. */
  readonly outputs: number;
  readonly order: Order;
  /** List i holds the positions `start[i] … start[i + 1] − 1`; length lists + 1. */
  readonly start: Uint32Array;
  /** Partner of the connection at each position, strictly ascending within a list. */
  readonly index: IndexArray;
}

/** Largest number of units of one side, and of connections: positions and indices are 32-bit words. */
export const MAX_COUNT = 4294967295;

/** Units that a 16-bit index can name. */
const NARROW = 65536;

/** ` (layer "hidden1")`, or nothing: the end of an error message about a layer that has a name. */
export function ofLayer(layer: string | undefined): string {
  return layer === undefined ? '' : ` (layer "${layer}")`;
}

/** A zeroed index array for `length` connections to a side of `units` units. */
export function indexArray(units: number, length: number): IndexArray {
  return units <= NARROW ? new Uint16Array(length) : new Uint32Array(length);
}

/** Number of lists: units of the walked side. */
export function lists(topology: Topology): number {
  return topology.order === 'by-output' ? topology.outputs : topology.inputs;
}

/** Units of the side that the lists point to. */
export function others(topology: Topology): number {
  return topology.order === 'by-output' ? topology.inputs : topology.outputs;
}

/** Number of connections, K. */
export function connections(topology: Topology): number {
  return topology.index.length;
}

/** Share of all possible connections that exist, K / (inputs · outputs). */
export function density(topology: Topology): number {
  return topology.index.length / (topology.inputs * topology.outputs);
}

/** Whether every possible connection exists. */
export function isDense(topology: Topology): boolean {
  return topology.index.length === topology.inputs * topology.outputs;
}

/** The other order. */
export function opposite(order: Order): Order {
  return order === 'by-output' ? 'by-input' : 'by-output';
}

/** @throws UsageError unless `units` is a number of units that one side of a layer can have */
export function checkUnits(what: string, units: number, layer?: string): void {
  if (Number.isInteger(units) && units >= 1 && units <= MAX_COUNT) return;
  throw new UsageError(`${what} ${units} is not an integer in 1..${MAX_COUNT}${ofLayer(layer)}`);
}

/**
 * Verifies every invariant of a topology in O(K): counts, monotone starts, range, strict ascent, index width.
 *
 * @param layer name for the error message
 * @throws UsageError naming the first thing that is wrong
 */
export function checkTopology(topology: Topology, layer?: string): void {
  const { inputs, outputs, order, start, index } = topology;
  const where = ofLayer(layer);
  checkUnits('inputs', inputs, layer);
  checkUnits('outputs', outputs, layer);
  if (order !== 'by-output' && order !== 'by-input') {
    throw new UsageError(
      `order ${JSON.stringify(order)} is neither "by-output" nor "by-input"${where}`,
    );
  }
  const listCount = lists(topology);
  const units = others(topology);
  if (start.length !== listCount + 1) {
    throw new UsageError(
      `start has ${start.length} entries, ${listCount} lists need ${listCount + 1}${where}`,
    );
  }
  if (start[0] !== 0 || start[listCount] !== index.length) {
    throw new UsageError(
      `start runs from ${start[0]} to ${start[listCount]}, ${index.length} connections need 0 to ${index.length}${where}`,
    );
  }
  if (index.BYTES_PER_ELEMENT !== (units <= NARROW ? 2 : 4)) {
    throw new UsageError(
      `index has ${8 * index.BYTES_PER_ELEMENT} bits, ${units} units need ${units <= NARROW ? 16 : 32}${where}`,
    );
  }
  for (let list = 0; list < listCount; list++) {
    const end = start[list + 1];
    if (end < start[list] || end > index.length) {
      throw new UsageError(
        `list ${list} runs from ${start[list]} to ${end} of ${index.length} connections${where}`,
      );
    }
    let before = -1;
    for (let k = start[list]; k < end; k++) {
      const other = index[k];
      if (other <= before) {
        throw new UsageError(
          `list ${list} holds index ${other} after ${before}; lists ascend strictly${where}`,
        );
      }
      before = other;
    }
    if (before >= units) {
      throw new UsageError(
        `list ${list} holds index ${before}, the other side has ${units} units${where}`,
      );
    }
  }
}

/** What `createTopology` is given: the fields of a topology, the indices in any width. */
export interface TopologyParts {
  readonly inputs: number;
  readonly outputs: number;
  readonly order: Order;
  readonly start: Uint32Array;
  readonly index: IndexArray;
}

/**
 * A topology of given lists, checked. The arrays are used, not copied, unless the index has the wrong width.
 *
 * @param layer name for error messages
 * @throws UsageError when an invariant does not hold (see `checkTopology`)
 */
export function createTopology(parts: TopologyParts, layer?: string): Topology {
  const { inputs, outputs, order, start } = parts;
  const units = order === 'by-output' ? inputs : outputs;
  let index = parts.index;
  if (units <= NARROW && index.BYTES_PER_ELEMENT === 4) {
    // Narrowing wraps, so an index that is out of range has to be seen before.
    for (const other of index) {
      if (other >= units) {
        throw new UsageError(
          `index ${other} is outside the other side's ${units} units${ofLayer(layer)}`,
        );
      }
    }
    index = Uint16Array.from(index);
  } else if (units > NARROW && index.BYTES_PER_ELEMENT === 2) {
    index = Uint32Array.from(index);
  }
  const topology: Topology = { inputs, outputs, order, start, index };
  checkTopology(topology, layer);
  return topology;
}

/**
 * A topology of ascending matrix positions `list · others + other`, in O(lists + K).
 *
 * @param positions strictly ascending integers below inputs · outputs (not checked)
 */
export function fromPositions(
  shape: { readonly inputs: number; readonly outputs: number; readonly order: Order },
  positions: Uint32Array | Float64Array,
): Topology {
  const { inputs, outputs, order } = shape;
  const listCount = order === 'by-output' ? outputs : inputs;
  const units = order === 'by-output' ? inputs : outputs;
  const start = new Uint32Array(listCount + 1);
  const index = indexArray(units, positions.length);
  let k = 0;
  for (let list = 0, base = 0; list < listCount; list++, base += units) {
    const end = base + units;
    while (k < positions.length && positions[k] < end) {
      index[k] = positions[k] - base;
      k++;
    }
    start[list + 1] = k;
  }
  return { inputs, outputs, order, start, index };
}

/** A topology in another order, and where each of its connections came from. */
export interface Reordered {
  readonly topology: Topology;
  /** `source[k]` is the position, in the old order, of the connection at position k of the new one. */
  readonly source: Uint32Array;
}

/**
 * The same connections, walked from the other side (or from the same one: then a copy), by counting sort in O(lists + K).
 *
 * Values follow by `copy[k] = values[source[k]]`.
 */
export function reorder(topology: Topology, order: Order): Reordered {
  const { inputs, outputs, start, index } = topology;
  const count = index.length;
  const source = new Uint32Array(count);
  if (order === topology.order) {
    for (let k = 0; k < count; k++) source[k] = k;
    return { topology: { ...topology, start: start.slice(), index: index.slice() }, source };
  }
  const listCount = lists(topology);
  const units = others(topology);
  const newIndex = indexArray(listCount, count);
  // Counted two places late and summed, entry i + 1 is where list i begins; placing moves it to where list i ends.
  const late = new Uint32Array(units + 2);
  for (let k = 0; k < count; k++) late[index[k] + 2]++;
  for (let other = 2; other < units + 2; other++) late[other] += late[other - 1];
  for (let list = 0; list < listCount; list++) {
    const end = start[list + 1];
    for (let k = start[list]; k < end; k++) {
      const place = late[index[k] + 1]++;
      newIndex[place] = list;
      source[place] = k;
    }
  }
  const newStart = late.slice(0, units + 1);
  return { topology: { inputs, outputs, order, start: newStart, index: newIndex }, source };
}

/** Number of connections of every unit of the walked side. */
function listLengths({ start }: Topology): Uint32Array {
  const degrees = new Uint32Array(start.length - 1);
  for (let list = 0; list < degrees.length; list++) degrees[list] = start[list + 1] - start[list];
  return degrees;
}

/** Number of connections of every unit of the other side. */
function countPartners(topology: Topology): Uint32Array {
  const { index } = topology;
  const degrees = new Uint32Array(others(topology));
  for (let k = 0; k < index.length; k++) degrees[index[k]]++;
  return degrees;
}

/** Fan-in: number of connections into every output; length `outputs`. */
export function inDegrees(topology: Topology): Uint32Array {
  return topology.order === 'by-output' ? listLengths(topology) : countPartners(topology);
}

/** Fan-out: number of connections out of every input; length `inputs`. */
export function outDegrees(topology: Topology): Uint32Array {
  return topology.order === 'by-output' ? countPartners(topology) : listLengths(topology);
}

/** First position of list `list` whose index is at least `other`, or the end of the list; O(log list length). */
function lowerBound({ start, index }: Topology, list: number, other: number): number {
  let low = start[list];
  let high = start[list + 1];
  while (low < high) {
    const middle = low + ((high - low) >>> 1);
    if (index[middle] < other) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Position of the connection from list `list` to unit `other`, or −1 where there is none; O(log list length). */
export function findInList(topology: Topology, list: number, other: number): number {
  const at = lowerBound(topology, list, other);
  return at < topology.start[list + 1] && topology.index[at] === other ? at : -1;
}

/** Position of the connection from `input` to `output`, or −1 where there is none; O(log list length). */
export function positionOf(topology: Topology, input: number, output: number): number {
  return topology.order === 'by-output'
    ? findInList(topology, output, input)
    : findInList(topology, input, output);
}

/** Whether `input` is connected to `output`. */
export function contains(topology: Topology, input: number, output: number): boolean {
  return positionOf(topology, input, output) >= 0;
}

/** The list of the connection at every position: with `index`, the coordinates of all connections. */
export function listOfEach(topology: Topology): Uint32Array {
  const { start, index } = topology;
  const list = new Uint32Array(index.length);
  for (let i = 0; i + 1 < start.length; i++) list.fill(i, start[i], start[i + 1]);
  return list;
}

/** The topology in which every unit of one side is connected to every unit of the other: O(inputs × outputs). */
export function fullTopology(inputs: number, outputs: number, order: Order): Topology {
  const [listCount, units] = order === 'by-output' ? [outputs, inputs] : [inputs, outputs];
  const start = Uint32Array.from({ length: listCount + 1 }, (_, list) => list * units);
  const index = indexArray(units, listCount * units);
  for (let other = 0; other < units; other++) index[other] = other;
  // Doubling copies: each pass repeats all the lists that are there.
  for (let filled = units; filled < index.length; filled *= 2) {
    index.copyWithin(filled, 0, Math.min(filled, index.length - filled));
  }
  return { inputs, outputs, order, start, index };
}
