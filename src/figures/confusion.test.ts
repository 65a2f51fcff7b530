import { describe, expect, it } from 'vitest';
import { confusionMaps } from './confusion.ts';

const options = { id: 'confusion', title: 'Confusion', caption: '', classNames: ['a', 'b'] };

describe('confusion maps', () => {
  it('show shares of each class, over all networks of a name', () => {
    const figure = confusionMaps(
      [
        {
          name: 'set',
          confusion: [
            [3, 1],
            [0, 4],
          ],
        },
        {
          name: 'set',
          confusion: [
            [1, 3],
            [0, 4],
          ],
        },
        {
          name: 'dense',
          confusion: [
            [4, 0],
            [0, 0],
          ],
        },
      ],
      options,
    );
    const cells = figure.marks[0].data.map(({ network, truth, answer, share }) => [
      network,
      truth,
      answer,
      share,
    ]);
    expect(cells).toEqual([
      ['set', 'a', 'a', 50],
      ['set', 'a', 'b', 50],
      ['set', 'b', 'b', 100],
      ['dense', 'a', 'a', 100],
    ]);
    expect(figure.marks[0].data[1].words).toBe('4 of 8 of class a taken for b');
  });

  it('tell long names apart, and refuse other sizes', () => {
    const long = ['x'.repeat(20), `${'x'.repeat(20)}y`];
    const { x } = confusionMaps(
      [
        {
          name: 'set',
          confusion: [
            [1, 0],
            [0, 1],
          ],
        },
      ],
      { ...options, classNames: long },
    );
    expect(new Set(x.domain).size).toBe(2);
    expect(() => confusionMaps([{ name: 'set', confusion: [[1]] }], options)).toThrow(
      '1 classes with 2 names',
    );
  });
});
