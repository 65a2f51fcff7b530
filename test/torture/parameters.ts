/** Parameters at the ends of what is allowed and beyond: a run learns, refuses or says that it diverged. */

import type { Random } from '../../src/numerics/random.ts';
import { flagName, type Parameter } from '../../src/protocol/parameters.ts';
import { studies } from '../../src/studies/registry.ts';
import { runFor } from './program.ts';
import { type Find, type Outcome, pick, type Room, type Trial, uglyIn } from './trial.ts';

/** Seconds after which a run is asked to stop: that is heard too. */
const PATIENCE = 8;

const EXTREMES = [
  '0',
  '-1',
  '1',
  '0.5',
  '1e-30',
  '1e30',
  'NaN',
  'Infinity',
  '-Infinity',
  '',
  '9007199254740993',
  '2147483648',
  '1e-3',
  '7',
  '٣',
];

/** Text that might be a value of a parameter. */
function candidate(parameter: Parameter, random: Random): string {
  if (random.uniform() < 0.1) return pick(random, EXTREMES);
  if (parameter.choices !== undefined && parameter.kind === 'choice')
    return pick(random, parameter.choices);
  if (parameter.kind === 'list') {
    const { item, choices } = parameter;
    const one = (): string =>
      choices !== undefined ? pick(random, choices) : item ? candidate(item, random) : '1';
    return Array.from({ length: 1 + random.integer(3) }, one).join(',');
  }
  if (parameter.kind === 'integer') return String(random.integer(pick(random, [2, 5, 50, 3000])));
  if (parameter.kind === 'number')
    return String((random.uniform() < 0.5 ? 1 : 10 ** (random.integer(9) - 4)) * random.uniform());
  return pick(random, EXTREMES);
}

async function extreme({ folder, random }: Room): Promise<Outcome> {
  const name = pick(random, Object.keys(studies));
  const { parameters: table } = await studies[name]();
  const chosen = Array.from({ length: 1 + random.integer(3) }, () =>
    pick(random, Object.keys(table)),
  );
  const options = [...new Set(chosen)].flatMap((key) =>
    table[key].kind === 'flag'
      ? [`--${flagName(key)}`]
      : [`--${flagName(key)}=${candidate(table[key], random)}`],
  );
  const words = [
    'run',
    name,
    '--preset',
    'smoke',
    ...options,
    '--json',
    '--fresh',
    '--out',
    folder,
  ];
  const end = await runFor(words, PATIENCE);
  const finds: Find[] = [];
  const find = (what: string): void => {
    finds.push({
      what: `${name}: ${what}`,
      input: ['run', name, '--preset smoke', ...options].join(' '),
    });
  };
  const ugly = uglyIn(end.stderr);
  if (ugly !== undefined) find(`${ugly}: ${end.stderr.trim().slice(-200)}`);
  if (end.deaf) find('did not hear two requests to stop');
  else if (!end.late && ![0, 1, 2].includes(end.code ?? -1))
    find(`ended with ${end.code ?? end.signal}`);
  if (end.code === 1 && !end.stderr.includes('error:')) find('failed without a word');
  return { tries: 1, finds };
}

export const parameters: readonly Trial[] = [
  { name: 'extreme and degenerate parameters', run: extreme },
];
