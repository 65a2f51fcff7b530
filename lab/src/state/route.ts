/** Where the page is: what stands after `#`, as a signal. */

import { signal } from '@preact/signals';

export interface Route {
  /** Empty on the first page; else `race`, `compare`, …, or a study's name. */
  readonly page: string;
  /** What follows `?`, as it stands. */
  readonly query: string;
}

function routeOf(hash: string): Route {
  const [, page = '', query = ''] = /^#\/?([^?]*)(?:\?(.*))?$/.exec(hash) ?? [];
  return { page: page.replace(/^study\//, ''), query };
}

export const route = signal<Route>(routeOf(location.hash));

addEventListener('hashchange', () => {
  route.value = routeOf(location.hash);
});

/** Puts an address into the bar without going there: the page shows it already. */
export function rewriteAddress(hash: string): void {
  if (hash !== location.hash) history.replaceState(null, '', hash);
}
