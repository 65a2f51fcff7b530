/** What `frontier` knows of each network: its plain method, how long it learns, and which experiments make sense of it. */

import type { NetworkName } from '../compose/vocabulary.ts';
import { type Method, NETWORKS } from '../compose/vocabulary.ts';
import type { Experiment } from './experiments.ts';

/** What stands where nothing else is said. */
export interface Kind {
  readonly plain: Method;
  /** The parameter that says how long it learns. */
  readonly length: 'epochs' | 'updates' | 'presentations';
  /** What its units lie on, as a unit of wire; absent where they have no places. */
  readonly places?: string;
  /** What a right answer is. */
  readonly accuracy: string;
  /** Experiments that cannot be made of it, and why. */
  readonly without: Partial<Readonly<Record<Experiment, string>>>;
}

const PLAIN: Method = {
  ...{ rule: 'momentum', wiring: 'dense', rewiring: 'none', budget: 'none' },
  ...{ constraint: 'none', discretisation: 'none', penalty: 'none' },
};

const loads = 'experiment loads asks what one unit can store: --network perceptron';

export const KINDS: Readonly<Record<NetworkName, Kind>> = {
  mlp: {
    ...{ plain: PLAIN, length: 'epochs', places: 'sides of the picture' },
    accuracy: 'test accuracy (%)',
    without: { loads },
  },
  rnn: {
    ...{ plain: { ...PLAIN, rule: 'adam' }, length: 'updates', places: 'places on the ring' },
    accuracy: 'right decisions on fresh trials (%)',
    without: { loads },
  },
  perceptron: {
    // The mean size of its weights is held: without that they would only grow.
    ...{ plain: { ...PLAIN, rule: 'sgd', constraint: 'l1' }, length: 'presentations' },
    accuracy: 'associations stored (%)',
    without: {
      locality: 'experiment locality needs units with places, and inputs of a perceptron have none',
    },
  },
};

/** Networks of which something can be asked, in words: `mlp or rnn`. */
export const networksWith = (experiment: Experiment): string =>
  NETWORKS.filter((name) => KINDS[name].without[experiment] === undefined).join(' or ');
