/** What runs show, found away from the page: results and claims in the report's own words, and the study's figures. */

import { ENGINE_SEMANTICS } from '../../../src/engine/semantics.ts';
import { FrugalError } from '../../../src/errors.ts';
import type { Figure } from '../../../src/figures/figure.ts';
import type { NamedArrays, Study, StudyRecord } from '../../../src/protocol/study.ts';
import { claimsSection } from '../../../src/report/claims-section.ts';
import { colourPlaces } from '../../../src/report/colour-places.ts';
import { type Loaded, reportInput } from '../../../src/report/input.ts';
import { panelCount, renderFigure } from '../../../src/report/plot.ts';
import { resultsSection } from '../../../src/report/results-section.ts';
import type { RunSpec, SpecDocument } from '../../../src/runs/spec-document.ts';
import { loadStudy } from '../../../src/studies/registry.ts';
import type { DeskCalls, DeskRun, Findings, FindingsRequest, ShownFigure } from './desk-calls.ts';
import { source } from './desk-data.ts';
import { namedRun } from './named-run.ts';
import type { DoneByHand } from './run-messages.ts';

/** A run that is known here. */
export interface Kept {
  readonly study: Study;
  readonly spec: RunSpec;
  readonly document: SpecDocument;
  readonly identity: string;
  readonly records: StudyRecord[];
  readonly seconds: number[];
  hash: string | undefined;
  /** Empty before the end. */
  arrays: NamedArrays;
  /** What was done by hand. */
  byHand: readonly DoneByHand[];
}

const runs = new Map<string, Kept>();

/** Keeps a run from its beginning, in place of one with the same name. */
export async function begin(order: DeskRun): Promise<{ identity: string }> {
  const study = await loadStudy(order.study);
  const { spec, document, identity } = await namedRun(study, order, source());
  const kept: Kept = {
    ...{ study, spec, document, identity },
    ...{ records: [], seconds: [], hash: undefined, arrays: {}, byHand: [] },
  };
  runs.set(order.run, kept);
  return { identity };
}

export const keptRun = (run: string): Kept => {
  const kept = runs.get(run);
  if (kept === undefined) throw new FrugalError(`the run ${run} is not known here`);
  return kept;
};

/** More records of a run. */
export function take({ run, records, hash, arrays }: DeskCalls['take'][0]): number {
  const kept = keptRun(run);
  for (const { record, seconds } of records) {
    kept.records.push(record);
    kept.seconds.push(seconds);
  }
  if (hash !== undefined) kept.hash = hash;
  if (arrays !== undefined) kept.arrays = arrays;
  return kept.records.length;
}

/** A run was changed by hand: what it shows is its own, and decides no claim. */
export function handed({ run, done }: DeskCalls['handed'][0]): undefined {
  keptRun(run).byHand = done;
}

/** Forgets a run. */
export function drop(run: string): undefined {
  runs.delete(run);
}

/** A run as the report knows it. */
export function loadedOf(kept: Kept): Loaded {
  const { document, identity, records, seconds, spec, hash, arrays } = kept;
  let elapsed = 0;
  const timing = seconds.map((own) => {
    elapsed += own;
    return { seconds: own, elapsed };
  });
  const summary = hash === undefined ? undefined : { hash, seconds: elapsed, stretches: 1 };
  const { parameters, seed } = spec;
  const environment = { host: 'browser', engine: ENGINE_SEMANTICS };
  return {
    stored: {
      ...{ folder: '', identity, spec: document, records, timing, environment },
      ...(summary && { summary }),
    },
    spec,
    result: { parameters, seed, records, arrays, timing },
  };
}

/** What was told of each figure last, by the runs and the figure. */
const drawn = new Map<string, string>();

/** What the runs show together, as far as they have come. */
export function findings(asked: FindingsRequest): Findings {
  const began = performance.now();
  const kept = asked.runs.map(keptRun);
  const input = reportInput(kept[0].study, kept.map(loadedOf));
  const places = colourPlaces(input.figures);
  const group = asked.runs.join(' ');
  if (asked.afresh) drawn.clear();
  const figures = input.figures.map((figure) => shown(figure, group, asked, places));
  const results = resultsSection(input.table);
  return {
    results: results === false ? '' : results.markup,
    claims: claimsSection(input.claims).markup,
    figures,
    cost: performance.now() - began,
  };
}

function shown(
  figure: Figure,
  group: string,
  { half, whole, details }: FindingsRequest,
  places: ReadonlyMap<string, number>,
): ShownFigure {
  const { id, title, caption, answers, detail = false } = figure;
  const wide = panelCount(figure) > 2;
  const width = wide ? whole : half;
  const facts = { id, title, caption, ...(answers !== undefined && { answers }), wide, detail };
  if (detail && !details) return facts;
  const key = `${group} ${id}`;
  const text = JSON.stringify([figure, width, [...places]]);
  if (drawn.get(key) === text) return facts;
  drawn.set(key, text);
  return { ...facts, svg: renderFigure(figure, { theme: 'css', width, idPrefix: id, places }) };
}
