import { expect, it } from 'vitest';
import { resolveParameters } from '../../protocol/parameters.ts';
import { check as checkOfMlp } from '../set-mlp/check.ts';
import { parameters as ofMlp } from '../set-mlp/parameters.ts';
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
