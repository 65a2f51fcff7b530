import { expect, it } from 'vitest';
import type { Figure } from '../figures/figure.ts';
import { answering } from './figure-answers.ts';

const named = (id: string): Figure => ({
  ...{ id, title: '', caption: '', x: { label: '' }, y: { label: '' }, marks: [] },
});

it('answers by id, by how an id begins, and for another of the same by the id without its number', () => {
  const answers = { maps: 'figure 1', 'curve-*': 'figure 2' };
  const ids = ['maps', 'maps-2', 'curve-5', 'words', 'words-2'];
  expect(answering(ids.map(named), answers).map((figure) => figure.answers)).toEqual([
    ...['figure 1', 'figure 1', 'figure 2', undefined, undefined],
  ]);
});
