/** Words, quotes and braces of ARFF, one line at a time. */

import { refuse, shown } from './text.ts';

/** A word of a line; quotes tell `'?'` from `?`. */
export interface Token {
  readonly text: string;
  readonly quoted: boolean;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Reads one line from the left to the right. */
export class Line {
  at = 0;
  readonly #text: string;
  readonly #name: string;
  readonly #number: number;

  constructor(text: string, name: string, number: number) {
    this.#text = text;
    this.#name = name;
    this.#number = number;
  }

  fail(message: string): never {
    refuse(this.#name, `line ${this.#number}: ${message}: ${shown(this.#text.trim(), 48)}`);
  }

  /** Goes to what comes next but spaces and tabs; '' at the end of the line, and where a comment begins. */
  peek(): string {
    while (this.#text[this.at] === ' ' || this.#text[this.at] === '\t') this.at++;
    const next = this.#text[this.at] ?? '';
    return next === '%' ? '' : next;
  }

  /** Whether `character` comes next; it is gone then. */
  take(character: string): boolean {
    const found = this.peek() === character;
    if (found) this.at++;
    return found;
  }

  /** The next word: in quotes, with backslashes before what stands for itself, or up to a comma, a space or a brace. */
  word(): Token {
    const quote = this.peek();
    if (quote === '"' || quote === "'") return { text: this.#quoted(quote), quoted: true };
    const from = this.at;
    while (this.at < this.#text.length && !' \t,{}'.includes(this.#text[this.at])) this.at++;
    if (this.at === from || quote === '') this.fail('a word is missing');
    return { text: this.#text.slice(from, this.at), quoted: false };
  }

  /** The next word up to a comma or a closing brace, spaces within it included. */
  phrase(): Token {
    const first = this.peek();
    if (first === '"' || first === "'") return this.word();
    const from = this.at;
    while (this.at < this.#text.length && !',}'.includes(this.#text[this.at])) this.at++;
    const text = this.#text.slice(from, this.at).trim();
    if (text === '') this.fail('a word is missing');
    return { text, quoted: false };
  }

  #quoted(quote: string): string {
    let word = '';
    for (this.at++; this.at < this.#text.length; this.at++) {
      const character = this.#text[this.at];
      if (character === quote) {
        this.at++;
        return word;
      }
      if (character === '\\' && this.at + 1 < this.#text.length) {
        const next = this.#text[++this.at];
        word += ESCAPES[next] ?? next;
      } else word += character;
    }
    this.fail('quotes that are not closed');
  }
}
