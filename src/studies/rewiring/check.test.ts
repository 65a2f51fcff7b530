import { expect, it } from 'vitest';
import { resolveParameters } from '../../protocol/parameters.ts';
import { digits } from '../../tasks/digits/digits.ts';
import { check as checkOfMlp } from '../set-mlp/check.ts';
import { parameters as ofMlp } from '../set-mlp/parameters.ts';
import { checkNetworks } from './build.ts';
import { check } from './check.ts';
import { parameters } from './parameters.ts';

it('refuses batch normalisation where there is no variance, and for pruning at birth', () => {
  const valuesOf = (given: object) => resolveParameters(parameters, { norm: 'batch', ...given });
  expect(() => check(valuesOf({}))).not.toThrow();
  expect(() => check(valuesOf({ methods: ['static', 'snip'] }))).toThrow(
    'method "snip" scores connections before anything is learned, and knows no batch normalisation',
  );
  const alone = 'one example has no variance that batch normalisation could take: give --batch 2';
  expect(() => check(valuesOf({ batch: 1 }))).toThrow(alone);
  const given = { norm: 'batch', batch: 1 };
  expect(() => checkOfMlp(resolveParameters(ofMlp, given))).toThrow(alone);
});

it('refuses sparsities that leave a layer nothing before anything learns, in words of the command', () => {
  const task = digits({ train: 10, test: 10 });
  const refused = (given: object) => () =>
    checkNetworks(resolveParameters(parameters, { hidden: [40, 20], ...given }), task);
  const few = { sparsities: [0.9, 0.9999], methods: ['dense', 'static'] };
  expect(refused(few)).toThrow(
    'sparsity 0.9999 leaves layer 2 (40 → 20) no connection; give at most --sparsities 0.999375, or --allocation er',
  );
  expect(refused({ ...few, sparsities: [0.999375] })).toThrow('layer 3 (20 → 10) no connection');
  for (const fine of [
    { ...few, sparsities: [0.9974] },
    { ...few, allocation: 'er' },
    // Which of all connections stay is not drawn layer by layer.
    { ...few, methods: ['dense', 'imp', 'gmp'] },
  ])
    expect(refused(fine)).not.toThrow();
  expect(refused({ ...few, sparsities: [0.99999], allocation: 'er' })).toThrow(
    'sparsity 0.99999 leaves 0 of 32360 connections, fewer than layers; give less, e.g. --sparsities 0.999907',
  );
});
