/** The page of a study: its form, its run, what it shows. Loaded with the first study that is opened. */

import { catalogue } from 'virtual:catalogue';
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { FindingsView } from '../parts/findings.tsx';
import { Folded } from '../parts/folded.tsx';
import { LiveChart } from '../parts/live-chart.tsx';
import { ParameterForm, PresetCards } from '../parts/parameter-form.tsx';
import { PlacesBoard } from '../parts/places-board.tsx';
import { RunBar } from '../parts/run-bar.tsx';
import { StructureView } from '../parts/structure-view.tsx';
import { CommandLine, TakeAway } from '../parts/take-away.tsx';
import { Bench } from '../state/bench.ts';
import { plansOf } from '../state/curves.ts';

export default function StudyPage({
  name,
  query,
}: {
  readonly name: string;
  readonly query: string;
}) {
  // An address that is typed into the bar is another bench.
  const bench = useMemo(() => new Bench(name, query), [name, query]);
  useEffect(() => () => bench.dispose(), [bench]);
  const about = catalogue.find((each) => each.name === name);
  useEffect(() => {
    document.title = `${about?.title ?? name} · Frugal lab`;
  }, [name]);
  if (about === undefined || bench.fault.value !== '')
    return (
      <main class="page">
        <h1>There is no study “{name}”</h1>
        <p class="lede">
          {bench.fault.value} <a href="#/">All studies</a>
        </p>
      </main>
    );
  const entries = bench.group.value?.entries.value ?? [];
  return (
    <main class="page study">
      <header class="head">
        <p class="kicker">{about.name}</p>
        <h1>{about.title}</h1>
        <p class="lede">{about.description}</p>
        <p class="citation">
          {about.paper.authors} ({about.paper.year}).{' '}
          {about.paper.url === undefined ? (
            <cite>{about.paper.title}</cite>
          ) : (
            <a href={about.paper.url} rel="noreferrer">
              <cite>{about.paper.title}</cite>
            </a>
          )}
          . {about.paper.where}
        </p>
        {bench.note.value !== '' && <p class="note">{bench.note.value}</p>}
      </header>
      {bench.card.value?.composed && (
        <>
          <PresetCards bench={bench} />
          <PlacesBoard bench={bench} />
        </>
      )}
      <div class="bench">
        <aside class="side" aria-label="Set-up">
          <Folded label="Set-up">
            <ParameterForm bench={bench} />
          </Folded>
        </aside>
        <div class="work">
          <RunBar bench={bench} />
          <Charts bench={bench} />
          <StructureView entries={entries} />
          {entries.length > 0 && <FindingsView runs={entries.map(({ run }) => run)} />}
        </div>
      </div>
      <TakeAway entries={entries} />
      <Elsewhere bench={bench} />
    </main>
  );
}

/** The live chart, with what is shown in it to choose. */
function Charts({ bench }: { readonly bench: Bench }) {
  const card = bench.card.value;
  const plans = useMemo(() => (card === undefined ? [] : plansOf(card)), [card]);
  const chosen = useSignal('');
  const entries = bench.group.value?.entries.value ?? [];
  if (plans.length === 0) return null;
  const options = plans.flatMap((plan) =>
    plan.measures.map((measure) => ({ plan, measure, key: `${plan.kind}.${measure.column}` })),
  );
  const { plan, measure, key } = options.find((each) => each.key === chosen.value) ?? options[0];
  return (
    <section class="live" aria-label="Live chart">
      <label class="measure">
        <span>live</span>
        <select
          value={key}
          onChange={({ currentTarget }) => {
            chosen.value = currentTarget.value;
          }}
        >
          {plans.map((each) => (
            <optgroup key={each.kind} label={each.kind}>
              {each.measures.map(({ column, label }) => (
                <option key={column} value={`${each.kind}.${column}`}>
                  {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <LiveChart
        runs={entries.map(({ run, setting }) => ({ run, label: setting }))}
        plan={plan}
        measure={measure}
      />
    </section>
  );
}

/** The same runs in other places. */
function Elsewhere({ bench }: { readonly bench: Bench }) {
  const { commands, address, data = [] } = bench.checked.value;
  if (commands === undefined || address === undefined) return null;
  const entries = bench.group.value?.entries.value ?? [];
  const finished = entries.filter(({ run }) => run.hash.value !== '');
  const byHand = entries.some(({ run }) => run.byHand.value.length > 0);
  return (
    <section class="elsewhere" aria-labelledby="elsewhere">
      <h2 id="elsewhere">The same elsewhere</h2>
      {byHand && (
        <p class="note by-hand">
          What was done by hand is neither in the address nor in the command: both make the run as
          it is without, and no hash is claimed of the one above.
        </p>
      )}
      <p class="note">
        The address of this page holds the whole specification
        {data.length > 0 ? ', but not the data, which are a file of yours' : ''}: open it anywhere
        {data.length > 0 ? ', give it the same file' : ''} and get the same numbers. On the command
        line:
      </p>
      {commands.map((command) => (
        <CommandLine key={command} command={`frugal ${command}`} />
      ))}
      {data.map(({ digest }) => (
        <dl key={digest} class="origin">
          <dt>digest of the data</dt>
          <dd class="mono data-digest">{digest}</dd>
        </dl>
      ))}
      {finished.map(({ run, label }) => (
        <dl key={run.id} class="origin">
          <dt>{label === '' ? 'identity' : `identity of ${label}`}</dt>
          <dd class="mono">{run.identity.value}</dd>
          <dt>hash of the result</dt>
          <dd class="mono result-hash">{run.hash.value}</dd>
        </dl>
      ))}
    </section>
  );
}
