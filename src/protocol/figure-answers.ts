/** What in the paper a study's figures answer: the map from ours to theirs, in the captions and in the documentation. */

import type { Figure } from '../figures/figure.ts';

/**
 * By the ids of figures, in the order of the page: a figure, table or statement of the paper, or that it is not in it. An id
 * that ends in `*` stands for all that begin so and have no entry of their own, and each for the same with a number behind it.
 */
export type FigureAnswers = Readonly<Record<string, string>>;

function answerTo(id: string, answers: FigureAnswers): string | undefined {
  const known = [id, id.replace(/-\d+$/, '')].find((name) => Object.hasOwn(answers, name));
  if (known !== undefined) return answers[known];
  const family = Object.keys(answers).find(
    (key) => key.endsWith('*') && id.startsWith(key.slice(0, -1)),
  );
  return family === undefined ? undefined : answers[family];
}

/** The figures with what each answers. */
export function answering(figures: readonly Figure[], answers: FigureAnswers = {}): Figure[] {
  return figures.map((figure) => {
    const found = figure.answers ?? answerTo(figure.id, answers);
    return found === undefined ? figure : { ...figure, answers: found };
  });
}
