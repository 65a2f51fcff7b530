/**
 * What is asked of an HDF5 file, by name: a question can be posted to another thread, a function cannot. Answers are plain
 * values of this room.
 */

import type { SonataEdges } from '../graphs/sonata.ts';
import type { VariableGraphOptions } from '../graphs/variables.ts';
import type { MatlabValue } from '../matlab.ts';
import type { Graph, Read, Tensor, Texts } from '../values.ts';
import { type Limits, type Source, withHdf5 } from './library.ts';

/** All that can be asked, with its answer. */
export interface Answers {
  /** Paths of all data sets, in the library's order. */
  readonly paths: { readonly options: undefined; readonly answer: readonly string[] };
  readonly dataset: {
    readonly options: { readonly dataset?: string };
    readonly answer: Read<Tensor | Texts>;
  };
  readonly matlab: {
    readonly options: undefined;
    readonly answer: Read<ReadonlyMap<string, MatlabValue>>;
  };
  readonly sonata: {
    readonly options: { readonly population?: string; readonly weight?: string };
    readonly answer: Read<SonataEdges>;
  };
  /** Undefined for SONATA's edges, where no matrix is named. */
  readonly graph: {
    readonly options: VariableGraphOptions;
    readonly answer: Read<Graph> | undefined;
  };
}

export type Question = keyof Answers;

/** A file and what is asked of it. */
export interface Order<Q extends Question = Question> extends Limits {
  readonly bytes: Uint8Array;
  readonly question: Q;
  readonly options: Answers[Q]['options'];
}

type Ways = {
  readonly [Q in Question]: (
    options: Answers[Q]['options'],
  ) => Promise<(source: Source) => Answers[Q]['answer']>;
};

/**
 * Each loads what it needs, then reads at one go. None of it asks (`read.ts`): in a circle bundlers keep all of it, and h5wasm,
 * where nothing of it is used.
 */
const WAYS: Ways = {
  async paths() {
    const { datasetsOf } = await import('./library.ts');
    return ({ file }) => datasetsOf(file);
  },
  async dataset({ dataset }) {
    const { datasetAmong } = await import('./library.ts');
    return (source) => datasetAmong(source, dataset);
  },
  async matlab() {
    const { variablesOfMatlab73 } = await import('../matlab73.ts');
    return variablesOfMatlab73;
  },
  async sonata(options) {
    const { edgesOf } = await import('../graphs/sonata-edges.ts');
    return (source) => edgesOf(source, options);
  },
  async graph(options) {
    const { graphOfVariables, variablesOfHdf5 } = await import('../graphs/variables.ts');
    return (source) =>
      options.variable === undefined && source.file.keys().includes('edges')
        ? undefined
        : graphOfVariables(variablesOfHdf5(source), options);
  },
};

/** Reads a file in this thread. @throws FrugalError with one line for a damaged file, or as the question says */
export async function readHere<Q extends Question>(order: Order<Q>): Promise<Answers[Q]['answer']> {
  const { bytes, question, options, ...limits } = order;
  return withHdf5(bytes, limits, await WAYS[question](options));
}
