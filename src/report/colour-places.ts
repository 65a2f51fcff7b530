/**
 * One colour a name throughout a page: figures that were made apart would give the same learner other colours, by its place
 * in each. Here all of them are coloured together, as a map is: names that meet in a figure get different colours, and every
 * name keeps its own.
 */

import type { Figure } from '../figures/figure.ts';
import { light } from './palette.ts';
import { seriesNames } from './series.ts';

const COLOURS = light.series.length;

/** The place in the palette of every name of a series. Names beyond eight that meet in a figure go on after the palette's end. */
export function colourPlaces(figures: readonly Figure[]): ReadonlyMap<string, number> {
  const all = figures.map(namesOf);
  const known = new Set(all.flat());
  // Equal series stand once, as `a = b`, and have the colour that the first of them has elsewhere.
  const ownerOf = (name: string): string => {
    const [first] = name.split(' = ');
    return known.has(first) ? first : name;
  };
  const shown = all.map((names) => [...new Set(names.map(ownerOf))]);
  const meets = new Map<string, Set<string>>();
  for (const listed of shown)
    for (const name of listed) {
      const others = meets.get(name) ?? new Set<string>();
      for (const other of listed) if (other !== name) others.add(other);
      meets.set(name, others);
    }
  const places = new Map<string, number>();
  for (const listed of shown)
    listed.forEach((name, wished) => {
      if (places.has(name)) return;
      const taken = new Set<number>();
      for (const other of meets.get(name) ?? []) taken.add(places.get(other) ?? -1);
      places.set(name, freePlace(taken, wished, [...places.values()]));
    });
  return new Map([...known].map((name) => [name, places.get(ownerOf(name)) ?? 0]));
}

/** All names that a figure lists; where these are more than there are colours, those it shows, so that few stay distinct. */
function namesOf(figure: Figure): readonly string[] {
  const { listed, signs } = seriesNames(figure);
  return listed.length <= COLOURS ? listed : listed.filter((name) => signs.has(name));
}

/** The place that is wished for where it is free, else the one of the palette that is used least, else one after its end. */
function freePlace(taken: ReadonlySet<number>, wished: number, used: readonly number[]): number {
  if (!taken.has(wished)) return wished;
  const uses = (place: number): number => used.filter((other) => other === place).length;
  const free = Array.from({ length: COLOURS }, (_, place) => place).filter(
    (place) => !taken.has(place),
  );
  if (free.length > 0) return free.reduce((a, b) => (uses(b) < uses(a) ? b : a));
  let place = COLOURS;
  while (taken.has(place)) place++;
  return place;
}
