/** Sparse evolutionary training of the head of a convolutional network, beside the same head static and dense. */

import { study } from '../../protocol/study.ts';
import { SET_PAPER } from '../sparse-training/paper.ts';
import { checkNorm } from '../sparse-training/parameters.ts';
import { claims } from './claims.ts';
import { answers, figures } from './figures.ts';
import { idle } from './idle.ts';
import { outlines } from './outlines.ts';
import { parameters, presets } from './parameters.ts';
import { records } from './records.ts';
import { results as table } from './results.ts';
import { run, tasksOf } from './run.ts';

export const setCnn = study({
  name: 'set-cnn',
  title: 'Sparse evolutionary training of a convolutional network',
  description:
    'A convolutional network learns pictures with a head of few connections that are rewired after every epoch (SET), with the same few left as they are, and with all of them; its kernels may be sparse too.',
  paper: SET_PAPER,
  ...{ parameters, presets, records, tasks: tasksOf, idle, check: checkNorm, run, outlines },
  ...{ figures, answers, table, claims },
});
