import { describe, expect, it } from 'vitest';
import { apart } from './apart.ts';
import type { Figure } from './figure.ts';

const drawn = (rows: readonly string[]): Figure => ({
  ...{ id: 'letters', title: 'Letters', caption: rows.join(' ') },
  ...{ x: { label: '' }, y: { label: '' }, marks: [] },
});
const byFirst = (rows: readonly string[]): Figure[] =>
  apart(
    rows,
    ([letter]) => letter,
    drawn,
    ([[letter]]) => `with ${letter}`,
  );

describe('figures of rows that share no axes', () => {
  it('are one figure, as it is, where all share them', () => {
    expect(byFirst(['ab', 'ac'])).toEqual([drawn(['ab', 'ac'])]);
    expect(byFirst([])).toEqual([]);
  });

  it('are told apart by title and id', () => {
    const figures = byFirst(['ab', 'bc', 'ac']);
    expect(figures.map(({ id, title, caption }) => [id, title, caption])).toEqual([
      ['letters', 'Letters: with a', 'ab ac'],
      ['letters-2', 'Letters: with b', 'bc'],
    ]);
  });
});
