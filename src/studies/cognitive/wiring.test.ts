import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { maskOf, planNetwork } from '../../connectivity/mask-plan.ts';
import { createRandom } from '../../numerics/random.ts';
import { resolveParameters } from '../../protocol/parameters.ts';
import { identityValues } from '../../protocol/text-parameters.ts';
import { wiringFiles } from '../../protocol/wiring-file.ts';
import { cog20 } from '../cog20/index.ts';
import { wiredPlan, wiringParameters } from './wiring.ts';

const CELEGANS = 'docs/examples/celegans/chemical.mtx';
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const planned = (given: object, bytes: Uint8Array = readFileSync(CELEGANS), notes: string[] = []) =>
  wiredPlan(
    {
      parameters: resolveParameters(wiringParameters, { wiring: CELEGANS, ...given }),
      file: () => Promise.resolve(bytes),
    },
    notes,
  );

describe('wiredPlan', () => {
  it('C. elegans: its units, connections, weights of norm 1, signs', async () => {
    const plan = await planned({ wiringSigns: true });
    expect(plan).toMatchObject({
      id: 'graph-279',
      name: 'given graph',
      family: 'graph',
      units: 279,
    });
    const { mask, weights, signs } = plan?.given ?? {};
    expect(mask?.topology).toMatchObject({ inputs: 279, outputs: 279, order: 'by-input' });
    expect(mask?.topology.index.length).toBe(2194);
    expect(weights?.reduce((sum, w) => sum + w * w, 0)).toBeCloseTo(279, 3);
    expect(signs?.filter((sign) => sign === -1).length).toBe(18);
    if (plan !== undefined) expect(maskOf(plan, createRandom(1))).toBe(mask);
  });

  it('is the same from the file of MATLAB, by the name of the matrix; numbers of synapses', async () => {
    const file = 'docs/examples/celegans/ConnOrdered_040903.mat';
    const bytes = readFileSync(file);
    const of = (wiringVariable: string) => planned({ wiring: file, wiringVariable }, bytes);
    const plan = await of('A_init_t_ordered');
    const made = (await planned({}))?.given;
    expect(plan?.given?.mask.topology).toEqual(made?.mask.topology);
    expect(plan?.given?.weights).toEqual(made?.weights?.map(Math.abs));
    await expect(of('')).rejects.toThrow('ConnOrdered_040903.mat holds 2 square matrices; name');
  });

  it('leaves first weights to the start, gives 1 where there are none, and turns rows round', async () => {
    expect((await planned({ wiringWeights: 'start' }))?.given?.weights).toBeUndefined();
    const pattern = encode('%%MatrixMarket matrix coordinate pattern general\n3 3 2\n1 2\n1 3\n');
    const notes: string[] = [];
    const sends = (await planned({ wiringWeights: 'as-is' }, pattern, notes))?.given;
    expect(notes).toEqual(['chemical.mtx: has no values: every connection weighs 1']);
    expect([[...(sends?.mask.topology.start ?? [])], [...(sends?.weights ?? [])]]).toEqual([
      [0, 2, 2, 2],
      [1, 1],
    ]);
    const hears = (await planned({ wiringRows: 'receivers' }, pattern))?.given;
    expect([...(hears?.mask.topology.start ?? [])]).toEqual([0, 0, 1, 2]);
  });

  it('refuses signs of units that have both, and a world without files', async () => {
    const mixed = encode('%%MatrixMarket matrix coordinate real general\n3 3 2\n2 1 1\n2 3 -1\n');
    await expect(planned({ wiringSigns: true }, mixed)).rejects.toThrow(
      'chemical.mtx: unit 1 has weights of both signs',
    );
    const parameters = resolveParameters(wiringParameters, { wiring: CELEGANS });
    await expect(wiredPlan({ parameters }, [])).rejects.toThrow(
      'cannot be read here: there are no files',
    );
    expect(() => planNetwork('graph', 10)).toThrow('a given graph has the connections it has');
  });

  it('is none at its default, which no identity holds; a file enters by its content', async () => {
    const standard = resolveParameters(cog20.parameters, {});
    expect(await wiredPlan({ parameters: standard }, [])).toBeUndefined();
    const keys = Object.keys(identityValues(cog20.parameters, standard).parameters);
    expect(keys.filter((key) => key.startsWith('wiring'))).toEqual([]);
    const wired = resolveParameters(cog20.parameters, { wiring: CELEGANS });
    const { parameters, files } = identityValues(cog20.parameters, wired);
    expect([parameters.wiring, files]).toEqual(['file', { wiring: CELEGANS }]);
    expect([wiringFiles(wired), wiringFiles(standard)]).toEqual([{ wiring: CELEGANS }, {}]);
  });
});
