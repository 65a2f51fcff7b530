/**
 * The race: three networks with equally few connections learn the same digits side by side. One keeps its connections, two
 * rewire. It is the study of sparse evolutionary training with its method varied, and can be opened there.
 */

import { useEffect, useMemo } from 'preact/hooks';
import { InputMap } from '../parts/input-map.tsx';
import { LiveChart } from '../parts/live-chart.tsx';
import { Standing } from '../parts/run-bar.tsx';
import { Bench } from '../state/bench.ts';
import { type ChartPlan, type Measure, plansOf } from '../state/curves.ts';
import type { Entry } from '../state/group.ts';
import { rewriteAddress } from '../state/route.ts';

/** Who races, in the order of the colours. */
const LANES = [
  {
    method: 'static',
    name: 'Static',
    about: 'keeps the connections it was born with',
  },
  {
    method: 'set',
    name: 'SET',
    about: 'after every epoch drops its weakest connections and grows as many anew, at random',
  },
  {
    method: 'rigl',
    name: 'RigL',
    about: 'drops its weakest, and grows where the error asks loudest for one',
  },
] as const;

/** What the race is: few connections, so that it matters where they are. */
const SPEC =
  'task=digits&trainLimit=2000&testLimit=2000&hidden=100,100&epsilon=1&epochs=40&batch=32';

export default function RacePage({ query }: { readonly query: string }) {
  const bench = useMemo(() => {
    const methods = LANES.map(({ method }) => method).join(';');
    const seed = /(?:^|&)seed=(\d+)/.exec(query)?.[1] ?? '1';
    return new Bench('set-mlp', `${SPEC}&vary=methods&over=${methods}&seed=${seed}`, false);
  }, [query]);
  useEffect(() => {
    document.title = 'A race of three networks · Frugal lab';
    bench.pace.value = 'to watch';
    bench.atOnce = LANES.length;
    return () => bench.dispose();
  }, [bench]);
  const ready = bench.checked.value.orders !== undefined;
  // One click away: opening the page starts the race.
  useEffect(() => {
    if (ready && bench.group.peek() === undefined) bench.start();
  }, [ready]);
  const card = bench.card.value;
  const plan = useMemo(() => (card === undefined ? undefined : plansOf(card)[0]), [card]);
  const group = bench.group.value;
  const entries = group?.entries.value ?? [];
  return (
    <main class="page race">
      <header class="head">
        <h1>A race of three networks</h1>
        <p class="lede">
          All three learn the same handwritten digits with the same number of synapses: 1,194 of the
          89,400 that are possible. The only difference is what they do with them. The squares show
          where each network looks: the darker a pixel, the more synapses begin there.
        </p>
      </header>
      <div class="lanes">
        {LANES.map((lane, i) => (
          <Lane
            key={lane.method}
            {...lane}
            place={i}
            entry={entries.find(({ label }) => label === lane.method)}
            plan={plan}
          />
        ))}
      </div>
      <div class="race-bar">
        <Standing group={group} />
        <p class="buttons">
          {group !== undefined && !group.over.value && (
            <button
              type="button"
              onClick={() => (group.phase.value === 'paused' ? group.go() : group.pause())}
            >
              {group.phase.value === 'paused' ? 'Go on' : 'Pause'}
            </button>
          )}
          <button
            type="button"
            disabled={!ready}
            onClick={() => {
              bench.seed.value = String(Number(bench.seed.value) + 1);
              rewriteAddress(`#/race?seed=${bench.seed.value}`);
              bench.reset();
              bench.again();
            }}
          >
            Another race
          </button>
        </p>
      </div>
      {plan !== undefined && (
        <LiveChart
          runs={entries.map(({ run, label }) => ({ run, label: nameOf(label) }))}
          plan={plan}
          measure={plan.measures[0]}
        />
      )}
      {plan !== undefined && (
        <Verdict entries={entries} plan={plan} over={group?.over.value ?? false} />
      )}
    </main>
  );
}

const nameOf = (label: string): string =>
  LANES.find(({ method }) => method === label)?.name ?? label;

/** The last value of a run's measure. */
function lastOf(entry: Entry | undefined, plan: ChartPlan, measure: Measure): number | undefined {
  if (entry === undefined) return undefined;
  entry.run.count.value;
  const { records } = entry.run;
  for (let i = records.length - 1; i >= 0; i--) {
    const { record } = records[i];
    const value = record[measure.column];
    if (record.kind === plan.kind && typeof value === 'number') return value * measure.scale;
  }
  return undefined;
}

interface LaneProps {
  readonly name: string;
  readonly about: string;
  readonly place: number;
  readonly entry: Entry | undefined;
  readonly plan: ChartPlan | undefined;
}

function Lane({ name, about, place, entry, plan }: LaneProps) {
  const value = plan && lastOf(entry, plan, plan.measures[0]);
  return (
    <section class="lane" style={{ '--own': `var(--series-${place + 1})` }} aria-label={name}>
      <div>
        <h2>{name}</h2>
        <p class="about">{about}</p>
      </div>
      <div class="lane-body">
        <InputMap run={entry?.run} name={name} />
        <p class="score">
          {value === undefined ? '–' : value.toFixed(1)}
          <span> % of the test digits right</span>
        </p>
      </div>
      <div class="bar" aria-hidden="true">
        <i style={{ width: `${value ?? 0}%` }} />
      </div>
    </section>
  );
}

/** What was seen, and what one race cannot say. */
function Verdict({
  entries,
  plan,
  over,
}: {
  readonly entries: readonly Entry[];
  readonly plan: ChartPlan;
  readonly over: boolean;
}) {
  const [measure] = plan.measures;
  const ends = entries.map((entry) => ({
    name: nameOf(entry.label),
    value: lastOf(entry, plan, measure) ?? 0,
  }));
  if (!over || ends.length < LANES.length) return <p class="verdict-line" />;
  const [first, second, third] = [...ends].sort((a, b) => b.value - a.value);
  return (
    <p class="verdict-line">
      <b>{first.name}</b> is right in {first.value.toFixed(1)} % of the test digits, {second.name}{' '}
      in {second.value.toFixed(1)} %, {third.name} in {third.value.toFixed(1)} %. With as many
      synapses, what differs is where they are. One race is an anecdote:{' '}
      <a href="#/set-mlp?preset=first">run it from five seeds</a> and see which differences are
      sure.
    </p>
  );
}
