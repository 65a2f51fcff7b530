/**
 * `Glance`: what the page draws of a network at a moment, small enough to be posted many times a second. Made of a `Sight` in
 * the worker (lens.ts), so that nothing of the size of the network comes to the page.
 */

import type { LedgerTotals } from '../../../src/ledger/index.ts';
import type { SeenCurve, SeenLaw, SeenSpace } from '../../../src/protocol/view.ts';
import type { Bins } from './bins.ts';
import type { Pairs } from './change.ts';
import type { Degrees } from './degrees.ts';
import type { Strands } from './strands.ts';
import type { WeightBins } from './weights.ts';

/** A layer of connections. */
export interface LayerGlance {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly connections: number;
  readonly dense: boolean;
  readonly bins: Bins;
  /** Cells of the matrix in which connections came and went since the last glance, and how many did. */
  readonly bornCells: Uint32Array;
  readonly diedCells: Uint32Array;
  readonly bornCount: number;
  readonly diedCount: number;
  readonly weights: WeightBins;
  /** Absent where every connection exists. */
  readonly senders?: Degrees;
  readonly receivers?: Degrees;
  /** The strongest connections, and some of those that came and went since the last glance. */
  readonly strands: Strands;
  readonly born: Pairs;
  readonly died: Pairs;
  readonly law?: SeenLaw;
  readonly space?: SeenSpace;
}

/** What feeds some units, each a picture of weights, `[unit][inputs]`. */
export interface Fields {
  readonly layer: string;
  readonly units: Uint32Array;
  readonly width: number;
  readonly height: number;
  readonly weights: Float32Array;
  /** What the colours reach to. */
  readonly reach: number;
}

/** Examples and what the network makes of them now. */
export interface AnsweredExamples {
  readonly count: number;
  readonly features: number;
  /** Grey in [0, 1], `[count][features]`. */
  readonly grey: Float32Array;
  readonly labels: Uint16Array;
  readonly classes: readonly string[];
  readonly answers: Uint16Array;
  /** Of the answer. */
  readonly probability: Float32Array;
}

/** A trial, and what the network makes of it now. */
export interface AnsweredTrial {
  readonly task: string;
  readonly steps: number;
  readonly stepMs?: number;
  readonly channels: number;
  /** `[steps][channels]`. */
  readonly inputs: Float32Array;
  readonly targets: Int16Array;
  readonly outputs: number;
  /** Probabilities of the outputs, `[steps][outputs]`. */
  readonly answers: Float32Array;
  readonly units: number;
  /** `[steps][units]`. */
  readonly states: Float32Array;
}

export interface Glance {
  /** Of which network. */
  readonly name: string;
  readonly kind: 'mlp' | 'rnn' | 'rbm' | 'cnn' | 'none';
  /** The layers in the order of the network. */
  readonly layers: readonly LayerGlance[];
  /** Width and height of the picture that inputs are. */
  readonly picture?: { readonly width: number; readonly height: number };
  readonly fields?: Fields;
  /** Answers come less often than all else: where they are absent, the former ones stand. */
  readonly examples?: AnsweredExamples;
  readonly trial?: AnsweredTrial;
  readonly curves?: readonly SeenCurve[];
  readonly totals?: LedgerTotals;
  /** ms that making this glance took. */
  readonly took: number;
}

/** What the page asks of the network. Plain data. */
export type Question =
  /** What drove the answer to a shown example. */
  | { readonly kind: 'explain'; readonly example: number }
  /** What a picture is taken for: grey in [0, 1], `[features]`. */
  | { readonly kind: 'answer'; readonly grey: Float32Array };

export type Reply =
  | {
      readonly kind: 'explain';
      readonly example: number;
      /** The class that was answered, and the one that it is compared with: the right one, or the next likely. */
      readonly said: number;
      readonly against: number;
      /** What each input added to the difference of their scores, and all biases. */
      readonly contributions: Float32Array;
      readonly biases: number;
      readonly score: number;
    }
  | {
      readonly kind: 'answer';
      readonly probabilities: Float32Array;
      readonly classes: readonly string[];
    }
  /** Why there is no answer. */
  | { readonly kind: 'none'; readonly reason: string };

/** Buffers of a glance or a reply that may be handed over instead of copied. */
export function transferables(plain: object): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
    } else if (typeof value === 'object' && value !== null) {
      for (const part of Object.values(value)) visit(part);
    }
  };
  visit(plain);
  return [...found];
}
