/**
 * How people write the ten digits: for each one several ways, as the path of the pen.
 *
 * Data only. trace.ts bends, slants and thickens these paths; nothing here is random.
 */

/**
 * Numbers x₀, y₀, x₁, y₁, …: points that a smooth curve passes through, in hundredths of the digit's height.
 * x runs to the right from 0 to about 65, y down from 0 to 100. Two points are a straight line.
 */
type Curve = readonly number[];

/**
 * From pen down to pen up. Each further curve starts where the one before ended, in a corner, and does not repeat that
 * point.
 */
export type Stroke = readonly Curve[];

/** One way of writing a digit. */
export interface Style {
  /** Share among the styles of its digit, relative to the others. */
  readonly weight: number;
  readonly strokes: readonly Stroke[];
}

/** Reads a path: points `x,y`, a corner where there is a `/`, the pen lifted where there is a `|`. */
const style = (weight: number, path: string): Style => ({
  weight,
  strokes: path
    .split(' | ')
    .map((stroke) => stroke.split(' / ').map((curve) => curve.split(/[ ,]/).map(Number))),
});

/** `GLYPHS[digit]`: the ways of writing it. */
export const GLYPHS: readonly (readonly Style[])[] = [
  // 0: closed with an overshoot; from the upper left; open at the top; with a curl; slashed.
  [
    style(4, '42,4 18,12 6,48 18,88 36,97 56,85 63,48 52,12 35,5'),
    style(3, '30,6 12,30 10,68 26,96 48,86 60,52 52,16 32,4 22,10'),
    style(2, '47,10 27,3 10,22 6,60 20,94 42,94 60,66 61,32 54,13'),
    style(2, '58,5 36,4 12,24 6,60 22,96 48,90 62,56 52,20 32,9 22,18'),
    style(0.6, '42,4 18,12 6,48 18,88 36,97 56,85 63,48 52,12 35,5 | 60,4 10,97'),
  ],
  // 1: a bar; with a flag; with flag and foot; with a long upstroke; bent.
  [
    style(4, '34,2 33,50 32,98'),
    style(3, '20,21 29,14 38,2 / 37,50 36,98'),
    style(1.5, '20,21 29,14 37,2 / 36,50 36,97 | 14,98 36,97 58,98'),
    style(1.5, '15,42 28,24 41,2 / 40,50 39,98'),
    style(1.5, '40,2 34,34 31,68 33,98'),
  ],
  // 2: pointed foot; looped foot; like a z; with a wave for a foot; round all through.
  [
    style(4, '8,27 17,8 38,2 56,17 51,41 30,70 8,96 / 34,95 64,96'),
    style(3, '10,22 24,5 46,4 56,22 44,53 24,82 9,94 4,83 16,77 36,89 63,95'),
    style(1.5, '9,14 30,6 58,9 / 34,52 6,94 / 34,92 64,93'),
    style(2, '18,33 10,19 22,4 46,4 56,24 44,54 22,82 6,94 / 20,86 42,97 64,88'),
    style(1.5, '6,18 26,4 50,10 54,32 36,60 16,82 14,94 36,95 62,90'),
  ],
  // 3: two bowls; a flat top; a loop between; angular; leaning bowls.
  [
    style(4, '10,15 28,3 50,9 54,27 42,42 26,47 / 48,52 60,70 48,92 24,98 6,86'),
    style(2, '10,7 32,5 57,6 / 42,25 28,42 / 50,48 60,68 48,92 24,98 6,88'),
    style(2.5, '10,17 26,3 50,8 53,28 38,44 22,49 22,43 42,49 58,68 48,92 22,97 6,84'),
    style(1.5, '8,9 30,3 54,12 50,34 24,46 / 52,56 58,78 38,97 8,92'),
    style(1.5, '16,10 38,2 58,14 52,36 32,46 / 54,54 56,78 34,98 10,96 2,86'),
  ],
  // 4: open; closed; closed without lifting the pen; open and round; open and narrow.
  [
    style(4, '16,4 12,31 8,58 / 34,60 64,58 | 49,20 46,60 43,98'),
    style(2.5, '44,4 26,33 6,66 / 34,66 66,65 | 46,2 45,50 44,98'),
    style(1.5, '64,66 34,67 6,66 / 26,33 47,3 / 47,50 46,98'),
    style(3, '14,6 8,34 15,54 34,56 54,46 | 58,4 53,48 49,98'),
    style(1.5, '20,2 8,40 24,52 46,47 | 54,2 50,48 44,98'),
  ],
  // 5: bar last; in one stroke; like an S; bar apart; with a small belly.
  [
    style(4, '16,6 13,26 11,44 / 28,36 50,42 58,66 44,92 20,97 4,88 | 16,6 37,6 60,4'),
    style(3, '58,4 36,6 17,6 / 14,26 11,44 / 28,36 50,42 58,66 44,92 20,97 4,88'),
    style(2, '58,6 34,4 18,12 16,32 34,42 54,56 54,82 32,97 6,90'),
    style(1.5, '16,10 14,27 12,43 / 32,38 52,50 54,76 34,97 6,93 | 22,5 42,6 66,1'),
    style(1.5, '54,4 36,5 20,6 / 16,28 12,50 / 34,48 51,62 42,88 10,97'),
  ],
  // 6: round back; straight back; curled inwards; narrow; with a high belly.
  [
    style(4, '48,4 26,20 10,52 10,82 28,97 50,88 54,66 38,54 20,60 11,74'),
    style(3, '38,2 22,34 10,66 16,92 38,97 54,80 48,60 30,56 13,68'),
    style(2, '54,10 38,4 18,22 7,56 14,90 36,97 54,80 46,61 28,61 20,76'),
    style(2, '30,2 16,36 8,72 20,96 40,94 48,76 36,60 18,66 10,80'),
    style(1.5, '42,2 20,24 8,58 18,94 44,95 58,68 46,46 22,52 10,66'),
  ],
  // 7: plain; crossed; with a serif; with a curved stem; with a wave for a top.
  [
    style(4, '6,10 32,8 60,6 / 46,50 30,98'),
    style(2, '6,9 32,8 60,6 / 47,48 31,98 | 18,51 36,49 56,46'),
    style(1.5, '8,24 10,8 / 34,8 61,6 / 46,48 32,98'),
    style(2.5, '6,8 32,10 60,6 / 40,34 30,64 28,98'),
    style(2, '5,20 14,6 34,11 62,6 / 44,44 26,98'),
  ],
  // 8: begun at the top right; two rings; open at the top; begun in the middle.
  [
    style(4, '54,14 34,3 14,14 18,34 36,48 56,66 52,90 30,98 10,86 12,66 34,48 52,30 56,16 50,8'),
    style(
      2,
      '34,48 14,36 14,12 34,3 54,12 52,36 34,48 | 34,48 10,62 10,88 32,98 58,88 56,62 34,47',
    ),
    style(2.5, '56,8 32,3 13,18 26,40 48,58 54,82 34,98 12,88 12,68 32,50 52,30 61,12'),
    style(2, '34,46 14,32 16,10 38,3 54,16 46,36 24,54 8,76 22,97 48,94 58,74 46,56 32,46'),
  ],
  // 9: straight stem; hooked stem; begun at the top; bent all through; open ring.
  [
    style(4, '54,20 36,4 14,12 8,36 24,52 46,42 55,18 / 52,52 47,98'),
    style(3, '54,18 34,3 12,14 10,40 30,50 50,34 56,14 55,50 46,86 26,97 8,88'),
    style(2, '50,8 28,4 10,24 16,46 38,46 52,24 54,6 / 50,42 40,70 34,98'),
    style(2, '52,24 44,6 22,4 8,24 18,46 40,42 54,20 52,54 34,98'),
    style(1.5, '50,6 24,4 8,26 20,46 42,44 54,30 | 56,8 53,52 48,98'),
  ],
];
