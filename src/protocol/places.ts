/**
 * Places at which names are picked freely, and what of all that goes together: a study that declares them can be put together
 * at a bench, by a page that knows nothing of it. Which names are offered follows from the study's own judgement of
 * combinations; for a name that is refused it is worked out what else would have to change.
 */

import type { ParameterTable } from './parameters.ts';

/** A place, in the order in which a learner is put together. */
export interface Place {
  /** A choice, a list of choices, or a text with names. */
  readonly parameter: string;
  /** What is decided there, e.g. `Which synapses may change`. */
  readonly title: string;
  /** The names that are offered, where not all that the parameter knows. */
  readonly names?: readonly string[];
}

/** A combination that cannot be, and why, in one line that says what would go instead. */
export interface LeftOut {
  readonly name: string;
  readonly why: string;
}

/** All combinations of the names that were picked, in words. */
export interface Combined {
  readonly methods: readonly string[];
  readonly leftOut: readonly LeftOut[];
}

/** The places of a study, and its judgement. */
export interface Places<P> {
  readonly order: readonly Place[];
  /** Never throws: where nothing goes together, there are no methods and the reasons are in `leftOut`. */
  combine(values: P): Combined;
}

/** A name as it is offered. */
export interface Offer {
  readonly name: string;
  readonly picked: boolean;
  /** Why it goes with nothing of what else is picked. */
  readonly refused?: string;
}

export interface PlaceOffers {
  readonly place: Place;
  /** Whether several names may be picked. */
  readonly several: boolean;
  readonly offers: readonly Offer[];
}

type Values = Readonly<Record<string, unknown>>;

/** A way to make a refused name go: what was changed so far, and what is still wrong. */
interface Way {
  readonly changed: Values;
  readonly reason: string;
}

const isMany = (table: ParameterTable, { parameter }: Place): boolean =>
  table[parameter].kind === 'list';

const namesOf = (table: ParameterTable, { parameter, names }: Place): readonly string[] =>
  names ?? table[parameter].choices ?? [];

const single = (table: ParameterTable, place: Place, name: string): Values => ({
  [place.parameter]: isMany(table, place) ? [name] : name,
});

/** Why nothing of these values goes together; undefined where something does. */
function reasonOf(places: Places<Values>, values: Values): string | undefined {
  const { methods, leftOut } = places.combine(values);
  return methods.length > 0 ? undefined : (leftOut[0]?.why ?? 'nothing is picked');
}

/**
 * The fewest changes at other places after which a name goes, with the name itself, as values by parameter: the first in the
 * order of the places; `undefined` where nothing helps. A change counts where the present reason is gone: so the search follows
 * the reasons instead of trying everything.
 *
 * @param values checked ones, whether or not they go together
 */
export function mend(
  table: ParameterTable,
  places: Places<Values>,
  values: Values,
  { parameter, name }: { readonly parameter: string; readonly name: string },
): Values | undefined {
  const own = places.order.find((place) => place.parameter === parameter);
  if (own === undefined) return undefined;
  const changed = single(table, own, name);
  const reason = reasonOf(places, { ...values, ...changed });
  if (reason === undefined) return changed;
  let ways: readonly Way[] = [{ changed, reason }];
  for (let changes = 1; changes < places.order.length; changes++) {
    const next: Way[] = [];
    const seen = new Set<string>();
    for (const way of ways)
      for (const place of places.order) {
        if (Object.hasOwn(way.changed, place.parameter)) continue;
        for (const other of namesOf(table, place)) {
          const more = { ...way.changed, ...single(table, place, other) };
          const left = reasonOf(places, { ...values, ...more });
          if (left === undefined) return more;
          if (left === way.reason) continue;
          // Changes are the same in any order. Other names at the same places are not, though the same reason comes first: what
          // stands behind it may differ.
          const what = JSON.stringify(Object.entries(more).sort());
          if (seen.has(what)) continue;
          seen.add(what);
          next.push({ changed: more, reason: left });
        }
      }
    ways = next;
  }
  return undefined;
}

/**
 * What is offered at every place beside what is picked at the others.
 *
 * @param values checked ones, whether or not they go together
 */
export function offersOf(
  table: ParameterTable,
  places: Places<Values>,
  values: Values,
): PlaceOffers[] {
  return places.order.map((place) => {
    const several = isMany(table, place);
    const given = values[place.parameter];
    const picked = (several ? given : [given]) as readonly string[];
    // What was picked by other means, such as a file of one's own, is shown, too.
    const names = [...new Set([...namesOf(table, place), ...picked])];
    const offers = names.map((name): Offer => {
      const refused = reasonOf(places, { ...values, ...single(table, place, name) });
      return { name, picked: picked.includes(name), ...(refused !== undefined && { refused }) };
    });
    return { place, several, offers };
  });
}
