/** All that is shown of one layer: matrix, weights, degrees, each under the other. */

import { createDegreesView } from './degrees-view.ts';
import type { LayerGlance } from './glance.ts';
import type { Ink } from './ink.ts';
import { type Cut, createMatrixView, type LayerView } from './matrix-view.ts';
import { element, tell } from './surface.ts';
import { createWeightsView } from './weights-view.ts';
import { percent, short } from './words.ts';

export function createColumn(ink: () => Ink, cut?: Cut): LayerView {
  const views = [createMatrixView(ink, cut), createWeightsView(ink), createDegreesView(ink)];
  const caption = element('figcaption');
  const [note, events] = [element('p', 'st-note'), element('p', 'st-note')];
  const figure = element(
    'figure',
    'st-layer',
    caption,
    note,
    events,
    ...views.map((view) => view.element),
  );
  return {
    element: figure,
    show(layer) {
      tell(caption, `${layer.name} · ${layer.inputs} → ${layer.outputs}`);
      tell(note, layerNote(layer));
      tell(events, eventsNote(layer));
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

function layerNote({ inputs, outputs, connections, dense }: LayerGlance): string {
  const share =
    dense && connections === inputs * outputs
      ? 'all connected'
      : `${percent(connections / (inputs * outputs))} of all`;
  return `${short(connections)} connections · ${share}`;
}

function eventsNote({ dense, bornCount, diedCount }: LayerGlance): string {
  if (dense) return 'never rewired';
  if (bornCount + diedCount === 0) return 'none came or went since the last look';
  return `+${short(bornCount)} −${short(diedCount)} since the last look`;
}
