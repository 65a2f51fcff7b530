/** What is learned, ready for any method: examples with classes, trials of a battery, or random associations. */

import type { Random } from '../../numerics/random.ts';
import { fileFacts } from '../../protocol/columns.ts';
import { taskRequest } from '../../protocol/data-parameters.ts';
import type { AnyClassification } from '../../tasks/examples.ts';
import { mlpTrainee } from './mlp.ts';
import type { Values } from './parameters.ts';
import { pixelPlaces } from './places.ts';
import type { Trainee, TraineeOptions } from './trainee.ts';
import { ASSOCIATIONS, isBattery, type Method } from './vocabulary.ts';

/** The data that a run learns; none where trials or associations are drawn. */
export const tasksOf = (values: Pick<Values, 'network'> & Parameters<typeof taskRequest>[0]) =>
  values.network === 'mlp' ? [taskRequest(values)] : [];

export interface Subject {
  /** What a run tells of it. */
  readonly facts: {
    readonly task: string;
    readonly trainExamples: number;
    readonly testExamples: number;
  } & ReturnType<typeof fileFacts>;
  readonly line: string;
  /** Whether features are pixels, which have places; absent where nothing is read. */
  readonly places?: boolean;
  /** Rough cost of a network. */
  cost(method: Method, values: Values): number;
  /** Prepares a network; whoever has it disposes of it. */
  make(options: TraineeOptions, random: Random): Promise<Trainee>;
}

/** Examples with classes, for a multilayer perceptron. */
export function examplesSubject(task: AnyClassification): Subject {
  return {
    facts: {
      ...{ task: task.name, trainExamples: task.train.count, testExamples: task.test.count },
      ...fileFacts(task),
    },
    line: task.title,
    places: pixelPlaces(task.shape) !== undefined,
    cost({ wiring }, values) {
      const units = values.hidden.reduce((sum, count) => sum + count, 0);
      return (wiring === 'dense' ? 1 : values.density) * positionsOf(values, task) + 50 * units;
    },
    make: (options, random) => mlpTrainee(options, task, random),
  };
}

const positionsOf = ({ hidden }: Values, { features, classes }: AnyClassification): number => {
  const units = [features, ...hidden, classes];
  return units.slice(1).reduce((sum, outputs, l) => sum + units[l] * outputs, 0);
};

/** What networks learn that read no data: each draws its trials or associations from its own random numbers. */
export async function drawnSubject({
  task,
  load,
  inputs,
  testTrials,
}: Pick<Values, 'task' | 'load' | 'inputs' | 'testTrials'>): Promise<Subject> {
  if (!isBattery(task)) {
    const { perceptronTrainee } = await import('./perceptron.ts');
    const count = Math.max(1, Math.round(load * inputs));
    return {
      facts: { task: ASSOCIATIONS, trainExamples: count, testExamples: count },
      line: `${count} associations`,
      cost: () => 1,
      make: perceptronTrainee,
    };
  }
  const { batteryOf, rnnTrainee } = await import('./rnn.ts');
  const battery = batteryOf(task);
  const tests = testTrials * battery.tasks.length;
  return {
    facts: { task: battery.name, trainExamples: 0, testExamples: tests },
    line: `${battery.tasks.length} tasks`,
    cost: ({ wiring }, { density, units }) => (wiring === 'dense' ? 1 : density) * units + 100,
    make: (options, random) => rnnTrainee(options, battery, random),
  };
}
