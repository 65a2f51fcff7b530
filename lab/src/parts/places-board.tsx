/**
 * The bench of a study that is put together at places: names to pick, those that go with nothing else that is picked greyed,
 * with the reason and what would have to change.
 */

import { useSignal } from '@preact/signals';
import type { Bench } from '../state/bench.ts';
import { desk } from '../state/desk.ts';
import type { ShownPlace, ShownPlaces } from '../work/desk-calls.ts';

export function PlacesBoard({ bench }: { readonly bench: Bench }) {
  const board = bench.checked.value.bench;
  if (board === undefined) return <section class="board" aria-label="Bench" aria-busy="true" />;
  return (
    <section class="board" aria-label="Bench">
      {board.places.map((place) => (
        <PlaceView key={place.parameter} bench={bench} place={place} />
      ))}
      <Made board={board} />
    </section>
  );
}

/** A refused name that somebody asked for. */
interface Asked {
  readonly name: string;
  /** What would change with it, as texts by parameter; nothing where nothing helps. */
  readonly mended: Readonly<Record<string, string>> | undefined;
}

function PlaceView({ bench, place }: { readonly bench: Bench; readonly place: ShownPlace }) {
  const { parameter, title, several, offers } = place;
  const asked = useSignal<Asked | undefined>(undefined);
  const picked = offers.filter((offer) => offer.picked);
  const refused = offers.find(
    (offer) => offer.name === asked.value?.name && offer.refused !== undefined,
  );
  const pick = (name: string): void => {
    asked.value = undefined;
    const names = picked.map((each) => each.name);
    const left = names.includes(name) ? names.filter((each) => each !== name) : [...names, name];
    if (!several) bench.set(parameter, name);
    else if (left.length > 0) bench.set(parameter, inOrder(place, left).join(','));
  };
  const ask = async (name: string): Promise<void> => {
    const mended = await desk().call('mend', { draft: bench.draft(), parameter, name });
    asked.value = { name, mended };
  };
  const id = `place-${parameter}`;
  return (
    <fieldset class="place">
      <legend>
        {title} <span>{several ? 'one or several' : 'one'}</span>
      </legend>
      <p class="names">
        {offers.map(({ name, about, picked: on, refused: why }) => (
          <button
            key={name}
            type="button"
            class={`chip${why === undefined ? '' : ' refused'}`}
            aria-pressed={on}
            aria-describedby={refused?.name === name ? `${id}-why` : undefined}
            title={why ?? about}
            onClick={() => (why === undefined || on ? pick(name) : void ask(name))}
          >
            {name}
          </button>
        ))}
      </p>
      {refused === undefined ? (
        <p class="about-names">
          {picked
            .filter(({ about }) => about !== undefined)
            .map(({ name, about }) => `${name}: ${about}`)
            .join('; ')}
        </p>
      ) : (
        <div class="about-names why" id={`${id}-why`} role="status">
          <p>{refused.refused}.</p>
          <Mended bench={bench} asked={asked.value} parameter={parameter} />
        </div>
      )}
    </fieldset>
  );
}

/** Several names stand in the order in which they are offered. */
const inOrder = ({ offers }: ShownPlace, names: readonly string[]): string[] =>
  offers.map(({ name }) => name).filter((name) => names.includes(name));

/** What would change so that a refused name goes. */
function Mended({
  bench,
  asked,
  parameter,
}: {
  readonly bench: Bench;
  readonly asked: Asked | undefined;
  readonly parameter: string;
}) {
  if (asked?.mended === undefined) return null;
  const { name, mended } = asked;
  const others = Object.entries(mended)
    .filter(([key]) => key !== parameter)
    .map(([key, text]) => `${key} ${text}`);
  return (
    <button
      type="button"
      class="chip"
      onClick={() => {
        bench.texts.value = { ...bench.texts.value, ...mended };
      }}
    >
      take {name} with {others.join(', ')}
    </button>
  );
}

/** The methods that are put together, and what was left out. */
function Made({ board }: { readonly board: ShownPlaces }) {
  const { methods, leftOut } = board;
  return (
    <div class="made">
      <p>
        <b>
          {methods.length === 1 ? 'One learner' : `${methods.length} learners`}
          {methods.length > 0 ? ': ' : ' '}
        </b>
        {methods.join('; ')}
      </p>
      {leftOut.length > 0 && (
        <details>
          <summary>
            {leftOut.length === 1 ? 'one combination is' : `${leftOut.length} combinations are`}{' '}
            left out
          </summary>
          <ul>
            {leftOut.map(({ name, why }) => (
              <li key={name}>
                <b>{name}</b>: {why}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
