/**
 * The exponential of a matrix without negative entries whose powers do not grow, and its derivative: the Taylor series.
 *
 * Nothing in the series is negative, nor in that of the derivative along a direction without negative entries: nothing
 * cancels, and every entry is right to its last digits without scaling and squaring. Not for matrices of large norm.
 *
 * Two ways to the same sums: a sparse matrix costs one sparse × dense product a term (Horner), a dense one six dense
 * products in all (M. S. Paterson, L. J. Stockmeyer, SIAM J. Comput. 2:60, 1973); each is three times that with a
 * derivative.
 */

/** Terms of the series: the first left out is 1/17! = 3e-15 of the value, 1/16! = 5e-14 of the derivative. */
const DEGREE = 16;

/** Share of entries from which on dense products take less time: 16 sparse against 6 dense ones, unrolled four times. */
const DENSE_FROM = 0.2;

/** Where the entries of a sparse square matrix lie. */
export interface Places {
  readonly units: number;
  readonly pre: ArrayLike<number>;
  readonly post: ArrayLike<number>;
}

interface Exponential {
  /** exp(N), row by row. */
  readonly exponential: Float64Array;
  /** L(N, Gᵀ), row by row; empty without a direction. */
  readonly derivative: Float64Array;
}

/**
 * exp(N) and, where a direction G is given, its Fréchet derivative at N along the transpose Gᵀ.
 *
 * @param normal entries of N at row `pre`, column `post`; none negative
 * @param direction entries of G at the same places
 * @param way `sparse`, O(K units), or `dense`, O(units³); by default the faster
 */
export function exponentialSeries(
  places: Places,
  normal: Float64Array,
  direction?: Float64Array,
  way: 'sparse' | 'dense' = normal.length < DENSE_FROM * places.units ** 2 ? 'sparse' : 'dense',
): Exponential {
  return way === 'sparse'
    ? bySparse(places, normal, direction)
    : byDense(places, normal, direction);
}

/** `to[row] += factor · from[other]` for rows of square matrices. */
function addRow(
  to: Float64Array,
  row: number,
  factor: number,
  from: Float64Array,
  other: number,
  units: number,
): void {
  const a = row * units;
  const b = other * units;
  for (let j = 0; j < units; j++) to[a + j] += factor * from[b + j];
}

/** T ← I + N T / m and T′ ← (Gᵀ T + N T′) / m, from the last term to the first. */
function bySparse(
  { units, pre, post }: Places,
  normal: Float64Array,
  direction: Float64Array | undefined,
): Exponential {
  const size = units * units;
  let [value, nextValue] = [new Float64Array(size), new Float64Array(size)];
  const slopes = direction === undefined ? 0 : size;
  let [slope, nextSlope] = [new Float64Array(slopes), new Float64Array(slopes)];
  for (let unit = 0; unit < units; unit++) value[unit * units + unit] = 1;
  for (let m = DEGREE; m >= 1; m--) {
    nextValue.fill(0);
    nextSlope.fill(0);
    for (let k = 0; k < normal.length; k++) {
      const factor = normal[k] / m;
      if (factor !== 0) addRow(nextValue, pre[k], factor, value, post[k], units);
    }
    for (let unit = 0; unit < units; unit++) nextValue[unit * units + unit] += 1;
    if (direction !== undefined) {
      for (let k = 0; k < normal.length; k++) {
        if (direction[k] !== 0) addRow(nextSlope, post[k], direction[k] / m, value, pre[k], units);
        if (normal[k] !== 0) addRow(nextSlope, pre[k], normal[k] / m, slope, post[k], units);
      }
    }
    [value, nextValue] = [nextValue, value];
    [slope, nextSlope] = [nextSlope, slope];
  }
  return { exponential: value, derivative: slope };
}

/** `to += a · b`, square matrices; four rows of b at a time. */
function addProduct(to: Float64Array, a: Float64Array, b: Float64Array, units: number): void {
  const whole = units - (units % 4);
  for (let i = 0; i < units; i++) {
    const row = i * units;
    for (let k = 0; k < whole; k += 4) {
      const [a0, a1, a2, a3] = [a[row + k], a[row + k + 1], a[row + k + 2], a[row + k + 3]];
      const b0 = k * units;
      const b1 = b0 + units;
      const b2 = b1 + units;
      const b3 = b2 + units;
      for (let j = 0; j < units; j++)
        to[row + j] += a0 * b[b0 + j] + a1 * b[b1 + j] + (a2 * b[b2 + j] + a3 * b[b3 + j]);
    }
    for (let k = whole; k < units; k++) addRow(to, i, a[row + k], b, k, units);
  }
}

/** A matrix and its derivative, which is absent where none is asked for. */
interface Pair {
  readonly value: Float64Array;
  readonly slope: Float64Array | undefined;
}

/** Σ_{i = 0 … 4} c_i N^i with a polynomial in N⁴ of such blocks: p(N) = B₀ + N⁴ (B₁ + N⁴ (B₂ + N⁴ (B₃ + c₁₆ N⁴))). */
function byDense(
  { units, pre, post }: Places,
  normal: Float64Array,
  direction: Float64Array | undefined,
): Exponential {
  const size = units * units;
  const times = (a: Pair, b: Pair): Pair => {
    const value = new Float64Array(size);
    addProduct(value, a.value, b.value, units);
    if (a.slope === undefined || b.slope === undefined) return { value, slope: undefined };
    const slope = new Float64Array(size);
    addProduct(slope, a.slope, b.value, units);
    addProduct(slope, a.value, b.slope, units);
    return { value, slope };
  };
  const first: Pair = {
    value: new Float64Array(size),
    slope: direction === undefined ? undefined : new Float64Array(size),
  };
  for (let k = 0; k < normal.length; k++) {
    first.value[pre[k] * units + post[k]] = normal[k];
    if (direction !== undefined && first.slope !== undefined)
      first.slope[post[k] * units + pre[k]] = direction[k];
  }
  const second = times(first, first);
  const powers = [first, second, times(second, first)];
  const fourth = times(second, second);
  const coefficients = [1];
  for (let m = 1; m <= DEGREE; m++) coefficients.push(coefficients[m - 1] / m);

  /** `to ← to + c_{4 block} I + Σ_{i = 1 … 3} c_{4 block + i} N^i`. */
  const addBlock = ({ value, slope }: Pair, block: number): void => {
    for (let unit = 0; unit < units; unit++) value[unit * units + unit] += coefficients[4 * block];
    powers.forEach((power, i) => {
      const c = coefficients[4 * block + 1 + i];
      for (let at = 0; at < size; at++) value[at] += c * power.value[at];
      if (slope === undefined || power.slope === undefined) return;
      for (let at = 0; at < size; at++) slope[at] += c * power.slope[at];
    });
  };
  const last = coefficients[DEGREE];
  let sum: Pair = {
    value: fourth.value.map((x) => last * x),
    slope: fourth.slope?.map((x) => last * x),
  };
  for (let block = DEGREE / 4 - 1; block >= 0; block--) {
    addBlock(sum, block);
    if (block > 0) sum = times(fourth, sum);
  }
  return { exponential: sum.value, derivative: sum.slope ?? new Float64Array(0) };
}
