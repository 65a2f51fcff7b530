/** The parts of the study, run and drawn one after another. */

import type { Figure } from '../../figures/figure.ts';
import type { NamedArrays, RunContext, Step, StudyResult } from '../study.ts';
import { figuresOfParts, runParts } from './jobs.ts';
import { PARTS, type PartName, type Values } from './parameters.ts';
import type { Part } from './part.ts';
import { capacity } from './parts/capacity.ts';
import { exact } from './parts/exact.ts';
import { images } from './parts/images.ts';
import { layer } from './parts/layer.ts';
import { regions } from './parts/regions.ts';
import { scarce } from './parts/scarce.ts';
import { success } from './parts/success.ts';
import { walks } from './parts/walks.ts';

const PARTS_BY_NAME: Readonly<Record<PartName, Part>> = {
  capacity,
  exact,
  regions,
  success,
  walks,
  scarce,
  layer,
  images,
};

/** The run of the study: see `Study.run`. */
export const run = (context: RunContext<Values>): AsyncGenerator<Step, NamedArrays> =>
  runParts(
    context.parameters.parts.map((name) => PARTS_BY_NAME[name]),
    context,
  );

export const figures = (results: readonly StudyResult<Values>[]): readonly Figure[] =>
  figuresOfParts(
    PARTS.map((name) => PARTS_BY_NAME[name]),
    results,
  );
