/** The sections of the panel: each shows what it knows of a glance, and is hidden where there is nothing of it. */

import { createCurves } from './curves-view.ts';
import { createExamples } from './examples-view.ts';
import { createFields, createInputMap } from './fields-view.ts';
import { inTurn, noTurn } from './frames.ts';
import type { AnsweredTrial, Glance, LayerGlance, Question, Reply } from './glance.ts';
import { amongItself, layered, spatial } from './graph-layout.ts';
import { createGraphView } from './graph-view.ts';
import type { Ink } from './ink.ts';
import { createColumn } from './layer-column.ts';
import type { Cut, LayerView } from './matrix-view.ts';
import { createPad, type PadView } from './pad-view.ts';
import { element, tell } from './surface.ts';
import { createTimeLine } from './time-line.ts';
import { createTotals } from './totals-view.ts';
import { createTrial } from './trial-view.ts';
import { short } from './words.ts';

export interface Section {
  readonly element: HTMLElement;
  /** Shows it if there is something to show. */
  show(glance: Glance): void;
  restyle(): void;
  dispose(): void;
}

export type Ask = (question: Question) => Promise<Reply>;

/** A section of a title, a note and a body; `show` says whether there is something. */
function section(
  title: string,
  body: readonly Node[],
  parts: {
    readonly show: (glance: Glance) => string | undefined;
    readonly restyle: () => void;
    readonly dispose: () => void;
  },
): Section {
  const note = element('p', 'st-note');
  const whole = element(
    'section',
    'st-part',
    element('header', '', element('h3', '', title), note),
    ...body,
  );
  whole.hidden = true;
  return {
    element: whole,
    show(glance) {
      const text = parts.show(glance);
      whole.hidden = text === undefined;
      if (text !== undefined) tell(note, text);
    },
    restyle: parts.restyle,
    dispose: parts.dispose,
  };
}

/** The key of colours that all drawings share. */
export function keyOf({ series, born, died }: Ink): readonly HTMLElement[] {
  const entries = [
    [series[0], 'positive'],
    [series[1], 'negative'],
    [born, 'just made'],
    [died, 'just removed'],
  ];
  return entries.map(([colour, text]) => {
    const swatch = element('i');
    swatch.style.background = colour;
    return element('li', '', swatch, text);
  });
}

const LAYERED = 2.6;

/** A perceptron or machine: layers side by side. */
export function layeredSection(ink: () => Ink, webgl?: boolean): Section {
  const graph = createGraphView(ink, LAYERED, webgl);
  const key = element('ul', 'st-key', ...keyOf(ink()));
  return section('Network', [graph.element, key], {
    show(glance) {
      if (glance.layers.length === 0 || glance.kind === 'rnn') return undefined;
      const text = strandsText(glance);
      graph.show(() => layered(glance, LAYERED), `The network, layer by layer: ${text}.`);
      return text;
    },
    restyle() {
      key.replaceChildren(...keyOf(ink()));
      graph.restyle();
    },
    dispose: graph.dispose,
  });
}

function strandsText({ name, layers }: Glance): string {
  const count = layers.reduce((sum, { connections }) => sum + connections, 0);
  const drawn = layers.reduce((sum, { strands }) => sum + strands.weight.length, 0);
  const strongest = drawn < count ? `, the ${short(drawn)} strongest drawn` : '';
  return `${name} · ${short(count)} connections${strongest}`;
}

/** A recurrent network in its space, with its activity in a trial. */
export function recurrentSection(ink: () => Ink, webgl?: boolean): Section {
  const graph = createGraphView(ink, 1, webgl);
  const trialView = createTrial(ink);
  let trial: AnsweredTrial | undefined;
  let most = 1;
  const light = (step: number): void => {
    trialView.mark(step);
    if (trial === undefined) return;
    const { states, units } = trial;
    graph.light(states.slice(step * units, (step + 1) * units).map((h) => Math.max(0, h) / most));
  };
  const time = createTimeLine(light);
  const key = element('ul', 'st-key', ...keyOf(ink()));
  const [left, right] = [
    element('div', '', graph.element, key),
    element('div', '', trialView.element, time.element),
  ];
  return section('Recurrent network', [element('div', 'st-pair', left, right)], {
    show(glance) {
      const layer = glance.kind === 'rnn' ? amongItself(glance) : undefined;
      if (layer === undefined) return undefined;
      graph.show(
        () => spatial(layer),
        `The recurrent units in their space: ${strandsText(glance)}.`,
      );
      if (glance.trial !== undefined) {
        trial = glance.trial;
        most = trial.states.reduce((a, b) => Math.max(a, b), 0) || 1;
        trialView.show(trial);
        time.reach(trial.steps, trial.stepMs);
      }
      right.hidden = trial === undefined;
      return trial === undefined ? glance.name : `${glance.name} · a trial of ${trial.task}`;
    },
    restyle() {
      key.replaceChildren(...keyOf(ink()));
      graph.restyle();
      trialView.restyle();
    },
    dispose() {
      graph.dispose();
      trialView.dispose();
      time.dispose();
    },
  });
}

/** A column a layer. */
export function layersSection(ink: () => Ink, cut?: Cut): Section {
  const columns = new Map<string, LayerView>();
  /** What each layer does in its turn, in their order. */
  const turns = new Map<string, () => void>();
  let shown = new Map<string, LayerGlance>();
  const grid = element('div', 'st-layers');
  const turnOf = (name: string) => (): void => {
    const layer = shown.get(name);
    if (layer === undefined) return;
    const column = columns.get(name) ?? createColumn(ink, cut);
    if (!columns.has(name)) grid.append(column.element);
    columns.set(name, column);
    column.show(layer);
  };
  return section('Connections', [grid], {
    show({ layers }) {
      if (layers.length === 0) return undefined;
      shown = new Map(layers.map((layer) => [layer.name, layer]));
      for (const { name } of layers) {
        const turn = turns.get(name) ?? turnOf(name);
        turns.set(name, turn);
        inTurn(turn, 'words');
      }
      return 'matrix (a column a sender, a row a receiver), weights, degrees beside those of a random graph (dashed)';
    },
    restyle() {
      for (const column of columns.values()) column.restyle();
    },
    dispose() {
      for (const turn of turns.values()) noTurn(turn);
      for (const column of columns.values()) column.dispose();
    },
  });
}

/** What pixels feed the network, and how. */
export function inputsSection(ink: () => Ink): Section {
  const views = [createInputMap(ink), createFields(ink)];
  return section('Inputs', [element('div', 'st-layers', ...views.map((view) => view.element))], {
    show(glance) {
      if (glance.picture === undefined || glance.layers.length === 0) return undefined;
      for (const view of views) view.show(glance);
      views[0].element.hidden = glance.layers[0].senders === undefined;
      return 'as the pictures that they are';
    },
    restyle() {
      for (const view of views) view.restyle();
    },
    dispose() {
      for (const view of views) view.dispose();
    },
  });
}

/** Examples and their answers, and a pad to draw one's own. */
export function answersSection(ink: () => Ink, ask: Ask | undefined): Section {
  const examples = createExamples(ink, ask);
  const place = element('div');
  let pad: PadView | undefined;
  let said: string | undefined;
  return section('Answers', [element('div', 'st-pair', examples.element, place)], {
    show({ examples: answered, picture }) {
      if (picture === undefined) return undefined;
      if (answered === undefined) return said;
      examples.show(answered, picture);
      if (ask !== undefined && pad === undefined) {
        pad = createPad(ink, picture, ask);
        place.append(element('h4', '', 'Draw one'), pad.element);
      }
      pad?.refresh();
      const wrong = answered.answers.filter((answer, k) => answer !== answered.labels[k]).length;
      said = `${answered.count - wrong} of ${answered.count} held-out examples right; press one to see what drove the answer`;
      return said;
    },
    restyle() {
      examples.restyle();
      pad?.restyle();
    },
    dispose() {
      examples.dispose();
      pad?.dispose();
    },
  });
}

export function curvesSection(ink: () => Ink): Section {
  const view = createCurves(ink);
  return section('Solutions', [view.element], {
    show({ curves }) {
      if (curves === undefined || curves.length === 0) return undefined;
      view.show(curves);
      return 'theory dashed';
    },
    restyle: view.restyle,
    dispose: view.dispose,
  });
}

export function totalsSection(): Section {
  const view = createTotals();
  return section('Account', [view.element], {
    show({ totals }) {
      if (totals === undefined) return undefined;
      view.show(totals);
      return 'since the network was born';
    },
    restyle() {},
    dispose() {},
  });
}
