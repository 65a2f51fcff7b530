/** Soft locality beside hard: prices on wire, on wire by communicability, units that swap places, and local masks. */

import { study } from '../../protocol/study.ts';
import { claims } from './claims.ts';
import { answers } from './figure-answers.ts';
import { figures } from './figures.ts';
import { check, parameters, presets } from './parameters.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run } from './run.ts';

export const seRnn = study({
  name: 'se-rnn',
  title: 'Spatially embedded recurrent networks',
  description:
    'Recurrent networks of units that lie in a box learn one-choice inference: with a price on weights, on wire, on wire weighted by communicability, with units that swap places, or with a hard local mask. What becomes modular, what a small world, and what the wire costs.',
  paper: {
    authors: 'J. Achterberg, D. Akarca, D. J. Strouse, J. Duncan, D. E. Astle',
    year: 2023,
    title:
      'Spatially embedded recurrent neural networks reveal widespread links between structural and functional neuroscience findings',
    where: 'Nature Machine Intelligence 5:1369',
    url: 'https://doi.org/10.1038/s42256-023-00748-9',
  },
  parameters,
  presets,
  records,
  tasks: () => [],
  check,
  run,
  figures,
  answers,
  table,
  claims,
});
