/** Files broken at random: bits, lengths, pieces. The same stream breaks the same file the same way. */

import type { Random } from '../../src/numerics/random.ts';

type Mutation = (bytes: Uint8Array, random: Random, others: readonly Uint8Array[]) => Uint8Array;

/** Numbers that lengths and counts are not expected to be. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const WORDS = [
  '',
  '0',
  '-1',
  '1e999',
  '99999999999',
  '4294967296',
  'nan',
  '"',
  "'",
  ',',
  '\t',
  ':',
].concat(['\n', '\r', '\0', '\u2028', '<', '&', '%', '#', '*', '{', '\uffff']);
/** Longest piece that is moved, doubled or left out. */
const PIECE = 64;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};
const placeIn = (bytes: Uint8Array, random: Random): number => random.integer(bytes.length + 1);
const pieceOf = (bytes: Uint8Array, random: Random): Uint8Array => {
  const from = placeIn(bytes, random);
  return bytes.subarray(from, from + 1 + random.integer(PIECE));
};

const MUTATIONS: readonly Mutation[] = [
  function flip(bytes, random) {
    const broken = bytes.slice();
    if (broken.length > 0) broken[random.integer(broken.length)] ^= 1 << random.integer(8);
    return broken;
  },
  function byte(bytes, random) {
    const broken = bytes.slice();
    if (broken.length > 0) broken[random.integer(broken.length)] = random.integer(256);
    return broken;
  },
  function truncate(bytes, random) {
    return bytes.slice(0, placeIn(bytes, random));
  },
  function drop(bytes, random) {
    const from = placeIn(bytes, random);
    return joined(bytes.subarray(0, from), bytes.subarray(from + 1 + random.integer(PIECE)));
  },
  function double(bytes, random) {
    const at = placeIn(bytes, random);
    return joined(bytes.subarray(0, at), pieceOf(bytes, random), bytes.subarray(at));
  },
  function splice(bytes, random, others) {
    const other = others[random.integer(others.length)];
    return joined(
      bytes.subarray(0, placeIn(bytes, random)),
      other.subarray(placeIn(other, random)),
    );
  },
  function length(bytes, random) {
    const broken = bytes.slice();
    const width = [1, 2, 4, 8][random.integer(4)];
    if (broken.length < width) return broken;
    // Numbers stand at multiples of their width more often than not.
    const at = random.integer(broken.length - width + 1);
    const place = random.uniform() < 0.5 ? at - (at % width) : at;
    const value = EXTREMES[random.integer(EXTREMES.length)];
    const little = random.uniform() < 0.8;
    for (let i = 0; i < width; i++) {
      const byte = i < 4 ? (value >>> (8 * i)) & 0xff : value === 0xffffffff ? 0xff : 0;
      broken[place + (little ? i : width - 1 - i)] = byte;
    }
    return broken;
  },
  function word(bytes, random) {
    const at = placeIn(bytes, random);
    const text = new TextEncoder().encode(WORDS[random.integer(WORDS.length)]);
    const cut = random.integer(4);
    return joined(bytes.subarray(0, at), text, bytes.subarray(at + cut));
  },
];

/** One to four changes to a file; `others` of its form lend pieces. */
export function mutated(
  bytes: Uint8Array,
  random: Random,
  others: readonly Uint8Array[],
): Uint8Array {
  let broken = bytes;
  for (let i = random.integer(4); i >= 0; i--)
    broken = MUTATIONS[random.integer(MUTATIONS.length)](broken, random, others);
  return broken;
}
