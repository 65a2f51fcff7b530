/** Every reader of files with sound files of its form: what is broken and given to it. */

import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { writeIdx } from '../../src/formats/idx.ts';
import {
  gunzip,
  readArff,
  readEdgeList,
  readGexf,
  readGraphMl,
  readHdf5,
  readIdx,
  readMatlab,
  readMatrixMarket,
  readNpy,
  readNpz,
  readPajek,
  readParquet,
  readSafetensors,
  readSparseNpz,
  readSvmlight,
  readTable,
  recognise,
  tensorOf,
  writeSafetensors,
} from '../../src/formats/index.ts';
import { readZip, writeZip } from '../../src/formats/zip.ts';

/** A reader, and what it reads. */
export interface Reader {
  readonly form: string;
  readonly seeds: readonly Uint8Array[];
  read(bytes: Uint8Array): unknown;
  /** Milliseconds after which the reader itself refuses a file that does not end; where it has no such bound, a second is much. */
  readonly bound?: number;
  /** For what a checksum guards: breaks the inside of a file and closes it again. */
  readonly inside?: (bytes: Uint8Array, broken: (part: Uint8Array) => Uint8Array) => Uint8Array;
}

const name = 'f';
const FIXTURES = new URL('../../src/formats/fixtures/', import.meta.url);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** All texts in base64 of a fixture that are files, by their key. */
function filesIn(fixture: string, keep: (path: string) => boolean = () => true): Uint8Array[] {
  const found: Uint8Array[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') {
      const bytes = Buffer.from(value, 'base64');
      if (value.length > 100 && bytes.toString('base64') === value && keep(path))
        found.push(new Uint8Array(bytes));
    } else if (typeof value === 'object' && value !== null)
      for (const [key, own] of Object.entries(value)) walk(own, `${path}/${key}`);
  };
  walk(JSON.parse(readFileSync(new URL(fixture, FIXTURES), 'utf8')), '');
  return found;
}

/** Breaks one entry of a zip archive. */
function insideZip(bytes: Uint8Array, broken: (part: Uint8Array) => Uint8Array): Uint8Array {
  const entries = [...readZip(bytes, { name })].map(([entry, content]) => ({
    name: entry,
    parts: [broken(content)],
  }));
  return new Uint8Array(Buffer.concat(writeZip(entries)));
}

const CSV = [
  'a,b,label\n1,2,"x, y"\n3,,z\n-0.5e3,4,"a ""b"""\n',
  'x\ty\n1\t2\n3\t4\n',
  '5.1;3.5;setosa\n4.9;3.0;virginica\n\n',
  '1 2 3\n4 5 6\n7 8 9\n',
];
const SVMLIGHT = [
  '1 1:0.5 3:-2\n-1 2:1e-3 # b\n',
  '# c\n2 qid:1 0:1 5:2.5\n0 qid:2\n',
  '1,3 1:1\n',
];
const ARFF = [
  "@relation r\n@attribute a real\n@attribute 'b c' {x, 'y z'}\n@attribute s string\n@data\n1,x,'q, r'\n?,'y z',t\n",
  '@relation r\n@attribute a numeric\n@attribute c {no,yes}\n@data\n{0 1.5, 1 yes}\n{}\n',
];
const MARKET = [
  '%%MatrixMarket matrix coordinate real general\n% c\n3 3 2\n1 1 0.5\n3 2 -1e3\n',
  '%%MatrixMarket matrix coordinate pattern symmetric\n3 3 2\n2 1\n3 3\n',
  '%%MatrixMarket matrix array real general\n2 2\n1\n2\n3\n4\n',
];
const EDGES = ['a b 1.5\nb c 2\n', '1,2\n2,3\n', '# c\nsource\ttarget\tweight\nx\ty\t1\n'];
const PAJEK = ['*Vertices 3\n1 "a" 0.1 0.2\n2 "b"\n3 "c"\n*Arcs\n1 2 1.5\n*Edges\n2 3\n'];
const GRAPHML = [
  `<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="w" for="edge" attr.name="weight" attr.type="double"><default>1</default></key>
<graph edgedefault="directed"><node id="a"/><node id="b"/><edge source="a" target="b"><data key="w">0.5</data></edge></graph></graphml>`,
];
const GEXF = [
  `<gexf version="1.3"><graph defaultedgetype="undirected"><nodes><node id="0" label="a"/><node id="1" label="b"/></nodes>
<edges><edge id="0" source="0" target="1" weight="2"/></edges></graph></gexf>`,
];

const textual = (
  form: string,
  seeds: readonly string[],
  read: (bytes: Uint8Array) => unknown,
): Reader => ({ form, seeds: seeds.map(text), read });

const HDF5 = ['x', 'deep/er/y', 'packed', 'half', 'truth', 'words', 'fixed', 'scalar', 'empty'];
let turn = 0;

/** All of them. */
export const READERS: readonly Reader[] = [
  {
    form: 'npy',
    seeds: filesIn('numpy.json', (path) => !path.startsWith('/archives')),
    read: (bytes) => readNpy(bytes, { name }),
  },
  {
    form: 'npz',
    seeds: filesIn('numpy.json', (path) => path.startsWith('/archives')),
    read: (bytes) => readNpz(bytes, { name }),
    inside: insideZip,
  },
  {
    form: 'SciPy npz',
    seeds: filesIn('scipy.json'),
    read: (bytes) => readSparseNpz(bytes, { name }),
    inside: insideZip,
  },
  {
    form: 'MATLAB 5',
    seeds: filesIn('matlab.json', (path) => ['/plain', '/compressed', '/big'].includes(path)),
    read: (bytes) => readMatlab(bytes, { name }),
  },
  {
    form: 'MATLAB 7.3',
    seeds: filesIn('matlab.json', (path) => path === '/v73'),
    read: (bytes) => readMatlab(bytes, { name }),
    bound: 10_000,
  },
  {
    form: 'HDF5',
    seeds: filesIn('matlab.json', (path) => path === '/hdf5'),
    read: (bytes) => readHdf5(bytes, { name, dataset: HDF5[turn++ % HDF5.length] }),
    bound: 10_000,
  },
  {
    form: 'Parquet',
    seeds: filesIn('parquet.json'),
    read: (bytes) => readParquet(bytes, { name }),
  },
  {
    form: 'safetensors',
    seeds: [
      writeSafetensors(
        [
          ['w', tensorOf(Float32Array.of(1, 2, 3, 4), [2, 2])],
          ['b', tensorOf(BigInt64Array.of(5n))],
        ],
        { metadata: { format: 'np' } },
      ),
    ],
    read: (bytes) => readSafetensors(bytes, { name }),
  },
  {
    form: 'IDX',
    seeds: [
      writeIdx({ type: 'uint8', shape: [2, 2, 3], data: new Uint8Array(12).fill(7) }),
      writeIdx({ type: 'float64', shape: [3], data: Float64Array.of(1, -2, 3.5) }),
    ],
    read: (bytes) => readIdx(bytes, { name }),
  },
  {
    form: 'gzip',
    seeds: [new Uint8Array(gzipSync(text(CSV[0].repeat(20))))],
    read: (bytes) => gunzip(bytes, { name }),
  },
  textual('CSV', CSV, (bytes) => readTable(bytes, { name })),
  textual('ARFF', ARFF, (bytes) => readArff(bytes, { name })),
  textual('svmlight', SVMLIGHT, (bytes) => readSvmlight(bytes, { name })),
  textual('Matrix Market', MARKET, (bytes) => readMatrixMarket(bytes, { name })),
  textual('edge list', EDGES, (bytes) => readEdgeList(bytes, { name })),
  textual('Pajek', PAJEK, (bytes) => readPajek(bytes, { name })),
  textual('GraphML', GRAPHML, (bytes) => readGraphMl(bytes, { name })),
  textual('GEXF', GEXF, (bytes) => readGexf(bytes, { name })),
  {
    form: 'recognise',
    seeds: [
      ...filesIn('numpy.json'),
      ...filesIn('matlab.json'),
      ...[...CSV, ...SVMLIGHT, ...MARKET, ...PAJEK, ...GRAPHML].map(text),
    ],
    read: (bytes) => recognise(bytes, name),
  },
];
