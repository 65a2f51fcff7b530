/** Figures as they are shown: drawn by the desk, named, told of, and saved as files. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { desk } from '../state/desk.ts';
import type { LiveRun } from '../state/run.ts';
import { rasterised, save } from '../state/save.ts';
import { inTurn, noTurn } from '../structure/frames.ts';
import { messageOf } from '../work/calls.ts';
import type { ShownFigure } from '../work/desk-calls.ts';

interface FiguresProps {
  readonly runs: readonly LiveRun[];
  readonly figures: readonly ShownFigure[];
  /** Drawings by figure. */
  readonly pictures: ReadonlyMap<string, string>;
}

/** Several figures, side by side where there is room. */
export function Figures({ runs, figures, pictures }: FiguresProps) {
  return (
    <div class="figures">
      {figures.map((figure) => (
        <Picture key={figure.id} runs={runs} figure={figure} svg={pictures.get(figure.id)} />
      ))}
    </div>
  );
}

/** One of them alone, as wide as the page. */
export function OneFigure({ runs, figures, pictures, id }: FiguresProps & { readonly id: string }) {
  const figure = figures.find((each) => each.id === id);
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
