/** What the page asks its desk: the worker that knows the studies, checks what is typed, and works out what runs show. */

import type { NetworkFormat } from '../../../src/interchange/export.ts';
import type { ParameterJson } from '../../../src/protocol/parameters.ts';
import type { NamedArrays } from '../../../src/protocol/study.ts';
import type { TableFormat } from '../../../src/runs/table-files.ts';
import type { DoneByHand, RunOrder } from './run-messages.ts';
import type { OwnFile } from './tasks.ts';

/** A parameter as a form needs it. */
export interface ParameterCard {
  readonly name: string;
  readonly flag: string;
  readonly kind: 'number' | 'integer' | 'choice' | 'flag' | 'list' | 'text';
  readonly description: string;
  readonly symbol?: string;
  readonly unit?: string;
  readonly allowed: string;
  /** As text, like on the command line. */
  readonly default: string;
  readonly choices?: readonly string[];
  /** What each choice is, in a line. */
  readonly about?: Readonly<Record<string, string>>;
  /** Some preset says something of it. */
  readonly main: boolean;
  readonly isFile: boolean;
}

/** A study as its page shows it before anything runs. */
export interface StudyCard {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly parameters: readonly ParameterCard[];
  /** What each preset says, as texts by parameter. */
  readonly presets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Why presets are worth a look, by preset. */
  readonly presetTexts?: Readonly<Record<string, string>>;
  readonly claims: readonly { readonly id: string; readonly statement: string }[];
  /** Whether it is put together at places. */
  readonly composed: boolean;
  /** What each column of its records is, by kind and column. */
  readonly columns: Readonly<
    Record<string, { readonly about: string; readonly unit?: string; readonly type: string }>
  >;
}

/** What a form says: texts as typed, by parameter; those that are absent are at their defaults. */
export interface Draft {
  readonly study: string;
  readonly texts: Readonly<Record<string, string>>;
  readonly seed: string;
  readonly arithmetic: 'strict' | 'fused';
  readonly varied: Varied;
  /** What the address that was opened says of its data. */
  readonly data?: string | undefined;
}

/** What is to differ between runs. */
export interface Varied {
  /** A parameter; empty where none is varied. */
  readonly name: string;
  /** Its texts, separated by semicolons (lists have commas). */
  readonly over: string;
  /** How many seeds, from the draft's on. */
  readonly seeds: string;
}

/** A place of the bench as it stands. */
export interface ShownPlace {
  readonly parameter: string;
  readonly title: string;
  readonly several: boolean;
  readonly offers: readonly {
    readonly name: string;
    readonly about?: string;
    readonly picked: boolean;
    /** Why it goes with nothing else that is picked. */
    readonly refused?: string;
  }[];
}

/** The bench as it stands, and what is put together on it. */
export interface ShownPlaces {
  readonly places: readonly ShownPlace[];
  readonly methods: readonly string[];
  readonly leftOut: readonly { readonly name: string; readonly why: string }[];
}

/** A draft that was looked through. */
export interface Checked {
  /** By parameter (or `seed`): what is wrong with its text. */
  readonly faults: Readonly<Record<string, string>>;
  /** What is wrong with the values together. */
  readonly fault?: string;
  /** Parameters that have no effect beside the others, and why. */
  readonly idle: Readonly<Record<string, string>>;
  /** Of a study that is put together at places, whether or not they go together. */
  readonly bench?: ShownPlaces;
  /** What the files say that are to be learned from. */
  readonly data?: readonly ReadData[];
  /** Present where nothing is wrong: every run, and what it is called beside the others. */
  readonly orders?: readonly {
    readonly order: Pick<RunOrder, 'study' | 'parameters' | 'seed' | 'arithmetic'>;
    readonly label: string;
    readonly setting: string;
  }[];
  /** The words after `frugal` that make the same runs, a line each; also where only the data are missing. */
  readonly commands?: readonly string[];
  /** What the address of the page holds after `#`: the whole spec. */
  readonly address?: string;
}

/** What was read of a file that is to be learned from. */
export interface ReadData {
  readonly title: string;
  /** What was guessed or changed, a sentence each. */
  readonly notes: readonly string[];
  /** SHA-256 of the data and of all that was done to them. */
  readonly digest: string;
}

/** What an address says. */
export interface Addressed {
  readonly texts: Readonly<Record<string, string>>;
  readonly seed: string;
  readonly arithmetic: 'strict' | 'fused';
  readonly varied: Varied;
  /** First digits of the digest of data that are a file, and so not in the address. */
  readonly data?: string;
  /** What is to be known: the address was made by other engine semantics. */
  readonly note?: string;
}

/** A run that the desk keeps the records of. */
export interface DeskRun {
  readonly run: string;
  readonly study: string;
  readonly parameters: Readonly<Record<string, ParameterJson>>;
  readonly seed: number;
  readonly arithmetic: 'strict' | 'fused';
}

/** A figure as it is shown. */
export interface ShownFigure {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly answers?: string;
  readonly wide: boolean;
  readonly detail: boolean;
  /** Absent where it is as it was told last. */
  readonly svg?: string;
}

/** What runs of one study show together. */
export interface Findings {
  /** Markup of the report's sections. */
  readonly results: string;
  readonly claims: string;
  readonly figures: readonly ShownFigure[];
  /** Milliseconds that it took to find. */
  readonly cost: number;
}

export interface FindingsRequest {
  readonly runs: readonly string[];
  /** Widths in pixels of a figure in half a row and in a whole one. */
  readonly half: number;
  readonly whole: number;
  /** Also figures of single networks. */
  readonly details: boolean;
  /** All figures anew, whatever was told before. */
  readonly afresh: boolean;
}

/** Names of the networks that a finished run has kept; `''` for one that stands alone. */
export interface KeptNetworks {
  readonly run: string;
  readonly names: readonly string[];
}

/** A network in a form of other programs. */
export interface NetworkOrder {
  readonly run: string;
  readonly name: string;
  readonly form: NetworkFormat;
}

/** A figure of runs as a file of its own. */
export interface PictureOrder {
  readonly runs: readonly string[];
  readonly figure: string;
  readonly form: 'svg' | 'csv';
  readonly theme: 'light' | 'dark';
}

/** A file to be saved, with the bytes of the command line's; several are in one archive. */
export interface TakenFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export type DeskCalls = {
  files: readonly [readonly OwnFile[], undefined];
  describe: readonly [study: string, StudyCard];
  check: readonly [Draft, Checked];
  /** What else changes so that a refused name goes: texts by parameter, the name's own among them. */
  mend: readonly [
    { readonly draft: Draft; readonly parameter: string; readonly name: string },
    Readonly<Record<string, string>> | undefined,
  ];
  address: readonly [{ readonly study: string; readonly query: string }, Addressed];
  begin: readonly [DeskRun, { readonly identity: string }];
  take: readonly [
    {
      readonly run: string;
      readonly records: readonly import('./run-messages.ts').Recorded[];
      readonly hash?: string;
      /** At the end: what the run keeps. */
      readonly arrays?: NamedArrays;
    },
    number,
  ];
  findings: readonly [FindingsRequest, Findings];
  /** All that was done to a run by hand so far. */
  handed: readonly [{ readonly run: string; readonly done: readonly DoneByHand[] }, undefined];
  drop: readonly [string, undefined];
  kept: readonly [readonly string[], readonly KeptNetworks[]];
  records: readonly [{ readonly runs: readonly string[]; readonly form: TableFormat }, TakenFile];
  network: readonly [NetworkOrder, TakenFile];
  picture: readonly [PictureOrder, TakenFile];
};
