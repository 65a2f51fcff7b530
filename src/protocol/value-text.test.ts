import { expect, it } from 'vitest';
import { integer, list } from './parameters.ts';
import { toldText, valueText } from './value-text.ts';
import { variantsOf } from './variants.ts';

it('says for people that what is empty is none', () => {
  expect([[], '', [3, 4], 0, false].map(valueText)).toEqual(['', '', '3,4', '0', 'false']);
  expect([[], '', [3, 4], 0, false].map(toldText)).toEqual(['none', 'none', '3,4', '0', 'false']);
});

it('tells runs apart in words where one of them has nothing', () => {
  const item = integer({ description: 'units', default: 1, min: 1 });
  const hidden = list(item, { description: 'layers', default: [10], minLength: 0 });
  const runs = [[10], []].map((units, seed) => ({
    ...{ seed, parameters: { hidden: units }, records: [], arrays: {}, arithmetic: '' },
  }));
  const labels = variantsOf({ hidden }, runs).map(({ label }) => label);
  expect(labels.sort()).toEqual(['hidden 10', 'hidden none']);
});
