/** The structure panel: a column a layer, and what belongs to the whole network around them. */

import type { Glance, LayerGlance, Question, Reply } from './glance.ts';
import { type Ground, type Ink, inkOf } from './ink.ts';
import { createMatrixView, type LayerView } from './matrix-view.ts';
import { STYLE } from './style.ts';
import { element } from './surface.ts';
import { createWeightsView } from './weights-view.ts';
import { percent, short } from './words.ts';

export interface StructureOptions {
  /** The ground of the page now; default what the reader's system prefers. Call `restyle` after it has changed. */
  readonly ground?: () => Ground;
  /** Brings a question to the lens in the worker. Without it nothing can be asked. */
  readonly ask?: (question: Question) => Promise<Reply>;
}

export interface Structure {
  readonly element: HTMLElement;
  /** Shows a network as it is now. */
  show(glance: Glance): void;
  /** Draws everything anew in the colours of the page. */
  restyle(): void;
  dispose(): void;
}

const preferred = (): Ground =>
  matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';

/** Puts an empty panel into the host. */
export function mountStructure(host: HTMLElement, options: StructureOptions = {}): Structure {
  const { ground = preferred } = options;
  let ink: Ink = inkOf(ground());
  const columns = new Map<string, LayerColumn>();
  const layers = element('div', 'st-layers');
  const title = element('h3', '', 'Connections');
  const note = element('p', 'st-note');
  const key = element('ul', 'st-key');
  const part = element('section', 'st-part', element('header', '', title, note), layers, key);
  const style = element('style', '', STYLE);
  const panel = element('div', 'st', part);
  host.append(style, panel);
  const writeKey = (): void =>
    key.replaceChildren(
      keyEntry(ink.series[0], 'positive'),
      keyEntry(ink.series[1], 'negative'),
      keyEntry(ink.born, 'just made'),
      keyEntry(ink.died, 'just removed'),
    );
  writeKey();
  let name = '';
  const clear = (): void => {
    for (const column of columns.values()) column.dispose();
    columns.clear();
    layers.replaceChildren();
  };
  return {
    element: panel,
    show(glance) {
      if (glance.name !== name) clear();
      name = glance.name;
      note.textContent = networkNote(glance);
      for (const layer of glance.layers) {
        const column = columns.get(layer.name) ?? createColumn(() => ink);
        if (!columns.has(layer.name)) layers.append(column.element);
        columns.set(layer.name, column);
        column.show(layer);
      }
    },
    restyle() {
      ink = inkOf(ground());
      writeKey();
      for (const column of columns.values()) column.restyle();
    },
    dispose() {
      clear();
      style.remove();
      panel.remove();
    },
  };
}

type LayerColumn = LayerView;

/** All that is shown of one layer. */
function createColumn(ink: () => Ink): LayerColumn {
  const views = [createMatrixView(ink), createWeightsView(ink)];
  const caption = element('figcaption');
  const note = element('p', 'st-note');
  const figure = element('figure', 'st-layer', caption, note, ...views.map((view) => view.element));
  return {
    element: figure,
    show(layer) {
      caption.textContent = `${layer.name} · ${layer.inputs} → ${layer.outputs}`;
      note.textContent = layerNote(layer);
      for (const view of views) view.show(layer);
    },
    restyle() {
      for (const view of views) view.restyle();
    },
    dispose() {
      for (const view of views) view.dispose();
    },
  };
}

const keyEntry = (colour: string, text: string): HTMLElement => {
  const swatch = element('i');
  swatch.style.background = colour;
  return element('li', '', swatch, text);
};

function networkNote({ name, layers }: Glance): string {
  const count = layers.reduce((sum, { connections }) => sum + connections, 0);
  return `${name} · ${short(count)} connections`;
}

function layerNote({
  inputs,
  outputs,
  connections,
  dense,
  bornCount,
  diedCount,
}: LayerGlance): string {
  const share = dense ? 'all connected' : `${percent(connections / (inputs * outputs))} of all`;
  const events = bornCount + diedCount > 0 ? ` · +${short(bornCount)} −${short(diedCount)}` : '';
  return `${short(connections)} · ${share}${events}`;
}
