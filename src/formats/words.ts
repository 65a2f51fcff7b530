/** Words out of bytes, each kept once: a hash table over the bytes, so that no text is made for a field. */

import type { Decoder } from './text.ts';

/** FNV-1a. */
const SEED = 0x811c9dc5;
const PRIME = 0x01000193;

/** Numbers words in the order of their first appearance. */
export class WordTable {
  /** Open addressing: word + 1, or 0; never more than half full. */
  #slots = new Int32Array(64);
  #hashes = new Int32Array(32);
  /** Word w is `#bytes[#starts[w]]` … `#bytes[#starts[w + 1] − 1]`. */
  #starts = new Uint32Array(33);
  #bytes = new Uint8Array(256);
  count = 0;

  /** Number of the word `bytes[from]` … `bytes[to − 1]`. */
  of(bytes: Uint8Array, from: number, to: number): number {
    let hash = SEED;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at], PRIME);
    const mask = this.#slots.length - 1;
    // The high bits of FNV are the better ones.
    let slot = (hash ^ (hash >>> 15)) & mask;
    for (let held = this.#slots[slot]; held !== 0; held = this.#slots[slot]) {
      if (this.#hashes[held - 1] === hash && this.#is(held - 1, bytes, from, to)) return held - 1;
      slot = (slot + 1) & mask;
    }
    this.#add(bytes, from, to, hash);
    this.#slots[slot] = this.count;
    if (2 * this.count >= this.#slots.length) this.#grow();
    return this.count - 1;
  }

  /** All words as text. */
  decode(decoder: Decoder): string[] {
    return Array.from({ length: this.count }, (_, word) =>
      decoder.decode(this.#bytes.subarray(this.#starts[word], this.#starts[word + 1])),
    );
  }

  #is(word: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[word];
    if (this.#starts[word + 1] - start !== to - from) return false;
    for (let k = 0; k < to - from; k++)
      if (this.#bytes[start + k] !== bytes[from + k]) return false;
    return true;
  }

  #add(bytes: Uint8Array, from: number, to: number, hash: number): void {
    const start = this.#starts[this.count];
    const end = start + to - from;
    if (end > this.#bytes.length) {
      const more = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      more.set(this.#bytes);
      this.#bytes = more;
    }
    for (let k = start, at = from; at < to; k++, at++) this.#bytes[k] = bytes[at];
    this.#hashes[this.count++] = hash;
    this.#starts[this.count] = end;
  }

  #grow(): void {
    const size = 2 * this.#slots.length;
    const hashes = new Int32Array(size / 2);
    hashes.set(this.#hashes);
    this.#hashes = hashes;
    const starts = new Uint32Array(size / 2 + 1);
    starts.set(this.#starts);
    this.#starts = starts;
    this.#slots = new Int32Array(size);
    for (let word = 0; word < this.count; word++) {
      const hash = hashes[word];
      let slot = (hash ^ (hash >>> 15)) & (size - 1);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (size - 1);
      this.#slots[slot] = word + 1;
    }
  }
}
