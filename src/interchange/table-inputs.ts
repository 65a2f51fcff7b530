/** Rows of a table as inputs of a network: by the names of its features where both have names, else by their order. */

import { FrugalError } from '../errors.ts';
import type { Column, NumberColumn, Read, Table } from '../formats/values.ts';
import { type StoredNetwork, sizesOf } from './network.ts';

/**
 * The inputs `[rows][features]` of every row, as stored: the network's own scaling comes after.
 *
 * @param what names the table in messages
 * @throws FrugalError for columns that are missing or too many, words or missing numbers among the features
 */
export function inputsOfTable(
  network: StoredNetwork,
  table: Table,
  what: string,
): Read<Float32Array> {
  const { inputs } = sizesOf(network);
  const { value: columns, notes } = featuresAmong(network, table, what);
  const values = new Float32Array(table.rows * inputs);
  columns.forEach((column, f) => {
    for (let row = 0; row < table.rows; row++) {
      const value = column.values[row];
      if (!Number.isFinite(value))
        throw new FrugalError(
          `${what}: row ${row + 1} has no number in column "${column.name}"; a prediction needs all features`,
        );
      values[row * inputs + f] = value;
    }
  });
  return { value: values, notes };
}

function featuresAmong(
  network: StoredNetwork,
  { columns, rows }: Table,
  what: string,
): Read<readonly NumberColumn[]> {
  const { features } = network;
  const { inputs } = sizesOf(network);
  const sources = features === undefined ? [] : sourcesOf(features, columns, rows, what);
  const names = sources.map(({ column }) => column.name);
  const places = features && placesOfFeatures(features, names, what);
  if (places === undefined && columns.length !== inputs)
    throw new FrugalError(
      `${what} has ${columns.length} columns, the network has ${inputs} inputs${features ? ` (no column "${features[0]}")` : ''}`,
    );
  const chosen =
    places?.map((place) => sources[place]) ?? columns.map((column) => ({ column, from: column }));
  const numbers = chosen.map(({ column }): NumberColumn => {
    if (column.kind === 'number') return column;
    throw new FrugalError(
      `${what}: column "${column.name}" holds words; the network needs numbers`,
    );
  });
  const used = new Set(chosen.map(({ from }) => from));
  const rest = columns.filter((column) => !used.has(column)).map(({ name }) => name);
  const notes = rest.length > 0 ? [`${what}: left aside: ${rest.slice(0, 5).join(', ')}`] : [];
  if (places === undefined && features !== undefined) notes.push(inTheirOrder(what));
  return { value: numbers, notes };
}

/** What is told where no name of the data is that of an input. */
export const inTheirOrder = (what: string): string =>
  `${what}: its columns have other names than the network's inputs; taken in their order`;

/**
 * Where each feature of a network stands among names; `undefined` where none of them is there.
 *
 * @throws FrugalError where some are there and others are not: their order would then mean nothing
 */
export function placesOfFeatures(
  features: readonly string[],
  names: readonly string[],
  what: string,
): readonly number[] | undefined {
  const place = new Map(names.map((name, k) => [name, k] as const).reverse());
  const places = features.map((name) => place.get(name) ?? -1);
  const lacking = features.filter((_, f) => places[f] < 0);
  if (lacking.length === 0) return places;
  if (lacking.length === features.length) return undefined;
  const shown = lacking.slice(0, 4).map((name) => JSON.stringify(name.slice(0, 40)));
  const more = lacking.length > 4 ? ` and ${lacking.length - 4} more` : '';
  throw new FrugalError(
    `${what} has columns of the network's inputs, but none for ${shown.join(', ')}${more}; name all of them as the network does, or none to have them taken in their order`,
  );
}

interface SourceColumn {
  readonly column: Column;
  /** The column of the table. */
  readonly from: Column;
}

/** All columns, those of words also as the features "column=word" that the network has of them. */
function sourcesOf(
  features: readonly string[],
  columns: readonly Column[],
  rows: number,
  what: string,
): SourceColumn[] {
  const own = columns.map((column) => ({ column, from: column }));
  const plain = new Set(features);
  return own.concat(
    columns.flatMap((column): SourceColumn[] => {
      if (column.kind === 'number' || plain.has(column.name)) return [];
      const begin = `${column.name}=`;
      const wanted = features.filter((name) => name.startsWith(begin));
      if (wanted.length === 0) return [];
      const strange = column.words.find((word) => !plain.has(begin + word));
      if (strange !== undefined)
        throw new FrugalError(
          `${what}: ${JSON.stringify(strange.slice(0, 40))} in column "${column.name}" is a word that the network was not taught; it knows ${wanted
            .slice(0, 4)
            .map((name) => JSON.stringify(name.slice(begin.length)))
            .join(', ')}`,
        );
      return wanted.map((name) => {
        const code = column.words.indexOf(name.slice(begin.length));
        const values = Float64Array.from({ length: rows }, (_, row) =>
          column.codes[row] < 0 ? Number.NaN : Number(column.codes[row] === code),
        );
        return { column: { kind: 'number', name, values, missing: column.missing }, from: column };
      });
    }),
  );
}
