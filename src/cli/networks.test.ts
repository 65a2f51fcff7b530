import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tensorOf } from '../formats/elements.ts';
import { writeNpy } from '../formats/npy.ts';
import { writeNpz } from '../formats/npz.ts';
import { layer, small } from '../interchange/fixtures/networks.ts';
import { exportNetwork, type StoredMlp } from '../interchange/index.ts';
import { inFolderOfItsOwn } from './fixtures/folder.ts';
import { heard } from './fixtures/world.ts';

inFolderOfItsOwn();

const put = async (form: 'npz' | 'onnx' | 'scipy' | 'safetensors') => {
  for (const { name, bytes } of await exportNetwork(small, form)) await writeFile(name, bytes);
};

describe('frugal predict', () => {
  it('gives class and probabilities of every row, by the names of the columns', async () => {
    await put('npz');
    await writeFile('rows.csv', 'd,c,b,a,e\n5,1,0,3,9\n1,1,1,1,9\n');
    const { code, out, err } = await heard(['predict', 'network.npz', 'rows.csv']);
    expect([code, err]).toEqual([0, expect.stringMatching(/note: rows.csv: left aside: e\n$/)]);
    const lines = out.trim().split('\n');
    expect(lines[0]).toBe('class,p(yes),p(nö)');
    expect(lines[1]).toMatch(/^yes,0\.96923\d+,0\.03076\d+$/);
    expect(lines).toHaveLength(3);
    const json = await heard(['predict', 'network.npz', 'rows.csv', '--json']);
    expect(JSON.parse(json.out.split('\n')[0])).toMatchObject({ class: 'yes' });
  });

  it('gives the same of every form of rows', async () => {
    await put('npz');
    await writeFile('rows.csv', 'a,b,c,d\n3,0,1,5\n1,5,1,1\n');
    const expected = (await heard(['predict', 'network.npz', 'rows.csv'])).out;
    expect(expected.split('\n')).toHaveLength(4);
    const x = tensorOf(Int32Array.of(3, 0, 1, 5, 1, 5, 1, 1), [2, 4]);
    const y = tensorOf(Int32Array.of(0, 1), [2, 1]);
    await writeFile('x.npy', writeNpy(x));
    await writeFile('xy.npz', writeNpz([...Object.entries({ x, y })]));
    await writeFile('ab.npz', writeNpz([...Object.entries({ a: x, b: y })]));
    await writeFile('rows.svm', '0 1:3 3:1 4:5\n1 1:1 2:5 3:1 4:1\n');
    await writeFile('rows.csv.gz', gzipSync(await readFile('rows.csv')));
    for (const words of ['x.npy', 'xy.npz', 'ab.npz --member a', 'rows.svm', 'rows.csv.gz'])
      expect((await heard(['predict', 'network.npz', ...words.split(' ')])).out).toBe(expected);
    const refusal = async (...words: string[]) =>
      (await heard(['predict', 'network.npz', ...words])).err;
    expect(await refusal('ab.npz')).toBe(
      'error: ab.npz holds a (2 × 4), b (2 × 1); name the inputs, as in --member x\n',
    );
    expect(await refusal('ab.npz', '--member', 'c')).toContain('ab.npz has no array "c"; it has a');
    expect(await refusal('ab.npz', '--member', 'b')).toContain(
      'ab.npz has rows of 1 numbers (2 × 1), the network has 4 inputs',
    );
    await writeFile('wide.svm', '0 5:1\n');
    expect(await refusal('wide.svm')).toContain('wide.svm has 5 columns, the network has 4 inputs');
  });

  it('says what does not fit', async () => {
    await put('npz');
    await writeFile('rows.csv', 'e,f\n1,2\n');
    const { code, err } = await heard(['predict', 'network.npz', 'rows.csv']);
    expect([code, err]).toEqual([
      1,
      'error: rows.csv has 2 columns, the network has 4 inputs (no column "a")\n',
    ]);
    for (const words of [
      ['predict', 'nowhere.onnx', 'rows.csv'],
      ['evaluate', 'nowhere.onnx'],
      ['export', 'nowhere.onnx', '--to', 'npz'],
    ])
      expect((await heard(words)).err).toBe('error: cannot read nowhere.onnx: it does not exist\n');
    expect((await heard(['predict', 'network.npz', 'none.csv'])).err).toBe(
      'error: cannot read none.csv: it does not exist\n',
    );
  });
});

describe('frugal evaluate', () => {
  it('asks for the task, and refuses one of another size', async () => {
    await put('onnx');
    const lacking = await heard(['evaluate', 'network.onnx']);
    expect([lacking.code, lacking.err]).toEqual([
      2,
      'error: which task? The network does not say; name it with --task\n',
    ]);
    const other = await heard(['evaluate', 'network.onnx', '--task', 'digits', '--test-limit=9']);
    expect(other.err).toBe(
      'error: task "digits" has 784 features and 10 classes, the network 4 inputs and 2 outputs\n',
    );
  });
});

it('frugal evaluate takes a table, and classes by their names', async () => {
  await put('npz');
  // The network says "yes" to (3, 0, 1, 5), and "nö" to (1, 5, 1, 1): its outputs are then 0.1 and 0.7.
  const rows = Array.from({ length: 8 }, (_, r) => (r % 2 ? '3,0,1,5,yes' : '1,5,1,1,nö'));
  await writeFile('rows.csv', `a,b,c,d,says\n${rows.join('\n')}\n`);
  const words = ['evaluate', 'network.npz', '--task', './rows.csv', '--label', 'says', '--json'];
  const { code, out } = await heard(words);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ classes: ['nö', 'yes'], accuracy: 1, examples: 2 });
});

it('frugal evaluate gives squared error and R² where answers are numbers', async () => {
  // The outputs are 2b - 1, called v, and a, called u: the other way round than they are asked for.
  const outputs = layer(
    'output',
    [2, 2],
    [
      [0, 1, 2],
      [1, 0, 1],
    ],
    { bias: Float32Array.of(-1, 0) },
  );
  const network: StoredMlp = {
    ...{ kind: 'mlp', loss: 'squared-error', layers: [outputs] },
    ...{ classes: ['v', 'u'], origin: { task: 'elsewhere.csv' } },
  };
  for (const { name, bytes } of await exportNetwork(network, 'npz')) await writeFile(name, bytes);
  const rows = ['1.5,1,1,0.5', '2.5,2,3,2.5', '2.5,3,5,2.5', '3.5,4,7,4.5'];
  const tested = ['0,1,1,1', '1,2,3,2', '2,3,5,3', '3,4,7,4'];
  await writeFile('train.csv', `a,b,v,u\n${rows.join('\n')}\n`);
  await writeFile('test.csv', `a,b,v,u\n${tested.join('\n')}\n`);
  const words = ['--task', './train.csv', '--test-file', './test.csv', '--label', 'u,v'];
  const numbers = [...words, '--answers', 'numbers'];
  const { code, out, err } = await heard(['evaluate', 'network.npz', ...numbers, '--json']);
  expect([code, err]).toEqual([0, expect.any(String)]);
  // v is met; u = 1, 2, 3, 4 is answered by 0, 1, 2, 3: R² = 1 - 4/5, and the mean with 1 is 0.6.
  expect(JSON.parse(out)).toMatchObject({
    ...{ outputs: ['u', 'v'], meanSquaredError: 0.5, examples: 4 },
    r2: expect.closeTo(0.6, 10),
  });
  expect((await heard(['evaluate', 'network.npz', ...numbers])).out).toMatch(
    /^mean squared error 0\.50000 over 4 test examples of .*; R² 0\.6000\n$/,
  );
  expect((await heard(['evaluate', 'network.npz'])).err).toBe(
    'error: the network was trained on "elsewhere.csv", which is not to be had like that: name it with --task\n',
  );
  await put('npz');
  expect((await heard(['evaluate', 'network.npz', ...numbers])).err).toContain(
    'train.csv has columns of the network\'s inputs, but none for "c", "d"',
  );
});

describe('frugal export', () => {
  it('takes the network of one run', async () => {
    for (const run of ['a', 'b']) {
      await mkdir(run);
      await writeFile(`${run}/spec.json`, '{}');
    }
    expect((await heard(['export', 'a', 'b', '--to', 'onnx'])).err).toBe(
      'error: a network is of one run, and 2 paths were given; name one, such as a\n',
    );
  });

  it('writes files of every form from a file of another', async () => {
    await put('safetensors');
    const words = ['export', 'network.safetensors', '--out', 'there', '--name', 'net'];
    const { out } = await heard([...words, '--to', 'mtx']);
    expect(out).toBe('there/net.hidden1.mtx\nthere/net.output.mtx\nthere/net.json\n');
    expect((await heard([...words, '--to', 'onnx', '--dense'])).out).toBe('there/net.onnx\n');
    expect((await heard(words)).err).toContain('to which form? Say --to and one of npz, scipy');
    expect((await heard([...words, '--to', 'onx'])).err).toContain('did you mean "onnx"?');
  });

  it('writes the file that --out names, where one results', async () => {
    await put('npz');
    const to = async (form: string, out: string) =>
      heard(['export', 'network.npz', '--to', form, '--out', out]);
    for (const _ of ['new', 'over the old one'])
      expect(await to('onnx', 'a/b/net.onnx')).toMatchObject({ code: 0, out: 'a/b/net.onnx\n' });
    expect((await to('npz', 'a/b/net.onnx')).err).toContain('a file of that name is in the way');
    expect((await heard(['predict', 'a/b/net.onnx', 'none.csv'])).err).toContain('none.csv');
    const several = await to('mtx', 'net.mtx');
    expect([several.code, several.err]).toEqual([
      2,
      'error: --out net.mtx is one file, but 3 are to be written (network.hidden1.mtx, network.output.mtx, network.json): give a folder\n',
    ]);
    await mkdir('net.mtx');
    expect((await to('mtx', 'net.mtx')).out).toContain('net.mtx/network.output.mtx\n');
  });

  it('takes the JSON file beside matrices for the whole network', async () => {
    await put('npz');
    await writeFile('rows.csv', 'a,b,c,d\n5,1,0,3\n');
    const expected = (await heard(['predict', 'network.npz', 'rows.csv'])).out;
    await heard(['export', 'network.npz', '--to', 'mtx', '--out', 'there']);
    const found = await heard(['predict', 'there/network.json', 'rows.csv']);
    expect(found).toMatchObject({ code: 0, out: expected });
    await rm('there/network.output.mtx');
    expect((await heard(['predict', 'there/network.json', 'rows.csv'])).err).toBe(
      'error: cannot read there/network.output.mtx: it does not exist\n',
    );
  });

  it('asks what matrices leave open', async () => {
    await put('scipy');
    const words = ['export', 'network.hidden1.npz', 'network.output.npz', '--to', 'onnx'];
    expect((await heard(words)).err).toContain('say --rows outputs');
    const said = [...words, '--rows', 'outputs', '--activation', 'relu'];
    const { code, err } = await heard(said);
    expect([code, err]).toEqual([0, expect.stringContaining('the network has no biases')]);
  });
});
