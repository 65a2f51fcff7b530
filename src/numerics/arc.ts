/** Inverse trigonometric functions that give the same bits in every JavaScript engine, with errors of a few ulp. */

/** arctan x. */
export function atan(x: number): number {
  const size = Math.abs(x);
  // Below, x³/3 is less than half an ulp; NaN passes through.
  if (!(size > 1e-8)) return x;
  if (size > 1) return Math.sign(x) * (0.5 * Math.PI - atan(1 / size));
  // Halved twice, arctan x = 2 arctan(x/(1 + √(1 + x²))), the argument is below 0.2 and its series short.
  let t = size / (1 + Math.sqrt(1 + size * size));
  t /= 1 + Math.sqrt(1 + t * t);
  const square = t * t;
  let sum = 0;
  for (let n = 25; n >= 3; n -= 2) sum = square * (1 / n - sum);
  const angle = 4 * (t - t * sum);
  return x < 0 ? -angle : angle;
}

/** arccos x in [0, π]; NaN outside [−1, 1]. */
export function acos(x: number): number {
  if (!(x >= -1 && x <= 1)) return Number.NaN;
  return 2 * atan(Math.sqrt((1 - x) / (1 + x)));
}
