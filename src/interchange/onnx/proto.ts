/**
 * The part of ONNX's protobuf schema that networks need: models, graphs, nodes, tensors, as plain values and as bytes.
 *
 * Field numbers are those of `onnx.proto3` (IR version 8). Reading believes no length: what reaches beyond the end of its
 * message is refused, and what is not in this part of the schema is passed over.
 */

import { PbfReader, PbfWriter } from 'pbf';
import { FrugalError } from '../../errors.ts';

/** ONNX's codes of element types that are read or written here. */
export const TYPES = { float: 1, int32: 6, int64: 7, float16: 10, double: 11 } as const;

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  /** Little-endian elements. */
  readonly raw: Uint8Array;
}

/** A matrix of which only some entries are stored. */
export interface OnnxSparse {
  readonly values: OnnxTensor;
  /** Row-major positions `[count]`, or coordinates `[count, rank]`. */
  readonly indices: OnnxTensor;
  readonly shape: readonly number[];
}

export type Attribute =
  | number
  | readonly number[]
  | { readonly float: number }
  | string
  | OnnxTensor
  | Graph;

export interface Node {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A named value with its shape; a text is a size that varies. */
export interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly tensors: readonly OnnxTensor[];
  readonly sparse: readonly OnnxSparse[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface Model {
  readonly opset: number;
  readonly producer: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: Graph;
}

const IR_VERSION = 8;

export function encodeModel({ opset, producer, metadata, graph }: Model): Uint8Array {
  const out = new PbfWriter();
  varint(out, 1, IR_VERSION);
  text(out, 2, producer);
  out.writeMessage(7, writeGraph, graph);
  out.writeMessage(8, (version, own) => varint(own, 2, version), opset);
  for (const entry of Object.entries(metadata))
    out.writeMessage(
      14,
      ([key, value], own) => {
        text(own, 1, key);
        text(own, 2, value);
      },
      entry,
    );
  return out.finish();
}

function writeGraph(graph: Graph, out: PbfWriter): void {
  for (const node of graph.nodes) out.writeMessage(1, writeNode, node);
  text(out, 2, graph.name);
  for (const tensor of graph.tensors) out.writeMessage(5, writeTensor, tensor);
  for (const port of graph.inputs) out.writeMessage(11, writePort, port);
  for (const port of graph.outputs) out.writeMessage(12, writePort, port);
  for (const sparse of graph.sparse)
    out.writeMessage(
      15,
      ({ values, indices, shape }, own) => {
        own.writeMessage(1, writeTensor, values);
        own.writeMessage(2, writeTensor, indices);
        for (const size of shape) varint(own, 3, size);
      },
      sparse,
    );
}

function writeNode({ op, name, inputs, outputs, attributes }: Node, out: PbfWriter): void {
  for (const input of inputs) text(out, 1, input);
  for (const output of outputs) text(out, 2, output);
  text(out, 3, name);
  text(out, 4, op);
  for (const entry of Object.entries(attributes)) out.writeMessage(5, writeAttribute, entry);
}

const isList = (value: Attribute): value is readonly number[] => Array.isArray(value);

function writeAttribute([name, value]: [string, Attribute], out: PbfWriter): void {
  text(out, 1, name);
  if (typeof value === 'number') {
    varint(out, 3, value);
    varint(out, 20, 2);
  } else if (typeof value === 'string') {
    text(out, 4, value);
    varint(out, 20, 3);
  } else if (isList(value)) {
    for (const size of value) varint(out, 8, size);
    varint(out, 20, 7);
  } else if ('float' in value) {
    out.writeTag(2, 5);
    out.writeFloat(value.float);
    varint(out, 20, 1);
  } else if ('raw' in value) {
    out.writeMessage(5, writeTensor, value);
    varint(out, 20, 4);
  } else {
    out.writeMessage(6, writeGraph, value);
    varint(out, 20, 5);
  }
}

function writeTensor({ name, shape, type, raw }: OnnxTensor, out: PbfWriter): void {
  for (const size of shape) varint(out, 1, size);
  varint(out, 2, type);
  text(out, 8, name);
  out.writeTag(9, 2);
  out.writeBytes(raw);
}

function writePort({ name, shape }: Port, out: PbfWriter): void {
  text(out, 1, name);
  const writeSize = (size: number | string, own: PbfWriter): void => {
    if (typeof size === 'number') varint(own, 1, size);
    else text(own, 2, size);
  };
  const writeShape = (sizes: Port['shape'], own: PbfWriter): void => {
    for (const size of sizes) own.writeMessage(1, writeSize, size);
  };
  out.writeMessage(
    2,
    (sizes, own) =>
      own.writeMessage(
        1,
        (inner, tensor) => {
          varint(tensor, 1, TYPES.float);
          tensor.writeMessage(2, writeShape, inner);
        },
        sizes,
      ),
    shape,
  );
}

function varint(out: PbfWriter, field: number, value: number): void {
  out.writeTag(field, 0);
  out.writeVarint(value);
}

function text(out: PbfWriter, field: number, value: string): void {
  out.writeTag(field, 2);
  out.writeString(value);
}

/** A message's fields in their order; numbers of varints and of four or eight bytes, bytes of all else. */
type Fields = ReadonlyMap<number, readonly (number | Uint8Array)[]>;

/** @throws FrugalError naming the byte where the message is not one */
function fieldsOf(bytes: Uint8Array, what: string): Fields {
  const reader = new PbfReader(bytes);
  const found = new Map<number, (number | Uint8Array)[]>();
  while (reader.pos < bytes.length) {
    const at = reader.pos;
    const tag = Number(elementOf(reader, 0) ?? 0);
    const value = elementOf(reader, tag & 7);
    if (tag < 8 || value === undefined || reader.pos > bytes.length)
      throw new FrugalError(`${what}: byte ${at} of a message of ${bytes.length} is not ONNX`);
    const field = Math.floor(tag / 8);
    const list = found.get(field);
    if (list === undefined) found.set(field, [value]);
    else list.push(value);
  }
  return found;
}

function elementOf(reader: PbfReader, wire: number): number | Uint8Array | undefined {
  const left = reader.length - reader.pos;
  if (left <= 0) return undefined;
  if (wire === 0) {
    // Ten bytes at most, of which the last ends it.
    const head = reader.buf.subarray(reader.pos, reader.pos + 10);
    return head.some((byte) => byte < 128) ? reader.readVarint(true) : undefined;
  }
  if (wire === 2) {
    const length = Number(elementOf(reader, 0) ?? -1);
    if (!(length >= 0 && length <= reader.length - reader.pos)) return undefined;
    reader.pos += length;
    return reader.buf.subarray(reader.pos - length, reader.pos);
  }
  if (wire === 5) return left < 4 ? undefined : reader.readFloat();
  if (wire === 1) return left < 8 ? undefined : reader.readDouble();
  return undefined;
}

const messages = (fields: Fields, field: number): Uint8Array[] =>
  (fields.get(field) ?? []).filter((value) => typeof value !== 'number');

const textOf = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);
const textIn = (fields: Fields, field: number): string => textOf(messages(fields, field)[0]);

/** Numbers of a repeated field, packed or not. */
function numbersIn(fields: Fields, field: number, what: string): number[] {
  return (fields.get(field) ?? []).flatMap((value) => {
    if (typeof value === 'number') return [value];
    const reader = new PbfReader(value);
    const list: number[] = [];
    while (reader.pos < value.length) {
      const next = elementOf(reader, 0);
      if (typeof next !== 'number' || reader.pos > value.length)
        throw new FrugalError(`${what}: a packed list of numbers ends inside one`);
      list.push(next);
    }
    return list;
  });
}

/**
 * The model in an ONNX file.
 *
 * @param what names the bytes in messages
 * @throws FrugalError for bytes that are no ONNX model, or one whose numbers lie in other files
 */
export function decodeModel(bytes: Uint8Array, what: string): Model {
  const fields = fieldsOf(bytes, what);
  const [graph] = messages(fields, 7);
  if (graph === undefined) throw new FrugalError(`${what} holds no ONNX graph`);
  const opset = messages(fields, 8)
    .map((entry) => fieldsOf(entry, what))
    .find((entry) => textIn(entry, 1) === '');
  const metadata = messages(fields, 14).map((entry): [string, string] => {
    const own = fieldsOf(entry, what);
    return [textIn(own, 1), textIn(own, 2)];
  });
  return {
    opset: opset === undefined ? 1 : (numbersIn(opset, 2, what)[0] ?? 1),
    producer: textIn(fields, 2),
    metadata: Object.fromEntries(metadata),
    graph: readGraph(graph, what),
  };
}

function readGraph(bytes: Uint8Array, what: string): Graph {
  const fields = fieldsOf(bytes, what);
  return {
    name: textIn(fields, 2),
    nodes: messages(fields, 1).map((node) => readNode(node, what)),
    tensors: messages(fields, 5).map((tensor) => readTensor(tensor, what)),
    sparse: messages(fields, 15).map((sparse) => {
      const own = fieldsOf(sparse, what);
      const [values, indices] = [1, 2].map((field) => messages(own, field)[0] ?? new Uint8Array());
      return {
        values: readTensor(values, what),
        indices: readTensor(indices, what),
        shape: numbersIn(own, 3, what),
      };
    }),
    inputs: messages(fields, 11).map((port) => readPort(port, what)),
    outputs: messages(fields, 12).map((port) => readPort(port, what)),
  };
}

function readNode(bytes: Uint8Array, what: string): Node {
  const fields = fieldsOf(bytes, what);
  const attributes = messages(fields, 5).flatMap((entry): [string, Attribute][] => {
    const own = fieldsOf(entry, what);
    const value = attributeOf(own, what);
    return value === undefined ? [] : [[textIn(own, 1), value]];
  });
  return {
    op: textIn(fields, 4),
    name: textIn(fields, 3),
    inputs: messages(fields, 1).map(textOf),
    outputs: messages(fields, 2).map(textOf),
    attributes: Object.fromEntries(attributes),
  };
}

/** Graphs inside nodes are not read: no network of layers has them. */
function attributeOf(own: Fields, what: string): Attribute | undefined {
  const type = numbersIn(own, 20, what)[0];
  const first = (field: number) => own.get(field)?.[0];
  if (type === 1) return { float: Number(first(2) ?? 0) };
  if (type === 2) return Number(first(3) ?? 0);
  if (type === 3) return textIn(own, 4);
  const [tensor] = messages(own, 5);
  return type === 4 && tensor !== undefined ? readTensor(tensor, what) : undefined;
}

function readPort(bytes: Uint8Array, what: string): Port {
  const fields = fieldsOf(bytes, what);
  const inner = (from: Fields, field: number): Fields =>
    fieldsOf(messages(from, field)[0] ?? new Uint8Array(), what);
  const sizes = messages(inner(inner(inner(fields, 2), 1), 2), 1).map((size) => {
    const own = fieldsOf(size, what);
    return numbersIn(own, 1, what)[0] ?? textIn(own, 2);
  });
  return { name: textIn(fields, 1), shape: sizes };
}

function readTensor(bytes: Uint8Array, what: string): OnnxTensor {
  const fields = fieldsOf(bytes, what);
  const name = textIn(fields, 8);
  const type = numbersIn(fields, 2, what)[0] ?? 0;
  const shape = numbersIn(fields, 1, what);
  if (numbersIn(fields, 14, what)[0] === 1 || fields.has(13))
    throw new FrugalError(
      `${what}: the numbers of "${name}" lie in another file; save the model as one (save_as_external_data=False)`,
    );
  const raw = messages(fields, 9)[0] ?? listedOf(fields, type, what);
  return { name, type, shape, raw };
}

/** Elements that stand as lists instead of bytes. */
function listedOf(fields: Fields, type: number, what: string): Uint8Array {
  const packed = (field: number): Uint8Array => messages(fields, field)[0] ?? new Uint8Array();
  if (type === TYPES.float)
    return fields.get(4)?.some((value) => typeof value === 'number')
      ? bytesOf(Float32Array.from(fields.get(4) as readonly number[]))
      : packed(4);
  if (type === TYPES.double) return packed(10);
  if (type === TYPES.int64) return bytesOf(BigInt64Array.from(numbersIn(fields, 7, what), BigInt));
  return bytesOf(Int32Array.from(numbersIn(fields, 5, what)));
}

const bytesOf = (array: Float32Array | BigInt64Array | Int32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
