/** What a suite of measurements is, and what it is given. */

import type { Machine } from './machine.ts';
import type { Row } from './table.ts';

export interface Effort {
  readonly machine: Machine;
  /** Rounds of a race: more rounds, steadier figures. */
  readonly rounds: number;
}

export interface Suite {
  readonly title: string;
  /** Yields rows as they are measured. */
  readonly run: (effort: Effort) => AsyncGenerator<Row, void>;
}
