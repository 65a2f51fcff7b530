/**
 * The catalogue: what is known about every data set that Frugal reads from files.
 *
 * Facts only: names, files with their checksums and shapes, addresses, licences, citations. Where the files lie on a
 * machine, how they are fetched and what task is made of them is the business of files.node.ts, fetch.node.ts and
 * recipes.ts. The facts themselves are data, datasets.json, and loaded by whoever asks for them.
 */

import { unknownName } from '../errors.ts';

/** An address on the web. */
export interface Address {
  readonly url: string;
  /** Whether the address was read in a source (its publisher's pages, a widely used loader), not only remembered. */
  readonly verified: boolean;
  /** What lies there, where that is not the file itself. */
  readonly what?: string;
}

/** One file of a data set. */
export interface DataFile {
  /** Path below the data folder, with `/`; a name in `.gz` is compressed. */
  readonly path: string;
  /** Which part of the data it is; `all` where the publisher made no split. */
  readonly role: 'train' | 'valid' | 'test' | 'all';
  /** Inputs and labels in two files, `labelled` rows in one, or an `order` of the examples. */
  readonly holds: 'inputs' | 'labels' | 'labelled' | 'order';
  readonly format: 'idx' | 'cifar10' | 'csv';
  /** Size in bytes and SHA-256 (hex) as stored. */
  readonly bytes: number;
  readonly sha256: string;
  /** The same of the decompressed bytes; absent where the stored file is not compressed. */
  readonly raw?: { readonly bytes: number; readonly sha256: string };
  /** Type of the stored values; `decimal` is text. */
  readonly dtype: 'uint8' | 'int8' | 'int16' | 'decimal';
  /** Examples first; of `labelled` rows the label is one of the columns. */
  readonly shape: readonly number[];
  /** Smallest and largest stored value: two numbers. */
  readonly range: readonly number[];
  /** Real value of one stored unit, where it is not 1. */
  readonly scale?: number;
  /** Whether a CSV file names its columns in the first line; default no. */
  readonly header?: boolean;
  /** Column of the label in `labelled` rows. */
  readonly labelColumn?: number;
  /** The stored label of the first class; default 0. */
  readonly firstLabel?: number;
  /** Whether the labels are the names of the classes instead of numbers. */
  readonly namedLabels?: boolean;
  /** Where this very file (or its decompressed form) can be downloaded. */
  readonly urls?: readonly Address[];
}

/** What is known about one data set. */
export interface DatasetFacts {
  /** Name by which it is asked for; also the folder of its files. */
  readonly id: string;
  readonly title: string;
  /** What it is used for. */
  readonly task: string;
  /** Class names in the order of their labels; empty for data without labels. */
  readonly classes: readonly string[];
  readonly files: readonly DataFile[];
  /** Folders on the web that hold all files under their own names. */
  readonly mirrors?: readonly Address[];
  /** Where the publisher offers the original. */
  readonly originals: readonly Address[];
  /** The public copies that these files were made from. */
  readonly copies: readonly {
    readonly repository: string;
    readonly commit: string;
    readonly path: string;
    readonly what: string;
  }[];
  readonly licence: {
    /** Short, for tables. */
    readonly name: string;
    readonly statement: string;
    /** Where the statement was read; `unverified` where it was not. */
    readonly check: string;
    readonly redistribution: string;
  };
  readonly citation: string;
  /** How the files were made from the copies. */
  readonly conversion: string;
  readonly notes?: string;
}

/** All data sets, images first. */
export async function catalogue(): Promise<readonly DatasetFacts[]> {
  const { default: facts } = await import('./datasets.json', { with: { type: 'json' } });
  // The compiler reads literals of JSON as strings and numbers; a test checks them against the type.
  return facts as readonly DatasetFacts[];
}

/** @throws UsageError for a name that is not in the catalogue, with the nearest one that is */
export async function dataset(id: string): Promise<DatasetFacts> {
  const all = await catalogue();
  const facts = all.find((candidate) => candidate.id === id);
  if (facts !== undefined) return facts;
  throw unknownName(
    'data set',
    id,
    all.map((candidate) => candidate.id),
  );
}

/** Size of all files of a data set, as stored, in bytes. */
export const datasetBytes = (facts: DatasetFacts): number =>
  facts.files.reduce((sum, file) => sum + file.bytes, 0);

/** Path of the decompressed form of a file: it may lie in the data folder instead of the compressed one. */
export const rawPath = ({ path }: Pick<DataFile, 'path'>): string => path.replace(/\.gz$/, '');

/** Addresses of one file in the order in which they are tried. */
export function addressesOf(facts: DatasetFacts, file: DataFile): readonly string[] {
  const name = file.path.slice(file.path.lastIndexOf('/') + 1);
  const mirrored = (facts.mirrors ?? []).map((mirror) => mirror.url + name);
  return [...(file.urls ?? []).map((address) => address.url), ...mirrored];
}
