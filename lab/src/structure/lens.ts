/**
 * The lens stands in the worker beside the run: now and then it takes a look that a step offers and makes a `Glance` of it for
 * the page. How often follows from what it takes: seeing costs a set share of the time, whatever the network's size.
 */

import { answersOf, sequenceOf, softmax } from '../../../src/interchange/answers.ts';
import type {
  StoredLayer,
  StoredMlp,
  StoredNetwork,
  StoredRnn,
} from '../../../src/interchange/network.ts';
import type { Look, SeenExamples, Sight } from '../../../src/protocol/view.ts';
import type { Topology } from '../../../src/sparse/topology.ts';
import { binned, cellsOf } from './bins.ts';
import { changeBetween, NO_CHANGE, type Pairs, pairsAt } from './change.ts';
import { contributionsOf } from './contributions.ts';
import { degreesOf } from './degrees.ts';
import { fieldsOf } from './fields.ts';
import type {
  AnsweredExamples,
  AnsweredTrial,
  Glance,
  LayerGlance,
  Question,
  Reply,
} from './glance.ts';
import { strongest } from './strands.ts';
import { weightBins } from './weights.ts';

export interface Lens {
  /**
   * To be called with every step of a run; gives a glance where one is due. Post it with `transferables(glance)`.
   *
   * @param now ms
   */
  see(step: { readonly look?: Look; readonly record?: object }, now?: number): Glance | undefined;
  /** What the page took to draw a glance, ms: it may have the processor of a thread that learns. */
  drawn(milliseconds: number): void;
  /** Answers the page, from the last sight: also when the run has ended. */
  ask(question: Question): Reply;
}

export interface LensOptions {
  /** Share of the time that looking may take, and that drawing may. Default 0.03. */
  readonly share?: number;
  /** Least ms between two glances. Default 80. */
  readonly every?: number;
}

/** Least ms between two glances that hold answers. */
const ANSWERS_EVERY = 500;
/** Strands of a layer that are drawn at most, and births and deaths. */
export const STRANDS = 1000;
const EVENTS = 60;

/** How much longer the first of its kind takes: its code is not compiled yet, and nothing is laid out. */
const COLD = 4;

/** What something usually takes, ms: the mean of the last and of what it was before. */
class Cost {
  usual = 0;
  private known = false;

  add(took: number): void {
    this.usual = this.known ? (this.usual + took) / 2 : took / COLD;
    this.known = true;
  }
}

export function createLens({ share = 0.03, every = 80 }: LensOptions = {}): Lens {
  let sight: Sight | undefined;
  let known = new Map<string, Topology>();
  const [looking, drawing] = [new Cost(), new Cost()];
  let [due, answersDue] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    see({ look, record }, now = performance.now()) {
      // A record is where something has changed, and the last of a network is how it stays.
      const early =
        record === undefined ? 0 : isEnd(record) ? Number.POSITIVE_INFINITY : 0.8 * every;
      if (look === undefined || now < due - early) return undefined;
      const began = performance.now();
      const next = look();
      const answering = now >= answersDue || record !== undefined || next.name !== sight?.name;
      if (next.name !== sight?.name) known = new Map();
      sight = next;
      const glance = glanceOf(sight, known, answering);
      const took = performance.now() - began;
      looking.add(took);
      if (answering) answersDue = now + Math.max(ANSWERS_EVERY, (2 * looking.usual) / share);
      due = now + Math.max(every, looking.usual / share, drawing.usual / share);
      return { ...glance, took };
    },
    drawn(milliseconds) {
      drawing.add(milliseconds);
    },
    ask: (question) =>
      sight?.network === undefined
        ? { kind: 'none', reason: 'no network has been seen yet' }
        : replyOf(sight, sight.network, question),
  };
}

/** Whether a record tells of a network that has learned. */
const isEnd = (record: object): boolean => 'kind' in record && record.kind === 'end';

/**
 * @param known connections of the last glance by layer; becomes those of this one
 * @param answering whether the network is asked what it answers
 */
export function glanceOf(
  sight: Sight,
  known: Map<string, Topology>,
  answering = true,
): Omit<Glance, 'took'> {
  const { name, network, shape, spaces, laws, curves, totals, examples, trial } = sight;
  const layers = [...(network?.layers ?? []), ...(sight.layers ?? [])].map((layer): LayerGlance => {
    const law = laws?.find((one) => one.layer === layer.name);
    const space = spaces?.find((one) => one.layer === layer.name);
    // What belongs to the sight is copied: a glance is handed over, and the sight stays for questions.
    return {
      ...layerGlance(layer, known),
      ...(law && { law: structuredClone(law) }),
      ...(space && { space: structuredClone(space) }),
    };
  });
  const picture = pictureOf(shape, network?.layers[0].topology.inputs);
  const fields = picture && network && fieldsOf(network.layers[0], picture);
  return {
    ...{ name, kind: network?.kind ?? 'none', layers },
    ...(picture && { picture }),
    ...(fields && { fields }),
    ...(answering && network && answersIn(network, { examples, trial })),
    ...(curves && { curves: structuredClone(curves) }),
    ...(totals && { totals }),
  };
}

/** What the network makes of examples and of a trial. */
function answersIn(
  network: StoredNetwork,
  { examples, trial }: Pick<Sight, 'examples' | 'trial'>,
): Pick<Glance, 'examples' | 'trial'> {
  if (network.kind === 'mlp' && examples) return { examples: answered(network, examples) };
  if (network.kind === 'rnn' && trial) return { trial: performed(network, trial) };
  return {};
}

function layerGlance(layer: StoredLayer, known: Map<string, Topology>): LayerGlance {
  const { name, topology, arrays } = layer;
  const { inputs, outputs } = topology;
  const bins = binned(layer);
  const listed = topology.index === undefined ? undefined : topology;
  const before = listed && known.get(name);
  const change = before && listed ? changeBetween(before, listed) : NO_CHANGE;
  if (listed !== undefined) known.set(name, listed);
  const born = listed === undefined ? nobody() : pairsAt(listed, change.born);
  const died = before === undefined ? nobody() : pairsAt(before, change.died);
  return {
    ...{ name, inputs, outputs, connections: existing(layer), dense: listed === undefined },
    ...{ bins, bornCells: cellsOf(born, bins), diedCells: cellsOf(died, bins) },
    ...{ bornCount: born.from.length, diedCount: died.from.length },
    ...{ weights: weightBins(arrays.weights), ...(listed && degreesOf(listed)) },
    ...{ strands: strongest(layer, STRANDS), born: some(born), died: some(died) },
  };
}

/** Connections of a layer; where it keeps them all, those whose weight is not 0. */
function existing({ topology, arrays: { weights } }: StoredLayer): number {
  if (topology.index !== undefined) return weights.length;
  let count = 0;
  for (const weight of weights) if (weight !== 0) count++;
  return count;
}

/** Arrays of its own: they are handed over. */
const nobody = (): Pairs => ({ from: new Uint32Array(0), to: new Uint32Array(0) });

/** Every so many of them, evenly. */
function some({ from, to }: Pairs): Pairs {
  const every = Math.ceil(from.length / EVENTS);
  if (every <= 1) return { from, to };
  const keep = (_: number, k: number): boolean => k % every === 0;
  return { from: from.filter(keep), to: to.filter(keep) };
}

/** Width and height, where an example is one picture of all inputs. */
export function pictureOf(
  shape: readonly number[] | undefined,
  inputs = 0,
): { readonly width: number; readonly height: number } | undefined {
  if (shape === undefined || shape.length < 2) return undefined;
  const [height, width] = shape.slice(-2);
  return height * width === inputs && height > 1 && width > 1 ? { width, height } : undefined;
}

/** Grey of stored inputs. */
function greyOf({ inputs }: SeenExamples): Float32Array {
  let [low, high] = inputs instanceof Uint8Array ? [0, 255] : [inputs[0], inputs[0]];
  if (!(inputs instanceof Uint8Array))
    for (const x of inputs) {
      if (x < low) low = x;
      if (x > high) high = x;
    }
  const grey = new Float32Array(inputs.length);
  for (let k = 0; k < grey.length; k++) grey[k] = (inputs[k] - low) / (high - low || 1);
  return grey;
}

function answered(network: StoredMlp, examples: SeenExamples): AnsweredExamples {
  const { count, inputs, labels, classes } = examples;
  const { classes: answers, outputs, probabilities, values } = answersOf(network, inputs);
  const shown = probabilities ?? values;
  return {
    ...{ count, features: inputs.length / count, grey: greyOf(examples), classes },
    ...{ labels: Uint16Array.from(labels), answers: Uint16Array.from(answers) },
    probability: Float32Array.from(answers, (answer, e) => shown[e * outputs + answer]),
  };
}

function performed(network: StoredRnn, trial: NonNullable<Sight['trial']>): AnsweredTrial {
  const { task, steps, stepMs, inputs, rule, targets } = trial;
  const rules = rule === undefined ? undefined : new Uint32Array(steps).fill(rule);
  const { states, values } = sequenceOf(network, inputs, rules);
  const outputs = values.length / steps;
  return {
    ...{ task, steps, ...(stepMs && { stepMs }), channels: inputs.length / steps },
    ...{ inputs: inputs.slice(), targets: targets.slice() },
    ...{ outputs, units: states.length / steps, states },
    answers: network.loss === 'cross-entropy' ? softmax(values, outputs) : values,
  };
}

function replyOf(sight: Sight, network: StoredNetwork, question: Question): Reply {
  if (network.kind !== 'mlp') return { kind: 'none', reason: 'this network answers no pictures' };
  if (question.kind === 'answer') {
    const inputs = storedInputs(sight.examples, question.grey);
    const { probabilities, values } = answersOf(network, inputs);
    return {
      kind: 'answer',
      probabilities: probabilities ?? values,
      classes: network.classes ?? [],
    };
  }
  const { examples } = sight;
  if (examples === undefined || question.example >= examples.count)
    return { kind: 'none', reason: 'this example is not shown any more' };
  const features = examples.inputs.length / examples.count;
  const [from, to] = [question.example * features, (question.example + 1) * features];
  const input = examples.inputs.subarray(from, to);
  const { values, classes } = answersOf(network, input);
  const [said, label] = [classes[0], examples.labels[question.example]];
  const against = label === said ? secondOf(values, said) : label;
  const { inputs: contributions, biases, score } = contributionsOf(network, input, said, against);
  return {
    ...{ kind: 'explain', example: question.example },
    said,
    against,
    contributions,
    biases,
    score,
  };
}

/** As the data store a picture that was drawn in grey. */
const storedInputs = (
  examples: SeenExamples | undefined,
  grey: Float32Array,
): Uint8Array | Float32Array =>
  examples === undefined || examples.inputs instanceof Uint8Array
    ? Uint8Array.from(grey, (x) => Math.round(255 * x))
    : grey;

/** The class of the largest value but one. */
function secondOf(values: Float32Array, first: number): number {
  let second = first === 0 ? 1 : 0;
  for (let c = 0; c < values.length; c++) if (c !== first && values[c] > values[second]) second = c;
  return second;
}
