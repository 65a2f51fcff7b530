/** What runs show together: results, claims and figures, as they become known; found by the desk, in the report's own words. */

import { useEffect, useMemo, useRef } from 'preact/hooks';
import { Inquiry, type Widths } from '../state/findings.ts';
import type { LiveRun } from '../state/run.ts';
import { Figures, OneFigure } from './figures.tsx';

/** Of all that runs show, one figure, or the results. */
export type Only = { readonly figure: string } | { readonly results: true };

/** So far below and above the window what runs show is worked out already. */
const AHEAD = '25%';

/** Widths of figures in a box: two side by side where there is room for them. */
function widthsIn(box: HTMLElement | null, alone: boolean): Widths {
  const whole = box?.clientWidth ?? 800;
  const columns = whole >= 720 && !alone ? 2 : 1;
  return { whole, half: Math.floor(Math.min(whole, (whole - (columns - 1) * 40) / columns)) };
}

export function FindingsView({
  runs,
  only,
}: {
  readonly runs: readonly LiveRun[];
  readonly only?: Only;
}) {
  const box = useRef<HTMLDivElement>(null);
  const alone = only !== undefined;
  const inquiry = useMemo(() => new Inquiry(() => widthsIn(box.current, alone)), [alone]);
  useEffect(() => inquiry.follow(runs), [inquiry, runs.map(({ id }) => id).join()]);
  useEffect(() => {
    const sight = new IntersectionObserver(
      (entries) => inquiry.see(entries.at(-1)?.isIntersecting ?? true),
      { rootMargin: AHEAD },
    );
    if (box.current !== null) sight.observe(box.current);
    return () => sight.disconnect();
  }, [inquiry]);

  const shown = inquiry.found.value;
  const { figures = [] } = shown ?? {};
  const { pictures } = inquiry;
  if (only !== undefined)
    return (
      <div ref={box} class="findings">
        {'results' in only && shown !== undefined && <Markup markup={shown.results} />}
        {'figure' in only && <OneFigure {...{ runs, figures, pictures }} id={only.figure} />}
      </div>
    );
  const [main, more] = [false, true].map((own) => figures.filter(({ detail }) => detail === own));
  return (
    <div ref={box} class="findings">
      {shown !== undefined && (
        <>
          <Markup markup={shown.results} />
          <Markup markup={shown.claims} />
        </>
      )}
      {main.length > 0 && (
        <section aria-labelledby="figures">
          <h2 id="figures">Figures</h2>
          <Figures {...{ runs, pictures }} figures={main} />
          {more.length > 0 && (
            <details
              class="more"
              onToggle={({ currentTarget }) => {
                inquiry.details.value = currentTarget.open;
              }}
            >
              <summary>{more.length} more figures, of single networks</summary>
              <Figures {...{ runs, pictures }} figures={more} />
            </details>
          )}
        </section>
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
