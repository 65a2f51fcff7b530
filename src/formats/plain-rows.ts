/**
 * Rows that are plain numbers and nothing else, in blocks through the kernel of decimal numbers.
 *
 * A block of text goes into the kernel's memory and its rows come back as doubles, which go into the columns. Where the kernel
 * stops, one row is somebody else's; where it stops too often, it is not asked any more.
 */

import { DECIMAL_TABLES, decimalRows, writeDecimalTables } from '../kernels/decimal-rows.ts';
import { emitModule } from '../wasm/index.ts';
import { LF, SPACE } from './text.ts';

/** Bytes of text in a block, and of the doubles that come of it: both stay in the caches. */
const TEXT = 1 << 16;
const OUTPUT = 1 << 18;
/** Bytes of the first block after a row that the kernel leaves: rows of that kind may come again soon. */
const NARROW = 1 << 12;
/** Below it a table is read before the kernel is made. */
const SMALLEST = 1 << 15;
/** A stop should come no more often than after so many rows, on average. */
const ROWS_A_STOP = 4;

const PAGE = 65536;
const STATE = Math.ceil(DECIMAL_TABLES / 8) * 8;
const TEXT_AT = PAGE;
const INDEX_AT = TEXT_AT + TEXT + PAGE;
const OUTPUT_AT = INDEX_AT + 4 * TEXT + PAGE;
const PAGES = (OUTPUT_AT + OUTPUT) / PAGE;

type Columns = readonly (Float64Array | undefined)[];
type Run = (...words: number[]) => void;

interface Machine {
  readonly run: Run;
  readonly bytes: Uint8Array;
  readonly state: Int32Array;
  readonly output: Float64Array;
}

let compiled: WebAssembly.Module | undefined;

/** The kernel with a memory of its own. */
function machine(): Machine {
  const kernel = decimalRows();
  compiled ??= new WebAssembly.Module(
    emitModule([kernel.emit()], { shared: false, maximumPages: PAGES }),
  );
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } });
  const bytes = new Uint8Array(memory.buffer);
  writeDecimalTables(bytes, 0);
  return {
    run: exports[kernel.key] as Run,
    bytes,
    state: new Int32Array(memory.buffer, STATE, 2),
    output: new Float64Array(memory.buffer, OUTPUT_AT, OUTPUT / 8),
  };
}

/** Reads blocks of plain rows of one text. */
export class PlainRows {
  /** Where the last block of rows has ended. */
  end = 0;
  #stops = 0;
  #rows = 0;
  /** Bytes of the next block. */
  #block = TEXT;
  readonly #bytes: Uint8Array;
  readonly #separator: number;
  readonly #columns: number;
  readonly #machine = machine();

  private constructor(bytes: Uint8Array, separator: number, columns: number) {
    this.#bytes = bytes;
    this.#separator = separator;
    this.#columns = columns;
  }

  /** A reader, where there is enough to read in rows that are short enough. */
  static of(bytes: Uint8Array, separator: number, columns: number): PlainRows | undefined {
    const suits = bytes.length >= SMALLEST && separator !== SPACE && 8 * columns <= OUTPUT;
    return suits ? new PlainRows(bytes, separator, columns) : undefined;
  }

  get worthIt(): boolean {
    return this.#stops < 64 || this.#rows >= ROWS_A_STOP * this.#stops;
  }

  /**
   * Reads rows from offset `from`, where a line begins, into `columns` from row `row` on, until one is not plain or the text
   * ends. Returns how many; `end` is the offset behind them.
   */
  read(from: number, columns: Columns, row: number): number {
    this.end = from;
    let rows = 0;
    if (columns.includes(undefined)) {
      this.#stops = Number.POSITIVE_INFINITY;
      return 0;
    }
    const { run, state } = this.#machine;
    const most = Math.floor(OUTPUT / 8 / this.#columns);
    while (this.end < this.#bytes.length) {
      const length = this.#load(this.end);
      if (length === 0) break;
      const limit = TEXT_AT + length;
      run(TEXT_AT, limit, this.#separator, this.#columns, OUTPUT_AT, most, 0, INDEX_AT, STATE);
      const [done, behind] = state;
      this.#take(columns, row + rows, done);
      rows += done;
      this.end += behind - TEXT_AT;
      if (behind < limit && done < most) {
        this.#block = NARROW;
        break;
      }
      this.#block = Math.min(2 * this.#block, TEXT);
    }
    this.#stops++;
    this.#rows += rows;
    return rows;
  }

  /** Brings whole lines from offset `from` on into the kernel's memory; returns their bytes, 0 where one line is too long. */
  #load(from: number): number {
    const last = (size: number): number => this.#bytes.lastIndexOf(LF, from + size - 1) + 1;
    let end = last(this.#block);
    if (end <= from) end = last(TEXT);
    if (end <= from) return 0;
    this.#machine.bytes.set(this.#bytes.subarray(from, end), TEXT_AT);
    return end - from;
  }

  /** From rows to columns. */
  #take(columns: Columns, row: number, rows: number): void {
    const { output } = this.#machine;
    const count = this.#columns;
    for (let k = 0; k < count; k++) {
      const column = columns[k];
      if (column === undefined) continue;
      for (let r = 0, at = k; r < rows; r++, at += count) column[row + r] = output[at];
    }
  }
}
