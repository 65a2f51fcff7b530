/** What runs show together: results, claims and figures, as they become known; found by the desk, in the report's own words. */

import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { desk } from '../state/desk.ts';
import type { LiveRun } from '../state/run.ts';
import { rasterised, save } from '../state/save.ts';
import { inTurn, noTurn } from '../structure/frames.ts';
import { messageOf } from '../work/calls.ts';
import type { Findings, ShownFigure } from '../work/desk-calls.ts';

/** Least time between two findings of runs under way, and how many times their cost it is at least. */
const LEAST_MS = 1500;
const SHARE = 25;

/** Of all that runs show, one figure, or the results. */
export type Only = { readonly figure: string } | { readonly results: true };

export function FindingsView({
  runs,
  only,
}: {
  readonly runs: readonly LiveRun[];
  readonly only?: Only;
}) {
  const found = useSignal<Findings | undefined>(undefined);
  const pictures = useRef(new Map<string, string>());
  const box = useRef<HTMLDivElement>(null);
  const details = useSignal(false);
  const key = runs.map(({ id }) => id).join();

  const first = runs[0]?.id;
  useEffect(() => {
    found.value = undefined;
    pictures.current.clear();
  }, [first]);

  // What is planned asks for the runs of then, of which there may be more.
  const latest = useRef(runs);
  latest.current = runs;
  const state = useRef({ busy: false, again: false, last: 0, timer: 0, afresh: true });
  const ask = async (): Promise<void> => {
    const own = state.current;
    own.busy = true;
    own.again = false;
    const width = box.current?.clientWidth ?? 800;
    const columns = width >= 720 && only === undefined ? 2 : 1;
    const half = Math.floor(Math.min(width, (width - (columns - 1) * 40) / columns));
    try {
      const answer = await desk().call('findings', {
        ...{ runs: latest.current.map(({ id }) => id), half, whole: width },
        ...{ details: details.value, afresh: own.afresh },
      });
      own.afresh = false;
      for (const { id, svg } of answer.figures)
        if (svg !== undefined) pictures.current.set(id, svg);
      found.value = answer;
      own.last = performance.now() + SHARE * answer.cost;
    } catch {
      // The runs have been dropped in the meantime.
    } finally {
      own.busy = false;
      if (own.again) plan();
    }
  };
  const plan = (): void => {
    const own = state.current;
    own.again = true;
    const settled = latest.current.every(({ over }) => over);
    if (own.busy || (own.timer !== 0 && !settled)) return;
    window.clearTimeout(own.timer);
    const wait = settled ? 0 : Math.max(LEAST_MS, own.last - performance.now());
    own.timer = window.setTimeout(() => {
      own.timer = 0;
      void ask();
    }, wait);
  };

  useEffect(
    () =>
      effect(() => {
        const count = runs.reduce((sum, run) => sum + run.count.value, 0);
        for (const run of runs) run.phase.value;
        details.value;
        if (count > 0) plan();
      }),
    [key],
  );
  useEffect(() => {
    state.current.afresh = true;
    if (runs.some(({ count }) => count.peek() > 0)) plan();
    return () => {
      window.clearTimeout(state.current.timer);
      state.current.timer = 0;
    };
  }, [key]);

  const shown = found.value;
  if (only !== undefined)
    return (
      <div ref={box} class="findings">
        {'results' in only && shown !== undefined && <Markup markup={shown.results} />}
        {'figure' in only && (
          <OneFigure
            runs={runs}
            figures={shown?.figures}
            id={only.figure}
            pictures={pictures.current}
          />
        )}
      </div>
    );
  const main = shown?.figures.filter(({ detail }) => !detail) ?? [];
  const more = shown?.figures.filter(({ detail }) => detail) ?? [];
  return (
    <div ref={box} class="findings">
      {shown !== undefined && (
        <>
          <Markup markup={shown.results} />
          <Markup markup={shown.claims} />
          {main.length > 0 && (
            <section aria-labelledby="figures">
              <h2 id="figures">Figures</h2>
              <div class="figures">
                {main.map((figure) => (
                  <Picture
                    key={figure.id}
                    runs={runs}
                    figure={figure}
                    svg={pictures.current.get(figure.id)}
                  />
                ))}
              </div>
              {more.length > 0 && (
                <details
                  class="more"
                  onToggle={({ currentTarget }) => {
                    details.value = currentTarget.open;
                  }}
                >
                  <summary>{more.length} more figures, of single networks</summary>
                  <div class="figures">
                    {more.map((figure) => (
                      <Picture
                        key={figure.id}
                        runs={runs}
                        figure={figure}
                        svg={pictures.current.get(figure.id)}
                      />
                    ))}
                  </div>
                </details>
              )}
            </section>
          )}
        </>
      )}
    </div>
  );
}

function OneFigure({
  runs,
  figures,
  id,
  pictures,
}: {
  readonly runs: readonly LiveRun[];
  readonly figures: readonly ShownFigure[] | undefined;
  readonly id: string;
  readonly pictures: ReadonlyMap<string, string>;
}) {
  const figure = figures?.find((each) => each.id === id);
  return (
    <div class="figures one">
      {figure === undefined ? (
        <p class="note">The figure follows when there is something to draw.</p>
      ) : (
        <Picture key={id} runs={runs} figure={{ ...figure, wide: true }} svg={pictures.get(id)} />
      )}
    </div>
  );
}

/** Markup of the report, which escapes what it shows. Folds that were open stay open. */
function Markup({ markup }: { readonly markup: string }) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const open = [...element.querySelectorAll('details')].map((each) => each.open);
    element.innerHTML = markup;
    element.querySelectorAll('details').forEach((each, i) => {
      each.open = open[i] ?? false;
    });
  }, [markup]);
  return <div ref={holder} />;
}

interface PictureProps {
  readonly runs: readonly LiveRun[];
  readonly figure: ShownFigure;
  readonly svg: string | undefined;
}

function Picture({ runs, figure, svg }: PictureProps) {
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // One after the other: all figures at once would hold the page up.
    const put = (): void => {
      if (holder.current !== null) holder.current.innerHTML = svg ?? '';
    };
    inTurn(put, 'words');
    return () => noTurn(put);
  }, [svg]);
  const { answers } = figure;
  return (
    <figure class={figure.wide ? 'wide' : ''} id={`figure-${figure.id}`}>
      <h3>{figure.title}</h3>
      <div ref={holder} class="picture" />
      <figcaption>
        {figure.caption}
        {answers !== undefined && (
          <span class="answers">
            {answers.startsWith('not in') ? `N${answers.slice(1)}.` : `In the paper: ${answers}.`}
          </span>
        )}
      </figcaption>
      {svg !== undefined && <Saving runs={runs} figure={figure} />}
    </figure>
  );
}

/** The figure as a file: drawn, as pixels, and the numbers in it. */
function Saving({ runs, figure }: Omit<PictureProps, 'svg'>) {
  const fault = useSignal('');
  const ask = (form: 'svg' | 'csv') => {
    const dark = matchMedia('(prefers-color-scheme: dark)').matches;
    return desk().call('picture', {
      ...{ runs: runs.map(({ id }) => id), figure: figure.id, form },
      theme: dark ? ('dark' as const) : ('light' as const),
    });
  };
  const files = {
    SVG: () => ask('svg').then((file) => save(file, 'image/svg+xml')),
    PNG: () =>
      ask('svg')
        .then(rasterised)
        .then((file) => save(file, 'image/png')),
    CSV: () => ask('csv').then((file) => save(file, 'text/csv')),
  };
  return (
    <p class="saving">
      <span>save as</span>
      {Object.entries(files).map(([name, take]) => (
        <button
          key={name}
          type="button"
          class="quiet"
          aria-label={`${figure.title}: save as ${name}`}
          onClick={() => {
            fault.value = '';
            take().catch((error: unknown) => {
              fault.value = messageOf(error);
            });
          }}
        >
          {name}
        </button>
      ))}
      {fault.value !== '' && <span class="fault">{fault.value}</span>}
    </p>
  );
}
