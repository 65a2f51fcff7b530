/** One small figure for every kind of mark, axis and legend; drawn and compared with stored SVG. */

import type { Figure } from '../../src/figures/figure.ts';

const steps = [1, 2, 3, 4, 5];
const curve = (series: string, top: number) =>
  steps.map((epoch) => ({
    epoch,
    series,
    mean: top - 30 / epoch,
    low: top - 30 / epoch - 2,
    high: top - 30 / epoch + 1,
  }));
const curves = [...curve('set', 88), ...curve('dense', 86)];
const methods = [
  { method: 'set', mean: 0.84, low: 0.82, high: 0.86 },
  { method: 'static sparse and very long of name', mean: 0.8, low: 0.79, high: 0.81 },
  { method: 'dense', mean: 0.83, low: 0.8, high: 0.85 },
];
const grid = (value: (column: number, row: number) => number | null) =>
  [0, 1, 2, 3].flatMap((row) =>
    [0, 1, 2, 3].map((column) => ({ row, column, value: value(column, row) })),
  );
const powers = [1, 2, 5, 10, 30, 100, 400].map((degree) => ({ degree, share: degree ** -1.3 }));

export const gallery: readonly Figure[] = [
  {
    id: 'lines-and-bands',
    title: 'Lines with bands and a labelled reference',
    caption: 'Band: range of three seeds.',
    x: { label: 'epoch' },
    y: { label: 'test accuracy (%)' },
    series: ['set', 'static', 'dense'],
    marks: [
      { type: 'areaY', data: curves, x: 'epoch', y1: 'low', y2: 'high', series: 'series' },
      { type: 'line', data: curves, x: 'epoch', y: 'mean', series: 'series' },
      { type: 'ruleY', data: [{ y: 87, name: 'published' }], y: 'y', label: 'name', dashed: true },
    ],
  },
  {
    id: 'bars-with-errors',
    title: 'Bars with error bars and names that must turn',
    caption: 'No legend: the axis names the bars.',
    x: { label: '', type: 'band' },
    y: { label: 'accuracy' },
    marks: [
      { type: 'barY', data: methods, x: 'method', y: 'mean', series: 'method' },
      { type: 'linkY', data: methods, x: 'method', y1: 'low', y2: 'high' },
    ],
  },
  {
    id: 'histogram',
    title: 'Histogram with a gap at zero',
    caption: 'One colour without series.',
    x: { label: 'weight' },
    y: { label: 'connections' },
    marks: [
      { type: 'ruleX', data: [{ zero: 0 }], x: 'zero', opacity: 0.4 },
      {
        type: 'rectY',
        data: [-3, -2, 1, 2].map((i) => ({
          from: i / 10,
          to: (i + 1) / 10,
          n: 1200 * (4 - Math.abs(i)),
        })),
        x1: 'from',
        x2: 'to',
        y: 'n',
      },
    ],
  },
  {
    id: 'power-law',
    title: 'Points and theory on logarithmic axes',
    caption: 'A series outside the list is a reference and drawn in grey.',
    x: { label: 'degree k', type: 'log' },
    y: { label: 'share', type: 'log' },
    series: ['set'],
    marks: [
      {
        type: 'dot',
        data: powers.map((row) => ({ ...row, who: 'set' })),
        x: 'degree',
        y: 'share',
        series: 'who',
      },
      {
        type: 'line',
        data: powers.map((row) => ({ ...row, who: 'theory' })),
        x: 'degree',
        y: 'share',
        series: 'who',
        dashed: true,
      },
    ],
  },
  {
    id: 'heat-map',
    title: 'Amounts in cells',
    caption: 'Cells without a value stay empty.',
    x: { label: 'column', type: 'band' },
    y: { label: 'row', type: 'band' },
    colour: { label: 'connections', scheme: 'sequential' },
    aspect: 1,
    marks: [
      {
        type: 'cell',
        data: grid((c, r) => (c === r ? null : c * r)),
        x: 'column',
        y: 'row',
        fill: 'value',
      },
    ],
  },
  {
    id: 'signed-map',
    title: 'Signed values in cells',
    caption: 'Zero is the colour of the paper.',
    x: { label: 'column', type: 'band' },
    y: { label: 'row', type: 'band' },
    colour: { label: 'weight', scheme: 'diverging', domain: [-3, 3] },
    aspect: 1,
    marks: [{ type: 'cell', data: grid((c, r) => c - r), x: 'column', y: 'row', fill: 'value' }],
  },
  {
    id: 'small-multiples',
    title: 'Facets that break into rows',
    caption: 'A mark without the facet column is drawn in every panel.',
    x: { label: 'load α' },
    y: { label: 'stability', domain: [0, 1] },
    facet: 'rule',
    marks: [
      {
        type: 'dot',
        data: ['a', 'b', 'c', 'd', 'e'].flatMap((rule, i) =>
          [0.2, 0.4, 0.8].map((alpha) => ({ rule, alpha, kappa: 1 - alpha * (0.5 + i / 5) })),
        ),
        x: 'alpha',
        y: 'kappa',
      },
      {
        type: 'line',
        data: [
          { alpha: 0.2, kappa: 0.9 },
          { alpha: 0.8, kappa: 0.3 },
        ],
        x: 'alpha',
        y: 'kappa',
        dashed: true,
      },
    ],
  },
  {
    id: 'texts',
    title: 'Text beside points, with hover text',
    caption: 'Labels keep a halo of the paper.',
    x: { label: 'density' },
    y: { label: 'accuracy' },
    marks: [
      {
        type: 'dot',
        data: [
          { x: 0.1, y: 3, name: 'SET & co' },
          { x: 0.9, y: 4, name: '<dense>' },
        ],
        x: 'x',
        y: 'y',
        title: 'name',
      },
      {
        type: 'text',
        data: [
          { x: 0.1, y: 3, name: 'SET & co' },
          { x: 0.9, y: 4, name: '<dense>' },
        ],
        x: 'x',
        y: 'y',
        label: 'name',
      },
    ],
  },
  {
    id: 'placed-cells',
    title: 'Cells on linear axes with ticks of their own, panels below each other',
    caption: 'Rules part the groups.',
    x: { label: 'time (ms)', domain: [0, 400], ticks: [{ at: 0 }, { at: 300 }] },
    y: {
      label: '',
      domain: [-1, 2],
      ticks: [
        { at: -0.5, label: 'fixation' },
        { at: 1, label: '180°' },
      ],
    },
    colour: { label: 'activity', scheme: 'sequential', domain: [0, 1] },
    facet: 'ring',
    facetColumns: 1,
    aspect: 5,
    marks: [
      {
        type: 'cell',
        data: ['ring 1', 'ring 2'].flatMap((ring, r) =>
          [0, 100, 200, 300].flatMap((from) =>
            [-1, 0, 1].map((low) => {
              const value = low < 0 ? 1 : ((from / 100 + low + r) % 4) / 4;
              return { ring, from, to: from + 100, low, high: low + 1, value };
            }),
          ),
        ),
        x1: 'from',
        x2: 'to',
        y1: 'low',
        y2: 'high',
        fill: 'value',
      },
      { type: 'ruleX', data: [{ at: 300 }], x: 'at', dashed: true },
    ],
  },
  {
    id: 'bare-drawing',
    title: 'A drawing without axes',
    caption: 'A row without a place ends the line.',
    x: { label: '', domain: [-1, 1], ticks: [] },
    y: { label: '', domain: [-1, 1], ticks: [] },
    series: ['a', 'b'],
    aspect: 1,
    marks: [
      {
        type: 'line',
        data: [
          { x: -0.8, y: 0 },
          { x: 0, y: 0.8 },
          { x: null, y: null },
          { x: 0.8, y: 0 },
          { x: 0, y: -0.8 },
        ],
        x: 'x',
        y: 'y',
        opacity: 0.4,
      },
      {
        type: 'dot',
        data: [
          { x: -0.8, y: 0, who: 'a' },
          { x: 0.8, y: 0, who: 'b' },
        ],
        x: 'x',
        y: 'y',
        series: 'who',
      },
    ],
  },
  {
    id: 'empty',
    title: 'Nothing yet',
    caption: 'A run that has just begun.',
    x: { label: 'epoch' },
    y: { label: 'loss' },
    marks: [{ type: 'line', data: [], x: 'epoch', y: 'loss' }],
  },
  {
    id: 'ten-lines',
    title: 'More lines than colours, two of them under a long name together',
    caption:
      'Lines that share a colour have dashes of their own; a name that is wider than the figure is broken.',
    x: { label: 'epoch' },
    y: { label: 'shares', zero: true },
    marks: [
      {
        type: 'line',
        data: Array.from({ length: 10 }, (_, k) =>
          [0, 1].map((epoch) => ({
            epoch,
            value: 40 + k + epoch,
            series:
              k === 0
                ? 'replicated stochastic gradient descent = focusing belief propagation'
                : `line ${k}`,
          })),
        ).flat(),
        ...{ x: 'epoch', y: 'value', series: 'series' },
      },
    ],
  },
];
