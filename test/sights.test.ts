/** What can be seen of studies while they compute: a run of each offers looks, and they show what the study is about. */

import { expect, it } from 'vitest';
import { createRandom } from '../src/numerics/random.ts';
import { resolveParameters } from '../src/protocol/parameters.ts';
import type { Sight } from '../src/protocol/view.ts';
import { loadStudy } from '../src/studies/registry.ts';
import { digits } from '../src/tasks/digits/digits.ts';

/** Sights of a run, up to the first that shows what is wanted. */
async function seen(
  name: string,
  given: Readonly<Record<string, unknown>>,
  wanted: (sight: Sight) => boolean,
): Promise<Sight | undefined> {
  const study = await loadStudy(name);
  const parameters = resolveParameters(study.parameters, study.presets.smoke, given);
  const task = async (_: string, { trainLimit = 0, testLimit = 0 } = {}) =>
    digits({ train: trainLimit || 200, test: testLimit || 50 });
  const context = { random: createRandom(1), arithmetic: 'strict' as const, threads: 1, task };
  for await (const { look } of study.run({ parameters, ...context })) {
    const sight = look?.();
    if (sight !== undefined && wanted(sight)) return sight;
  }
  return undefined;
}

it.each([
  ['set-cnn', {}, ['convolution1', 'output']],
  ['million-neurons', {}, ['hidden1', 'output']],
  ['plasticity', { experiments: ['rules'] }, ['hidden1', 'output']],
])('%s shows its layers', { timeout: 60_000 }, async (name, given, layers) => {
  const names = ({ network, layers: own }: Sight) =>
    [...(network?.layers ?? []), ...(own ?? [])].map((layer) => layer.name);
  const sight = await seen(name, given, (each) => names(each).length > 0);
  expect(sight && names(sight)).toEqual(expect.arrayContaining(layers));
  expect(sight?.totals).toBeDefined();
});

it('associative shows weights under the law of theory', { timeout: 60_000 }, async () => {
  const sight = await seen('associative', { parts: ['laws'] }, ({ laws }) => laws !== undefined);
  const [law] = sight?.laws ?? [];
  const [layer] = sight?.layers ?? [];
  expect(law.layer).toBe(layer.name);
  expect(layer.arrays.weights.length).toBe(layer.topology.inputs);
  const width = law.weights[1] - law.weights[0];
  const mass = law.density.reduce((sum, density) => sum + density * width, law.atZero);
  expect(mass).toBeCloseTo(1, 2);
});

it('discrete shows the region around a solution beside theory', { timeout: 120_000 }, async () => {
  const sight = await seen('discrete', { parts: ['regions'] }, ({ curves = [] }) =>
    curves.some(({ theory }) => !theory),
  );
  const [measured] = sight?.curves?.filter(({ theory }) => !theory) ?? [];
  expect(measured.x.label).toMatch(/^overlap/);
  expect(Math.max(...measured.x.values)).toBeLessThanOrEqual(1);
  expect([...measured.x.values].sort((a, b) => b - a)).toEqual([...measured.x.values]);
  // Around a solution there are fewer solutions than configurations.
  measured.y.values.forEach((entropy, k) => {
    const d = (1 - measured.x.values[k]) / 2;
    const all = d > 0 && d < 1 ? -d * Math.log(d) - (1 - d) * Math.log(1 - d) : 0;
    expect(entropy).toBeLessThanOrEqual(all + 0.05);
  });
});
