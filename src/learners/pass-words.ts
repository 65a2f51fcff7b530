/** What a pass of rewiring is told of where a layer lies, and what it tells of connections that came and went. */

import type { Bundle, Network } from '../networks/index.ts';
import type { Population, RewirableLayer, Rewired } from '../rewiring/index.ts';

/** Connections that rewiring removed and made, and how many of those had just been removed. */
export interface RewiringEvents {
  readonly removed: number;
  readonly born: number;
  readonly returned: number;
}

export const NO_EVENTS: RewiringEvents = { removed: 0, born: 0, returned: 0 };

export const addEvents = (a: RewiringEvents, b: RewiringEvents): RewiringEvents => ({
  removed: a.removed + b.removed,
  born: a.born + b.born,
  returned: a.returned + b.returned,
});

export const countsOf = ({ removed, born, returned }: Rewired): RewiringEvents => ({
  removed: removed.length,
  born: born.length,
  returned: returned.length,
});

/** The units before and behind a bundle of weights, and how many bundles of the network lead to and from them. */
export function endsIn(
  { bundles }: Network,
  { between }: Bundle,
): Pick<RewirableLayer, 'from' | 'to'> {
  if (between === undefined) return {};
  const leading = (side: 0 | 1, name: string): number =>
    bundles.filter((other) => other.between?.[side] === name).length;
  const [from, to] = between.map(
    (name): Population => ({ name, into: leading(1, name), outOf: leading(0, name) }),
  );
  return { from, to };
}
