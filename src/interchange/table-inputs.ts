/** Rows of a table as inputs of a network: by the names of its features where both have names, else by their order. */

import { FrugalError } from '../errors.ts';
import type { NumberColumn, Read, Table } from '../formats/values.ts';
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
  { columns }: Table,
  what: string,
): Read<readonly NumberColumn[]> {
  const { features } = network;
  const { inputs } = sizesOf(network);
  const named = features?.map((name) => columns.find((column) => column.name === name));
  const found = named?.every((column) => column !== undefined) ? named : undefined;
  if (found === undefined && columns.length !== inputs) {
    const lacking = features?.find((_, f) => named?.[f] === undefined);
    const hint = lacking === undefined ? '' : ` (no column "${lacking}")`;
    throw new FrugalError(
      `${what} has ${columns.length} columns, the network has ${inputs} inputs${hint}`,
    );
  }
  const chosen = found ?? columns;
  const numbers = chosen.map((column): NumberColumn => {
    if (column?.kind === 'number') return column;
    throw new FrugalError(
      `${what}: column "${column?.name}" holds words; the network needs numbers`,
    );
  });
  const rest = columns.filter((column) => !chosen.includes(column)).map(({ name }) => name);
  const notes = rest.length > 0 ? [`${what}: left aside: ${rest.slice(0, 5).join(', ')}`] : [];
  if (found === undefined && features !== undefined)
    notes.push(
      `${what}: its columns have other names than the network's inputs; taken in their order`,
    );
  return { value: numbers, notes };
}
