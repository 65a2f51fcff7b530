import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pythonWith, runPython } from '../../test/python.ts';
import { tensorOf } from './elements.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import type { Tensor } from './values.ts';

/** What fixtures/safetensors_files.py prints. */
const THEIRS =
  '48010000000000007b225f5f6d657461646174615f5f223a7b22666f726d6174223a226e70227d2c2261223a7b226474797065223a22493634222c227368617065223a5b312c335d2c22646174615f6f666673657473223a5b302c32345d7d2c2262223a7b226474797065223a22463332222c227368617065223a5b325d2c22646174615f6f666673657473223a5b32342c33325d7d2c226e6f6e65223a7b226474797065223a22463332222c227368617065223a5b302c345d2c22646174615f6f666673657473223a5b33322c33325d7d2c227363616c6172223a7b226474797065223a22463136222c227368617065223a5b5d2c22646174615f6f666673657473223a5b33322c33345d7d2c226d61736b223a7b226474797065223a22424f4f4c222c227368617065223a5b335d2c22646174615f6f666673657473223a5b33342c33375d7d7d202020202020200100000000000000020000000000000003000000000000000000c03f000000c00038010001';
const TENSORS = new Map<string, Tensor>([
  ['a', { type: 'int64', shape: [1, 3], data: BigInt64Array.of(1n, 2n, 3n) }],
  ['b', tensorOf(Float32Array.of(1.5, -2))],
  ['none', tensorOf(new Float32Array(0), [0, 4])],
  ['scalar', { type: 'float16', shape: [], data: Float32Array.of(0.5) }],
  ['mask', { type: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) }],
]);
const python = pythonWith('numpy', 'safetensors.numpy');

const read = (bytes: Uint8Array) => readSafetensors(bytes, { name: 'n.safetensors' });

/** A file of the given header, and so many bytes behind it. */
function file(header: unknown, bytes: number): Uint8Array {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const all = new Uint8Array(8 + text.length + bytes);
  new DataView(all.buffer).setUint32(0, text.length, true);
  all.set(text, 8);
  return all;
}
const entry = (begin: number, end: number, dtype = 'U8', shape = [end - begin]) => ({
  ...{ dtype, shape },
  data_offsets: [begin, end],
});

describe('safetensors', () => {
  const theirs = new Uint8Array(Buffer.from(THEIRS, 'hex'));

  it('reads what the original writes, and writes the same bytes', () => {
    expect(read(theirs)).toEqual({
      value: { tensors: TENSORS, metadata: { format: 'np' } },
      notes: [],
    });
    const reversed = [...TENSORS].reverse();
    expect(writeSafetensors(reversed, { metadata: { format: 'np' } })).toEqual(theirs);
  });

  it('widens bfloat16', () => {
    const bytes = file({ w: entry(0, 4, 'BF16', [2]) }, 4);
    bytes.set([0x80, 0x3f, 0x00, 0xc0], bytes.length - 4);
    expect(read(bytes)).toEqual({
      value: { tensors: new Map([['w', tensorOf(Float32Array.of(1, -2))]]), metadata: {} },
      notes: ['"w" has type bfloat16 and became float32'],
    });
  });

  it.each([
    [
      'a gap',
      file({ a: entry(0, 2), b: entry(3, 4) }, 4),
      '"b" lies at 3 to 4, expected from 2 on',
    ],
    [
      'an overlap',
      file({ a: entry(0, 2), b: entry(1, 4) }, 4),
      '"b" lies at 1 to 4, expected from 2',
    ],
    ['a rest', file({ a: entry(0, 2) }, 4), 'has 2 bytes after its last tensor'],
    ['a cut', file({ a: entry(0, 9) }, 4), '"a" lies at 0 to 9, expected from 0 on within 4 bytes'],
    [
      'a wrong size',
      file({ a: entry(0, 4, 'F32', [2]) }, 4),
      '"a" has 4 bytes for shape [2] of F32',
    ],
    [
      'a huge shape',
      file({ a: entry(0, 4, 'U8', [2 ** 52, 2 ** 52]) }, 4),
      '"a" has 4 bytes for shape',
    ],
    [
      'eight bits',
      file({ a: entry(0, 1, 'F8_E5M2') }, 1),
      '"a" has type "F8_E5M2"; readable are BOOL',
    ],
    ['numbers as metadata', file({ __metadata__: { a: 1 } }, 0), 'metadata "a" is no text'],
    ['no JSON', file('{"a"', 0), 'has a header that is not JSON'],
    ['no entry', file({ a: null }, 0), '"a" lacks its dtype, shape or data_offsets'],
    ['other bytes', Uint8Array.of(1, 2, 3), 'n.safetensors is no safetensors file'],
    ['a lying length', theirs.subarray(0, 100), 'n.safetensors is no safetensors file'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(message);
  });

  it('refuses to write what cannot be read again', () => {
    const one = tensorOf(Float32Array.of(1));
    expect(() => writeSafetensors([['__metadata__', one]])).toThrow('cannot be named');
    expect(() =>
      writeSafetensors([
        ['a', one],
        ['a', one],
      ]),
    ).toThrow('cannot be named "a"');
    expect(() => writeSafetensors([['a', { ...one, shape: [2] }]])).toThrow(
      'shape [2] does not fit',
    );
    // Names that are numbers or built-ins keep their place.
    const odd = writeSafetensors([
      ['b', one],
      ['1', one],
      ['__proto__', one],
    ]);
    expect([...read(odd).value.tensors.keys()]).toEqual(['1', '__proto__', 'b']);
  });

  it.skipIf(python === undefined)('is read by the original', () => {
    const folder = mkdtempSync(join(tmpdir(), 'frugal-safetensors-'));
    try {
      const path = join(folder, 'n.safetensors');
      writeFileSync(path, writeSafetensors(TENSORS, { metadata: { unit: 'ε' } }));
      const script = `
import sys
from safetensors import safe_open
with safe_open(sys.argv[1], 'np') as f:
    print(f.metadata(), {k: (f.get_tensor(k).dtype.name, f.get_tensor(k).tolist()) for k in sorted(f.keys())})`;
      expect(runPython(python ?? '', script, path).trim()).toBe(
        "{'unit': 'ε'} {'a': ('int64', [[1, 2, 3]]), 'b': ('float32', [1.5, -2.0]), 'mask': ('bool', [True, False, True]), 'none': ('float32', []), 'scalar': ('float16', 0.5)}",
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
