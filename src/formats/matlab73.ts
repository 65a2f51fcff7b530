/**
 * MATLAB's files of version 7.3: HDF5 with arrays turned around, classes as attributes, sparse matrices as groups.
 *
 * What is read and left out is as for versions 5 to 7. Format: as MATLAB R2024a writes it; it is not documented.
 */

import type { Dataset, Entity, Group, Reference } from 'h5wasm';
import { FrugalError } from '../errors.ts';
import { countOf, plainNumbers, rowMajor } from './elements.ts';
import { checkFilters, contentOf, isDataset, type Source } from './hdf5/library.ts';
import type { MatlabValue } from './matlab.ts';
import { notesOf, rowsOfColumns } from './sparse-rows.ts';
import type { Read, Tensor, Texts } from './values.ts';
import { quoted } from './zip.ts';

type Found =
  | { readonly value: MatlabValue; readonly notes?: readonly string[] }
  | { readonly left: string };

const REFERENCE = 7;
/** Cells of texts, each of which is looked up by itself. */
const MAX_CELLS = 1_000_000;

/** All readable variables of an open file. @throws FrugalError where there is none */
export function variablesOfMatlab73(source: Source): Read<ReadonlyMap<string, MatlabValue>> {
  const values = new Map<string, MatlabValue>();
  const notes: string[] = [];
  for (const key of source.file.keys()) {
    if (key === '#refs#' || key === '#subsystem#') continue;
    const told = `variable ${quoted(key)}`;
    const entity = source.file.get(key);
    const found =
      entity === null ? { left: 'a link that leads nowhere' } : variableOf(entity, source);
    if ('left' in found) notes.push(`${told} was left out: it is ${found.left}`);
    else {
      values.set(key, found.value);
      notes.push(...(found.notes ?? []).map((note) => `${told}: ${note}`));
    }
  }
  if (values.size === 0)
    throw new FrugalError(
      `${source.name} has no readable variable${notes.length > 0 ? `; ${notes[0]}` : ''}`,
    );
  return { value: values, notes };
}

function attribute(entity: Entity, name: string): unknown {
  const attributes = 'attrs' in entity ? entity.attrs : {};
  return Object.hasOwn(attributes, name) ? attributes[name].value : undefined;
}

function variableOf(entity: Entity, source: Source): Found {
  const kind = attribute(entity, 'MATLAB_class');
  const own = 'path' in entity ? String(entity.path).replace(/^\//, '') : 'x';
  if (!isDataset(entity)) {
    if (attribute(entity, 'MATLAB_sparse') !== undefined && 'keys' in entity)
      return sparseOf(entity, kind === 'logical', source);
    return { left: 'a structure; save its fields with save(file, "-struct", "name")' };
  }
  if (kind === 'cell') return cellOf(entity, source);
  if (entity.metadata.compound_type !== undefined)
    return { left: `complex; save real(${own}) and imag(${own})` };
  if (entity.metadata.type === REFERENCE || kind === 'function_handle')
    return { left: `of class ${String(kind).slice(0, 40)}` };
  if (kind === 'char') return { value: charsOf(entity, source) };
  const tensor = contentOf(entity, source);
  if (tensor.type === 'text') return { left: 'a string as other programs write it' };
  // An empty array holds its sizes.
  if (attribute(entity, 'MATLAB_empty') !== undefined) {
    const shape = [...plainNumbers(tensor.data, source.name)];
    if (countOf(shape) !== 0) return { left: 'an empty array of a size that is not empty' };
    return { value: { type: 'float64', shape, data: new Float64Array(0) } };
  }
  const shape = [...tensor.shape].reverse();
  const data = rowMajor(tensor.data, shape);
  return { value: { type: kind === 'logical' ? 'bool' : tensor.type, shape, data } };
}

/** Codes of UTF-16, turned: each column of the data set is a row of the text. */
function charsOf(dataset: Dataset, source: Source): Texts {
  const { type, shape, data } = contentOf(dataset, source);
  if (attribute(dataset, 'MATLAB_empty') !== undefined)
    return { type: 'text', shape: [], data: [''] };
  if (type !== 'uint16' || shape.length !== 2)
    throw new FrugalError(`${source.name}: ${quoted(dataset.path)} is no text, as its class says`);
  const [columns, rows] = shape;
  const codes = data as Uint16Array;
  const texts = Array.from({ length: rows }, (_, row) => {
    let text = '';
    for (let at = 0; at < columns; at++) text += String.fromCharCode(codes[at * rows + row]);
    return text.replace(/[ \0]+$/, '');
  });
  return { type: 'text', shape: rows === 1 ? [] : [rows], data: texts };
}

function cellOf(dataset: Dataset, source: Source): Found {
  const left = { left: 'a cell that holds more than texts' };
  const turned = dataset.shape ?? [];
  const shape = [...turned].reverse();
  const count = countOf(shape);
  if (dataset.metadata.type !== REFERENCE) return left;
  if (!(count <= MAX_CELLS && count * 8 <= source.size))
    throw new FrugalError(`${source.name}: ${quoted(dataset.path)} has ${count} cells, too many`);
  checkFilters(dataset, `${source.name}: ${quoted(dataset.path)}`);
  const texts: string[] = [];
  for (const reference of [dataset.value].flat(2) as Reference[]) {
    const target = dataset.dereference(reference);
    if (target === null || 'source_dataset' in target || !isDataset(target)) return left;
    if (attribute(target, 'MATLAB_class') !== 'char') return left;
    const { data } = charsOf(target, source);
    if (data.length !== 1) return left;
    texts.push(data[0]);
  }
  return { value: { type: 'text', shape, data: rowMajor(texts, shape) } };
}

function sparseOf(group: Group, logical: boolean, source: Source): Found {
  const what = `${source.name}: ${quoted(group.path.replace(/^\//, ''))}`;
  const part = (name: string): Tensor => {
    const found = group.keys().includes(name) ? group.get(name) : null;
    const value = found !== null && isDataset(found) ? contentOf(found, source) : undefined;
    if (value === undefined || value.type === 'text')
      throw new FrugalError(`${what} lacks the numbers ${name} of a sparse matrix`);
    return value;
  };
  const starts = places(part('jc'), what);
  const rows = Number(attribute(group, 'MATLAB_sparse'));
  const columns = starts.length - 1;
  const shape = { rows, columns, what };
  // Without entries MATLAB writes neither places nor values.
  const none = !group.keys().includes('ir');
  const row = none ? new Uint32Array(0) : places(part('ir'), what);
  const values = none
    ? new Float64Array(0)
    : Float64Array.from(plainNumbers(part('data').data, what), Number);
  const made = rowsOfColumns(shape, starts, row, values, source.size);
  const notes = logical ? ['a logical mask became entries of value 1'] : [];
  return { value: made.value, notes: [...notes, ...notesOf(made.changes)] };
}

function places({ data }: Tensor, what: string): Uint32Array {
  const plain = plainNumbers(data, what);
  return Uint32Array.from(plain, (place) => {
    if (!(place >= 0 && place <= 0xffffffff)) throw new FrugalError(`${what} has a place ${place}`);
    return place;
  });
}
