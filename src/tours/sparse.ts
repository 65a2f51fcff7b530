/** The tour of sparse evolutionary training (Mocanu et al. 2018): it matters where few connections are. */

import { all, last, numbers, percent, rows, type ShownRun, type Tour } from './tour.ts';

const FEW =
  'task=digits&trainLimit=2000&testLimit=1000&hidden=100,100&epsilon=1&epochs=30&batch=32&seed=1';
const MORE =
  'task=digits&trainLimit=2000&testLimit=1000&hidden=100,100&epsilon=8&epochs=8&batch=32&seed=1';

const accuracy = (runs: readonly ShownRun[], method: string, epoch: number): number =>
  last(runs, 'epoch.testAccuracy', { method, epoch });

/** Share of the first layer's connections that begin in the middle of the picture: half its width and height. */
function inTheMiddle(runs: readonly ShownRun[], method: string): number {
  const [map] = rows(runs, 'input-map', { method });
  const [shape, counts] = [map?.shape, map?.counts] as [number[], number[]];
  const [height, width] = shape;
  let [inside, all] = [0, 0];
  counts.forEach((count, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    all += count;
    if (Math.min(x, width - 1 - x) >= width / 4 && Math.min(y, height - 1 - y) >= height / 4)
      inside += count;
  });
  return inside / all;
}

export const sparse: Tour = {
  name: 'sparse',
  title: 'It matters where connections are',
  about:
    'A network with one connection in seventy learns slowly, until it may move its connections (Mocanu and others 2018).',
  study: 'set-mlp',
  experiments: {
    kept: `${FEW}&methods=static`,
    moved: `${FEW}&methods=static,set`,
    asked: `${FEW}&methods=set,rigl`,
    more: `${MORE}&methods=static,set,rigl,dense`,
  },
  steps: [
    {
      title: 'A network with few connections',
      text: 'A perceptron with two hidden layers of 100 units is to tell handwritten digits. It is born with very few connections, drawn at random, and keeps them. In the matrix every dot is some of them: a row a sending unit, a column a receiving one.',
      experiment: 'kept',
      look: { structure: true },
      shown: [
        {
          text: '1,194 connections exist, of 89,400 that are possible: 1.3 %.',
          holds: (runs) =>
            all(numbers(runs, 'epoch.connections'), (count) => count === 1194) &&
            (784 + 100) * 100 + 100 * 10 === 89_400 &&
            Math.round((1000 * 1194) / 89_400) === 13,
        },
        {
          text: 'None of them comes or goes in all 30 epochs.',
          holds: (runs) =>
            numbers(runs, 'epoch.removed').length === 30 &&
            all(numbers(runs, 'epoch.removed'), (count) => count === 0) &&
            all(numbers(runs, 'epoch.born'), (count) => count === 0),
        },
        {
          text: '247 of the 784 pixels are connected to nothing: the network is blind there.',
          holds: (runs) => last(runs, 'degrees.unconnected', { layer: 1, side: 'out' }) === 247,
        },
      ],
    },
    {
      title: 'It learns, slowly',
      text: 'The same run, seen by its accuracy on digits that it was not trained on. Weights change at every step; the wiring does not.',
      experiment: 'kept',
      look: { chart: 'epoch.testAccuracy' },
      shown: [
        {
          text: 'After 30 epochs it is right in 47 % of the test digits; chance is 10 %.',
          holds: (runs) => percent(accuracy(runs, 'static', 30), 47),
        },
        {
          text: 'It gains 19 points from epoch 1 to 10, and 3 from 20 to 30.',
          holds: (runs) =>
            Math.round(100 * (accuracy(runs, 'static', 10) - accuracy(runs, 'static', 1))) === 19 &&
            Math.floor(100 * (accuracy(runs, 'static', 30) - accuracy(runs, 'static', 20))) === 3,
        },
      ],
    },
    {
      title: 'Let the weakest go',
      text: 'A second network is born with the same connections. After every epoch it drops the weakest of its connections, smallest positive and smallest negative weights, and draws as many new ones at random: sparse evolutionary training, SET.',
      experiment: 'moved',
      look: { chart: 'epoch.testAccuracy' },
      shown: [
        {
          text: 'The first epoch is the same for both, to the last digit: nothing has moved yet.',
          holds: (runs) => accuracy(runs, 'set', 1) === accuracy(runs, 'static', 1),
        },
        {
          text: 'At the end SET is right in 63 %, the network that kept its wiring in 47 %.',
          holds: (runs) =>
            percent(accuracy(runs, 'set', 30), 63) && percent(accuracy(runs, 'static', 30), 47),
        },
        {
          text: 'SET is ahead in every epoch after the first.',
          holds: (runs) =>
            Array.from({ length: 29 }, (_, i) => i + 2).every(
              (epoch) => accuracy(runs, 'set', epoch) > accuracy(runs, 'static', epoch),
            ),
        },
      ],
    },
    {
      title: 'As many are born as die',
      text: 'The chart counts the connections that each rewiring makes. Nothing tells a new connection where to begin: it is drawn, gets a small random weight, and has one epoch to become strong.',
      experiment: 'moved',
      look: { chart: 'epoch.born' },
      shown: [
        {
          text: 'Each rewiring of SET replaces 355 to 358 of the 1,194 connections: three in ten.',
          holds: (runs) =>
            all(
              numbers(runs, 'epoch.removed', { method: 'set' }).slice(1),
              (count) => count >= 355 && count <= 358,
            ) && Math.round(3560 / 1194) === 3,
        },
        {
          text: 'As many are born as die, every time: the network stays as small as it was.',
          holds: (runs) =>
            all(
              rows(runs, 'epoch', { method: 'set' }),
              ({ removed, born, connections }) => removed === born && connections === 1194,
            ),
        },
      ],
    },
    {
      title: 'Chance and selection find the digits',
      text: 'Where do the connections begin? Each picture is the grid of pixels, darker where more connections leave. Digits are drawn in the middle; the border is always empty.',
      experiment: 'moved',
      look: { figure: 'input-map' },
      shown: [
        {
          text: 'Of the static network’s connections 25 % begin in the middle quarter of the picture, which is its share of the area.',
          holds: (runs) => percent(inTheMiddle(runs, 'static'), 25),
        },
        {
          text: 'Of those of SET 30 % do: what begins at an empty pixel stays weak and goes.',
          holds: (runs) => percent(inTheMiddle(runs, 'set'), 30),
        },
      ],
    },
    {
      title: 'Ask the gradient',
      text: 'RigL drops weak connections, too, but grows where the error would fall fastest if there were one. It has to look at the gradient of connections that do not exist, which SET never does.',
      experiment: 'asked',
      look: { chart: 'epoch.testAccuracy' },
      shown: [
        {
          text: 'After its first rewiring RigL is right in 40 %, SET in 26 %.',
          holds: (runs) =>
            percent(accuracy(runs, 'rigl', 2), 40) && percent(accuracy(runs, 'set', 2), 26),
        },
        {
          text: 'At the end it is 70 % against 63 %: being told is faster than trying.',
          holds: (runs) =>
            percent(accuracy(runs, 'rigl', 30), 70) && percent(accuracy(runs, 'set', 30), 63),
        },
      ],
    },
    {
      title: 'What it makes of the network',
      text: 'The same pictures for the two that rewire. Compare how much of the border is left white, and how evenly the middle is filled.',
      experiment: 'asked',
      look: { figure: 'input-map' },
      shown: [
        {
          text: 'RigL has 46 % of its connections in the middle quarter, SET 30 %.',
          holds: (runs) =>
            percent(inTheMiddle(runs, 'rigl'), 46) && percent(inTheMiddle(runs, 'set'), 30),
        },
        {
          text: 'It leaves more pixels unseen: 321, where SET leaves 248.',
          holds: (runs) =>
            last(runs, 'degrees.unconnected', { method: 'rigl', layer: 1, side: 'out' }) === 321 &&
            last(runs, 'degrees.unconnected', { method: 'set', layer: 1, side: 'out' }) === 248,
        },
        {
          text: 'And it makes hubs: the degrees of its hidden units have a variance of 27 times their mean, those of SET of 1.6.',
          holds: (runs) =>
            Math.round(
              last(runs, 'degrees.dispersion', { method: 'rigl', layer: 1, side: 'in' }),
            ) === 27 &&
            Math.abs(
              last(runs, 'degrees.dispersion', { method: 'set', layer: 1, side: 'in' }) - 1.6,
            ) < 0.06,
        },
      ],
    },
    {
      title: 'With eight times as many',
      text: 'Now 9,552 connections, one in nine, and beside them the dense network with all 89,400. Where there are enough connections it matters less where they are. One run is an anecdote: the study’s page takes seeds, and says which differences are sure.',
      experiment: 'more',
      look: { chart: 'epoch.testAccuracy' },
      shown: [
        {
          text: 'After 8 epochs the three sparse networks are right in 78, 82 and 81 %.',
          holds: (runs) =>
            percent(accuracy(runs, 'static', 8), 78) &&
            percent(accuracy(runs, 'set', 8), 82) &&
            percent(accuracy(runs, 'rigl', 8), 81),
        },
        {
          text: 'The best of them is 4 points ahead of the one that keeps its wiring.',
          holds: (runs) =>
            Math.round(100 * (accuracy(runs, 'set', 8) - accuracy(runs, 'static', 8))) === 4,
        },
        {
          text: 'The dense one is right in 89 %, with nine times the connections.',
          holds: (runs) =>
            percent(accuracy(runs, 'dense', 8), 89) &&
            Math.round(last(runs, 'end.finalConnections', { method: 'dense' }) / 9552) === 9,
        },
      ],
    },
  ],
};
