/** A guided tour: text beside the experiment that it speaks of, which each step sets and starts. */

import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { type Tour, type TourStep, tours } from '../../../src/tours/index.ts';
import { FindingsView } from '../parts/findings.tsx';
import { MeasureChart } from '../parts/measure-chart.tsx';
import { RunBar } from '../parts/run-bar.tsx';
import { StructureView } from '../parts/structure-view.tsx';
import { TourStatements } from '../parts/tour-statements.tsx';
import { Bench } from '../state/bench.ts';
import { rewriteAddress } from '../state/route.ts';
import '../style/tour.css';

export default function TourPage({
  name,
  query,
}: {
  readonly name: string;
  readonly query: string;
}) {
  const tour = useSignal<Tour | undefined>(undefined);
  const own = name.replace(/^tour\/?/, '');
  useEffect(() => {
    void tours[own]?.().then((found) => {
      tour.value = found;
    });
  }, [own]);
  if (!Object.hasOwn(tours, own))
    return (
      <main class="page">
        <h1>There is no tour “{own}”</h1>
        <p class="lede">
          <a href="#/">The first page</a> has all of them.
        </p>
      </main>
    );
  if (tour.value === undefined) return <main class="page" aria-busy="true" />;
  return <Guided tour={tour.value} query={query} />;
}

/** Which step an address says, from 0. */
function stepOf(query: string, { steps }: Tour): number {
  const said = Number(/(?:^|&)step=(\d+)/.exec(query)?.[1] ?? 1);
  return Math.min(steps.length, Math.max(1, said)) - 1;
}

function Guided({ tour, query }: { readonly tour: Tour; readonly query: string }) {
  const at = useSignal(stepOf(query, tour));
  useEffect(() => {
    at.value = stepOf(query, tour);
  }, [query, tour]);
  useEffect(() => {
    document.title = `${tour.title} · Frugal lab`;
  }, [tour]);
  // Experiments stay as they are while one goes back and forth.
  const benches = useMemo(() => new Map<string, Bench>(), [tour]);
  useEffect(
    () => () => {
      for (const bench of benches.values()) bench.dispose();
    },
    [benches],
  );
  const step = tour.steps[at.value];
  let bench = benches.get(step.experiment);
  if (bench === undefined) {
    bench = new Bench(tour.study, tour.experiments[step.experiment], false);
    benches.set(step.experiment, bench);
  }
  const go = (to: number): void => {
    at.value = to;
    rewriteAddress(`#/tour/${tour.name}?step=${to + 1}`);
    document.querySelector<HTMLElement>('.tour-text h2')?.focus({ preventScroll: true });
    document.querySelector('.tour-text')?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <main class="page tour">
      <header class="head">
        <p class="kicker">
          A tour in {tour.steps.length} steps · <a href={`#/${tour.study}`}>{tour.study}</a>
        </p>
        <h1>{tour.title}</h1>
      </header>
      <div class="tour-body">
        <section class="tour-text" aria-label={`Step ${at.value + 1} of ${tour.steps.length}`}>
          <Steps steps={tour.steps} at={at.value} go={go} />
          {/* Takes the focus when the step changes, so that it is read out. */}
          <h2 tabIndex={-1}>{step.title}</h2>
          <p class="tour-words">{step.text}</p>
          <TourStatements step={step} group={bench.group.value} />
          <p class="buttons tour-buttons">
            <button type="button" disabled={at.value === 0} onClick={() => go(at.value - 1)}>
              Back
            </button>
            {at.value + 1 < tour.steps.length ? (
              <button type="button" class="primary" onClick={() => go(at.value + 1)}>
                Next
              </button>
            ) : (
              <a class="button" href={`#/${tour.study}`}>
                Go on in the study
              </a>
            )}
          </p>
        </section>
        <Experiment key={step.experiment} bench={bench} step={step} />
      </div>
    </main>
  );
}

/** All steps, to go to any of them. */
function Steps({
  steps,
  at,
  go,
}: {
  readonly steps: readonly TourStep[];
  readonly at: number;
  readonly go: (to: number) => void;
}) {
  return (
    <nav class="tour-steps" aria-label="Steps">
      {steps.map(({ title }, i) => (
        <button
          key={title}
          type="button"
          title={title}
          aria-label={`Step ${i + 1}: ${title}`}
          aria-current={i === at ? 'step' : undefined}
          onClick={() => go(i)}
        >
          {i + 1}
        </button>
      ))}
    </nav>
  );
}

/** The experiment of a step, begun when the step is reached, and what is to be looked at. */
function Experiment({ bench, step }: { readonly bench: Bench; readonly step: TourStep }) {
  const ready = bench.checked.value.orders !== undefined;
  useEffect(() => {
    if (ready && bench.group.peek() === undefined) bench.start();
  }, [ready, bench]);
  const entries = bench.group.value?.entries.value ?? [];
  const { look } = step;
  const { address } = bench.checked.value;
  return (
    <section class="tour-stage" aria-label="Experiment">
      <RunBar bench={bench} />
      {'chart' in look && <MeasureChart bench={bench} path={look.chart} />}
      {'structure' in look && <StructureView entries={entries} />}
      {('figure' in look || 'results' in look) && entries.length > 0 && (
        <FindingsView runs={entries.map(({ run }) => run)} only={look} />
      )}
      {address !== undefined && (
        <p class="note">
          <a href={address}>The same experiment on its study’s page</a>, with every parameter to
          change.
        </p>
      )}
    </section>
  );
}
