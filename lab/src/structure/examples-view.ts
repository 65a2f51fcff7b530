/** Examples with the network's answers; a click on one shows what drove the answer. */

import { sizeOf } from './bins.ts';
import { inTurn, noTurn } from './frames.ts';
import type { AnsweredExamples, Glance, Question, Reply } from './glance.ts';
import { channelsOf, divergingStep, type Ink, wordOf } from './ink.ts';
import { addressOf, fitted, paint } from './picture.ts';
import { createSurface, element, type Pen, tell } from './surface.ts';
import { figure, percent } from './words.ts';

type Picture = NonNullable<Glance['picture']>;
type Explained = Extract<Reply, { kind: 'explain' }>;

export interface ExamplesView {
  readonly element: HTMLElement;
  show(examples: AnsweredExamples, picture: Picture): void;
  restyle(): void;
  dispose(): void;
}

export function createExamples(
  ink: () => Ink,
  ask: ((question: Question) => Promise<Reply>) | undefined,
): ExamplesView {
  let shown: { examples: AnsweredExamples; picture: Picture } | undefined;
  let explained: Explained | undefined;
  let chosen = -1;
  const cards: (Card & { readonly paint: () => void })[] = [];
  const grid = element('div', 'st-examples');
  const words = element('p', 'st-note');
  words.setAttribute('aria-live', 'polite');
  const surface = createSurface({
    ...{ ink, aspect: 2 },
    draw: (pen) => shown && explained && drawReasons(pen, shown.examples, shown.picture, explained),
  });
  const reasons = element('div', 'st-reasons', surface.element, words);
  reasons.hidden = true;
  const explain = async (example: number): Promise<void> => {
    const reply = await ask?.({ kind: 'explain', example });
    if (reply === undefined || chosen !== example || shown === undefined) return;
    reasons.hidden = false;
    if (reply.kind === 'none') words.textContent = reply.reason;
    if (reply.kind !== 'explain') return;
    explained = reply;
    words.textContent = reasonWords(reply, shown.examples);
    surface.say(`Which inputs spoke for the answer and which against it. ${words.textContent}`);
    surface.touch();
  };
  const choose = (example: number): void => {
    chosen = chosen === example ? -1 : example;
    for (const [k, { button }] of cards.entries())
      button.setAttribute('aria-pressed', String(k === chosen));
    reasons.hidden = chosen < 0;
    if (chosen >= 0) void explain(chosen);
  };
  const repaint = (): void => {
    for (const { paint } of cards) inTurn(paint, 'words');
    surface.touch();
  };
  const clear = (): void => {
    for (const { paint } of cards) noTurn(paint);
    cards.length = 0;
  };
  /** Paints an example on its card, which keeps it. */
  const painter = (image: HTMLImageElement, k: number) => (): void => {
    if (shown === undefined) return;
    image.src = addressOf(inkWords(greyOf(shown.examples, k), ink()), shown.picture.width);
  };
  return {
    element: element('div', 'st-answers', grid, reasons),
    show(examples, picture) {
      const fresh = shown?.examples.count !== examples.count;
      shown = { examples, picture };
      if (fresh) {
        clear();
        for (let k = 0; k < examples.count; k++) {
          const card = createCard(picture, () => choose(k));
          cards.push({ ...card, paint: painter(card.image, k) });
        }
        grid.replaceChildren(...cards.map(({ button }) => button));
        repaint();
      }
      for (const [k, card] of cards.entries()) tellAnswer(card, examples, k);
      if (chosen >= 0) void explain(chosen);
    },
    restyle: repaint,
    dispose() {
      clear();
      surface.dispose();
    },
  };
}

interface Card {
  readonly button: HTMLButtonElement;
  /** No canvas: each would be a layer of its own, which costs every frame of the page. */
  readonly image: HTMLImageElement;
  readonly answer: HTMLElement;
}

function createCard({ width, height }: Picture, press: () => void): Card {
  const image = element('img');
  // The button says what it is.
  image.alt = '';
  [image.width, image.height] = [width, height];
  const answer = element('span');
  const button = element('button', 'st-example', image, answer);
  button.type = 'button';
  button.setAttribute('aria-pressed', 'false');
  button.addEventListener('click', press);
  return { button, image, answer };
}

function tellAnswer({ button, answer }: Card, examples: AnsweredExamples, k: number): void {
  const { labels, answers, classes, probability } = examples;
  const [right, said] = [classes[labels[k]], classes[answers[k]]];
  const wrong = labels[k] !== answers[k];
  tell(answer, wrong ? `✗ ${said}` : said);
  button.classList.toggle('st-wrong', wrong);
  button.setAttribute(
    'aria-label',
    `Example ${k + 1}, a ${right}: answered ${said} with ${percent(probability[k])}${wrong ? ', wrong' : ''}. Show what drove the answer`,
  );
}

const greyOf = ({ grey, features }: AnsweredExamples, k: number): Float32Array =>
  grey.subarray(k * features, (k + 1) * features);

/** Words of image data from the paper to the ink. */
function inkWords(grey: Float32Array, ink: Ink): Uint32Array<ArrayBuffer> {
  const [paper, full] = [channelsOf(ink.paper), channelsOf(ink.ink)];
  const words = new Uint32Array(grey.length);
  grey.forEach((share, k) => {
    words[k] = wordOf(paper.map((c, i) => Math.round(c + (full[i] - c) * share)));
  });
  return words;
}

/** The example at the left, and what each pixel added to the answer at the right. */
function drawReasons(
  pen: Pen,
  examples: AnsweredExamples,
  picture: Picture,
  reply: Explained,
): void {
  const { ink, width, height } = pen;
  const half = { width: width / 2 - 4, height };
  const [x, y, wide, high] = fitted(half, picture);
  paint(pen, inkWords(greyOf(examples, reply.example), ink), picture.width, [x, y, wide, high]);
  const reach = sizeOf(reply.contributions, 0.995);
  const words = Uint32Array.from(
    reply.contributions,
    (c) => ink.divergingWords[divergingStep(c, reach)],
  );
  paint(pen, words, picture.width, [width / 2 + 4 + x, y, wide, high]);
}

/** What drove an answer, in words. */
export function reasonWords(
  { example, said, against, contributions, biases, score }: Explained,
  { labels, classes }: Pick<AnsweredExamples, 'labels' | 'classes'>,
): string {
  let [pro, contra] = [0, 0];
  for (const part of contributions) {
    if (part > 0) pro += part;
    else contra += part;
  }
  const wrong = labels[example] !== said;
  const other = wrong
    ? `the right answer ${classes[against]}`
    : `the next likely, ${classes[against]}`;
  return `Said ${classes[said]}, by a score of ${figure(score)} over ${other}: inputs gave ${figure(pro)} for it (blue) and ${figure(contra)} against (orange), biases ${figure(biases)}.`;
}
