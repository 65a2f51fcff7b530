/** The structure panel: sections for what a glance holds, made anew where another network comes. */

import { drawingTime, inTurn, noTurn } from './frames.ts';
import type { Glance } from './glance.ts';
import { type Ground, type Ink, inkOf } from './ink.ts';
import type { Cut } from './matrix-view.ts';
import {
  type Ask,
  answersSection,
  curvesSection,
  inputsSection,
  layeredSection,
  layersSection,
  recurrentSection,
  type Section,
  totalsSection,
} from './sections.ts';
import { STYLE } from './style.ts';
import { element } from './surface.ts';

export interface StructureOptions {
  /** The ground of the page now; default what the reader's system prefers. Call `restyle` after it has changed. */
  readonly ground?: () => Ground;
  /** Brings a question to the lens in the worker. Without it nothing can be asked. */
  readonly ask?: Ask;
  /** Cuts what lies under a rectangle of a layer's matrix. Without it matrices are only looked at. */
  readonly cut?: Cut;
  /** WebGL also where the browser says that it would be slow: for tests. Default false. */
  readonly webgl?: boolean;
}

export interface Structure {
  readonly element: HTMLElement;
  /** Shows a network as it is now. */
  show(glance: Glance): void;
  /** ms that drawing has taken so far, of all panels of the page. */
  drawingTime(): number;
  /** Draws everything anew in the colours of the page. */
  restyle(): void;
  dispose(): void;
}

const preferred = (): Ground =>
  matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** Puts an empty panel into the host. */
export function mountStructure(host: HTMLElement, options: StructureOptions = {}): Structure {
  const { ground = preferred, ask, cut, webgl } = options;
  let colours: Ink = inkOf(ground());
  const ink = (): Ink => colours;
  const style = element('style', '', STYLE);
  const panel = element('div', 'st');
  host.append(style, panel);
  let sections: Section[] = [];
  /** What each section does in its turn: shows the last glance. */
  let turns: readonly (() => void)[] = [];
  let last: Glance | undefined;
  let waiting = 0;
  // Networks of one form are shown in the same places, one after the other.
  let form = '';
  const clear = (): void => {
    for (const turn of turns) noTurn(turn);
    for (const section of sections) section.dispose();
    [sections, turns, waiting, last] = [[], [], 0, undefined];
    panel.replaceChildren();
  };
  const begin = (): void => {
    clear();
    const makers: readonly (() => Section)[] = [
      () => layeredSection(ink, webgl),
      () => recurrentSection(ink, webgl),
      () => curvesSection(ink),
      () => layersSection(ink, cut),
      () => answersSection(ink, ask),
      () => inputsSection(ink),
      () => totalsSection(),
    ];
    // Each is made when its turn comes, in their order: all at once would hold the page up.
    turns = makers.map((make) => {
      let section: Section | undefined;
      return () => {
        waiting = Math.max(0, waiting - 1);
        if (section === undefined) {
          section = make();
          sections.push(section);
          panel.append(section.element);
        }
        if (last !== undefined) section.show(last);
      };
    });
  };
  return {
    element: panel,
    drawingTime,
    show(glance) {
      const own = formOf(glance);
      if (own !== form) begin();
      form = own;
      // Answers come less often than all else: those of a glance that not all sections have shown are not lost.
      const { examples, trial } = (waiting > 0 && last) || {};
      last = { ...(examples && { examples }), ...(trial && { trial }), ...glance };
      waiting = turns.length;
      for (const turn of turns) inTurn(turn, 'words');
    },
    restyle() {
      colours = inkOf(ground());
      for (const section of sections) section.restyle();
    },
    dispose() {
      clear();
      style.remove();
      panel.remove();
    },
  };
}

/** What two networks have in common that can be shown in the same places. */
const formOf = ({ kind, layers, picture }: Glance): string =>
  JSON.stringify([
    kind,
    layers.map(({ name, inputs, outputs }) => [name, inputs, outputs]),
    picture,
  ]);
