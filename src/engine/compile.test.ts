import { expect, it } from 'vitest';
import { backward } from '../kernels/backward.ts';
import { compile } from './compile.ts';

const plain = { shared: false, maximumPages: 1024 };
const kernels = ([4, 8] as const).map((width) =>
  backward({ width, index: 'u16', arithmetic: 'strict', mode: 'store' }),
);

it('compiles the same kernels for the same memories once', async () => {
  const first = await compile(kernels, plain);
  expect(await compile([...kernels], { ...plain })).toBe(first);
  const others = [
    compile(kernels.slice(1), plain),
    compile([...kernels].reverse(), plain),
    compile(kernels, { ...plain, shared: true }),
    compile(kernels, { ...plain, maximumPages: 2048 }),
  ];
  for (const other of others) expect(await other).not.toBe(first);
});

it('forgets the modules that were not asked for the longest', async () => {
  const first = await compile(kernels, plain);
  for (let pages = 1025; pages < 1050; pages++)
    await compile(kernels, { ...plain, maximumPages: pages });
  expect(await compile(kernels, plain)).not.toBe(first);
});
