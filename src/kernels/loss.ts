/**
 * Loss functions of the output tile: the error δ of every output, the summed loss and the number of right answers.
 *
 * `z` holds pre-activations (softmax cross-entropy) or activities (mean squared error), `delta` receives
 * ∂(loss · batchScale)/∂z. A label below 0 is padding: no loss, no error. Ties of the largest output go to the lowest class.
 */

import {
  type Body,
  type Expression,
  f32,
  f32x4,
  f64,
  f64x2,
  i32,
  i32x4,
  type Local,
  shuffle32,
  v128,
} from '../wasm/index.ts';
import {
  type Address,
  flush,
  flushTwin,
  type Kernel,
  kernel,
  rowAddress,
  strideOf,
  type TileWidth,
  type V,
  type Views,
  vectorsOf,
} from './kernel.ts';
import { emitExp, emitLog, expTwin, logTwin } from './transcendental.ts';

export type LossName = 'cross-entropy' | 'mean-squared-error' | 'squared-error';
export const LOSSES: readonly LossName[] = ['cross-entropy', 'mean-squared-error', 'squared-error'];

const round = Math.fround;

/**
 * Arguments: `classes`, `z`, `labels` (i32 per example), `scale` (address of the f32 1/examples of the batch), `delta`,
 * `book` (address of f64 loss sum, then i32 right answers: both are added to).
 *
 * Cross-entropy of one example: −log softmax(z)[label]; δ = (softmax(z) − y)·scale.
 * Mean squared error of one example: Σ_c (z_c − y_c)²/classes; δ = 2 (z − y)·scale/classes.
 * Squared error: the same with numbers in the place of y, which `delta` holds at first; nothing is right, no label is more
 * than present or padding.
 *
 * Weighting `example`: `scale` holds one f32 an example instead, and the loss that is summed has it as a factor too.
 * Weighting `class`: a last argument `weights`, the address of one f32 a class, a factor of loss and error.
 * `delta` may be `z`, but for the squared error.
 */
export function loss(
  name: LossName,
  width: TileWidth,
  weighting: 'batch' | 'example' | 'class' = 'batch',
): Kernel {
  const each = weighting === 'example';
  const byClass = weighting === 'class';
  const answersClasses = name !== 'squared-error';
  return kernel(
    `loss.${name}.${width}${each ? '.weighted' : byClass ? '.class' : ''}`,
    ['classes', 'z', 'labels', 'scale', 'delta', 'book', ...(byClass ? ['weights'] : [])],
    (body, classes, z, labels, scale, delta, book, weights) => {
      // Four examples a turn: their addresses move on.
      const shape = { width, classes, z: body.local('i32', z), delta: body.local('i32', delta) };
      const at = body.local('i32', labels);
      const weight = body.local('i32', scale);
      const end = body.local('i32', i32.add(labels, i32.const(16 * vectorsOf(width))));
      const label = body.local('v128');
      const total = body.local('v128', v128.zero);
      const right = body.local('v128', v128.zero);
      body.while(i32.ltU(at, end), () => {
        // The scalar path loads its one label into all lanes and masks the others as padding.
        const loaded =
          width === 1 ? v128.or(v128.load32Splat(at), i32x4.const(0, -1, -1, -1)) : v128.load(at);
        body.set(label, loaded);
        const valid = body.local('v128', i32x4.gtS(label, i32x4.const(-1, -1, -1, -1)));
        const example = { label, valid };
        if (answersClasses) {
          const best = emitArgmax(body, shape);
          body.set(right, i32x4.sub(right, i32x4.eq(best, label)));
        }
        const factor = body.local(
          'v128',
          each && width > 1 ? v128.load(weight) : v128.load32Splat(weight),
        );
        const own = byClass ? emitWeights(body, label, weights) : undefined;
        if (own !== undefined) body.set(factor, f32x4.mul(factor, own));
        const value =
          name === 'cross-entropy'
            ? emitCrossEntropy(body, shape, example, factor)
            : emitSquaredError(body, shape, { ...example, numbers: !answersClasses }, factor);
        const weighted = each || own !== undefined ? f32x4.mul(value, own ?? factor) : value;
        const masked = body.local('v128', v128.and(weighted, valid));
        body.set(total, f64x2.add(total, f64x2.promoteLow(masked)));
        body.set(
          total,
          f64x2.add(total, f64x2.promoteLow(shuffle32(masked, masked, [2, 3, 0, 1]))),
        );
        for (const address of [at, shape.z, shape.delta]) body.advance(address, 16);
        if (each) body.advance(weight, 16);
      });
      const sum = f64.add(f64x2.extract(total, 0), f64x2.extract(total, 1));
      body.storeF64(book, f64.add(f64.load(book), sum));
      const counts = [0, 1, 2, 3].map((lane) => i32x4.extract(right, lane)).reduce(i32.add);
      body.storeI32(book, i32.add(i32.load(book, 8), counts), 8);
    },
    (memory, classes, z, labels, scale, delta, book, weights) => {
      const sums = [0, 0];
      for (let b = 0; b < width; b++) {
        const label = memory.i32[labels / 4 + b];
        const own = byClass ? memory.f32[weights / 4 + Math.max(label, 0)] : 1;
        const example = {
          classes,
          z: z / 4 + b,
          delta: delta / 4 + b,
          width,
          label,
          scale: round(memory.f32[scale / 4 + (each ? b : 0)] * own),
          numbers: !answersClasses,
        };
        const best = answersClasses ? argmaxTwin(memory, example) : undefined;
        const value =
          name === 'cross-entropy'
            ? crossEntropyTwin(memory, example)
            : squaredErrorTwin(memory, example);
        if (label >= 0) sums[b % 2] += round(value * (each ? example.scale : own));
        if (label === best) memory.i32[book / 4 + 2] += 1;
      }
      memory.f64[book / 8] += sums[0] + sums[1];
    },
  );
}

interface Shape {
  readonly width: TileWidth;
  readonly classes: Address;
  readonly z: Address;
  readonly delta: Address;
}

interface Example {
  readonly label: V;
  readonly valid: V;
  /** Whether the answers are numbers, in the place of the errors, and not the label. */
  readonly numbers?: boolean;
}

/** The weight of each example's class. */
function emitWeights(body: Body, label: V, weights: Address): Local<'v128'> {
  const found = body.local('v128', v128.zero);
  const number = body.local('i32');
  for (let lane = 0; lane < 4; lane++) {
    body.set(number, i32x4.extract(label, lane));
    // Padding has no weight to look up: any will do.
    body.set(number, i32.mul(number, i32.geS(number, i32.const(0))));
    const weight = f32.load(i32.add(weights, i32.shl(number, i32.const(2))));
    body.set(found, f32x4.replace(found, lane, weight));
  }
  return found;
}

/** Loops over the classes with the class number in every lane. */
function eachClass(
  body: Body,
  { classes, z, delta, width }: Shape,
  visit: (at: { c: V; z: V; delta: Address }) => void,
): void {
  const from = body.local('i32', z);
  const to = body.local('i32', delta);
  const end = body.local('i32', rowAddress(z, classes, width));
  const c = body.local('v128', v128.zero);
  body.while(i32.ltU(from, end), () => {
    const value = width === 1 ? v128.load32Splat(from) : v128.load(from);
    visit({ c, z: value, delta: to });
    body.set(c, i32x4.add(c, i32x4.const(1, 1, 1, 1)));
    body.advance(from, strideOf(width));
    body.advance(to, strideOf(width));
  });
}

function store(body: Body, { width }: Shape, at: Address, value: V): void {
  if (width === 1) body.storeLane0(at, value);
  else body.storeV128(at, value);
}

function emitArgmax(body: Body, shape: Shape): V {
  const best = body.local('v128', v128.zero);
  const largest = body.local('v128', f32x4.const(-Infinity));
  eachClass(body, shape, ({ c, z }) => {
    const above = body.local('v128', f32x4.gt(z, largest));
    body.set(best, v128.select(c, best, above));
    body.set(largest, v128.select(z, largest, above));
  });
  return best;
}

function emitCrossEntropy(body: Body, shape: Shape, { label, valid }: Example, weight: V): V {
  const largest = body.local('v128', f32x4.const(-Infinity));
  eachClass(body, shape, ({ z }) => body.set(largest, f32x4.max(largest, z)));
  const sum = body.local('v128', v128.zero);
  const chosen = body.local('v128', v128.zero);
  eachClass(body, shape, ({ c, z, delta }) => {
    const shifted = body.local('v128', f32x4.sub(z, largest));
    const e = emitExp(body, shifted);
    body.set(sum, f32x4.add(sum, e));
    body.set(chosen, v128.select(shifted, chosen, i32x4.eq(c, label)));
    store(body, shape, delta, e);
  });
  const inverse = body.local('v128', f32x4.div(f32x4.const(1), sum));
  const factor = body.local('v128', v128.and(weight, valid));
  eachClass(body, { ...shape, z: shape.delta }, ({ c, z, delta }) => {
    const target = v128.and(i32x4.eq(c, label), f32x4.const(1));
    const error = f32x4.mul(f32x4.sub(f32x4.mul(z, inverse), target), factor);
    store(body, shape, delta, flush(body, error));
  });
  return f32x4.sub(emitLog(body, sum), chosen);
}

function emitSquaredError(
  body: Body,
  shape: Shape,
  { label, valid, numbers }: Example,
  weight: V,
): V {
  const share = body.local(
    'v128',
    f32x4.div(f32x4.const(1), f32x4.fromU32(i32x4.splat(shape.classes as Expression<'i32'>))),
  );
  const factor = body.local(
    'v128',
    v128.and(f32x4.mul(f32x4.mul(f32x4.const(2), share), weight), valid),
  );
  const sum = body.local('v128', v128.zero);
  eachClass(body, shape, ({ c, z, delta }) => {
    const target =
      numbers === true
        ? shape.width === 1
          ? v128.load32Splat(delta)
          : v128.load(delta)
        : v128.and(i32x4.eq(c, label), f32x4.const(1));
    const error = body.local('v128', f32x4.sub(z, target));
    body.set(sum, f32x4.add(sum, f32x4.mul(error, error)));
    store(body, shape, delta, flush(body, f32x4.mul(error, factor)));
  });
  return f32x4.mul(sum, share);
}

interface TwinExample {
  readonly classes: number;
  /** Element numbers of class 0; classes are `width` apart. */
  readonly z: number;
  readonly delta: number;
  readonly width: number;
  readonly label: number;
  readonly scale: number;
  readonly numbers?: boolean;
}

function argmaxTwin({ f32: m }: Views, { classes, z, width }: TwinExample): number {
  let best = 0;
  let largest = -Infinity;
  for (let c = 0; c < classes; c++) {
    if (m[z + c * width] > largest) {
      best = c;
      largest = m[z + c * width];
    }
  }
  return best;
}

function crossEntropyTwin(
  { f32: m }: Views,
  { classes, z, delta, width, label, scale }: TwinExample,
): number {
  let largest = -Infinity;
  for (let c = 0; c < classes; c++) largest = Math.max(largest, m[z + c * width]);
  let sum = 0;
  let chosen = 0;
  for (let c = 0; c < classes; c++) {
    const shifted = round(m[z + c * width] - largest);
    if (c === label) chosen = shifted;
    m[delta + c * width] = expTwin(shifted);
    sum = round(sum + m[delta + c * width]);
  }
  const inverse = round(1 / sum);
  for (let c = 0; c < classes; c++) {
    const p = round(m[delta + c * width] * inverse);
    m[delta + c * width] =
      label < 0 ? 0 : flushTwin(round(round(p - (c === label ? 1 : 0)) * scale));
  }
  return round(logTwin(sum) - chosen);
}

function squaredErrorTwin(
  { f32: m }: Views,
  { classes, z, delta, width, label, scale, numbers }: TwinExample,
): number {
  const share = round(1 / classes);
  const factor = round(round(2 * share) * scale);
  let sum = 0;
  for (let c = 0; c < classes; c++) {
    const target = numbers === true ? m[delta + c * width] : c === label ? 1 : 0;
    const error = round(m[z + c * width] - target);
    sum = round(sum + round(error * error));
    m[delta + c * width] = label < 0 ? 0 : flushTwin(round(error * factor));
  }
  return round(sum * share);
}

/** Classes of the largest outputs of a tile; ties go to the lowest. Arguments: `classes`, `z`, `target` (i32 an example). */
export function largestClass(width: TileWidth): Kernel {
  return kernel(
    `largestClass.${width}`,
    ['classes', 'z', 'target'],
    (body, classes, z, target) => {
      const shape = { width, classes, z: body.local('i32', z), delta: body.local('i32', z) };
      const at = body.local('i32', target);
      const end = body.local('i32', i32.add(target, i32.const(16 * vectorsOf(width))));
      body.while(i32.ltU(at, end), () => {
        const best = emitArgmax(body, shape);
        if (width === 1) body.storeLane0(at, best);
        else body.storeV128(at, best);
        for (const address of [at, shape.z]) body.advance(address, 16);
      });
    },
    (memory, classes, z, target) => {
      for (let b = 0; b < width; b++) {
        const example = { classes, z: z / 4 + b, delta: 0, width, label: 0, scale: 0 };
        memory.i32[target / 4 + b] = argmaxTwin(memory, example);
      }
    },
  );
}
