/** What the bench offers beside what is picked: all that goes, and for what does not, the least that would have to change. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resolveParameters } from '../../protocol/parameters.ts';
import { mend, offersOf, type Place, type Places } from '../../protocol/places.ts';
import { compose } from './index.ts';
import { parameters, type Values } from './parameters.ts';

const places = compose.places as Places<Readonly<Record<string, unknown>>>;
const offered = (values: Values) => offersOf(parameters, places, values);
const at = (values: Values, parameter: string, name: string) => {
  const found = offered(values).find(({ place }) => place.parameter === parameter);
  const offer = found?.offers.find((each) => each.name === name);
  return { ...offer, mended: mend(parameters, places, values, { parameter, name }) };
};
const values = (given: Partial<Values> = {}): Values => resolveParameters(parameters, given);
const goes = (given: object): boolean =>
  places.combine({ ...values(), ...given }).methods.length > 0;

const namesOf = ({ parameter, names }: Place): readonly string[] =>
  names ?? parameters[parameter as keyof typeof parameters].choices ?? [];
const put = ({ parameter }: Place, name: string) => ({
  [parameter]: ['network', 'task'].includes(parameter) ? name : [name],
});

/** Any name at each place. */
const anyPick: fc.Arbitrary<Values> = fc
  .tuple(...places.order.map((place) => fc.constantFrom(...namesOf(place))))
  .map((names) =>
    values(Object.assign({}, ...places.order.map((place, i) => put(place, names[i])))),
  );

describe('what the bench offers', () => {
  it('is every name that goes with something picked at every other place', () => {
    fc.assert(
      fc.property(anyPick, (picked) => {
        for (const { place, offers } of offered(picked))
          for (const { name, refused } of offers) {
            expect(refused === undefined).toBe(goes({ ...picked, ...put(place, name) }));
            const mended = mend(parameters, places, picked, { parameter: place.parameter, name });
            expect(mended).toMatchObject(put(place, name));
            expect(goes({ ...picked, ...mended })).toBe(true);
          }
      }),
      { numRuns: 3 },
    );
  });

  it('changes no more places than the shortest of all ways, which brute force finds', () => {
    /** Whether as few other places suffice. */
    const within = (given: object, taken: readonly string[], changes: number): boolean =>
      goes(given) ||
      (changes > 0 &&
        places.order.some(
          (place) =>
            !taken.includes(place.parameter) &&
            namesOf(place).some((name) =>
              within({ ...given, ...put(place, name) }, [...taken, place.parameter], changes - 1),
            ),
        ));
    fc.assert(
      fc.property(anyPick, (picked) => {
        for (const { place, offers } of offered(picked))
          for (const { name } of offers) {
            const mended = mend(parameters, places, picked, { parameter: place.parameter, name });
            const changes = Object.keys(mended ?? {}).length - 1;
            if (changes !== 2) continue;
            const given = { ...picked, ...put(place, name) };
            expect(within(given, [place.parameter], changes - 1)).toBe(false);
          }
      }),
      { numRuns: 2 },
    );
  });

  it('finds a way where two names at one place leave the same reason first, and another behind it', () => {
    // Multilayer and recurrent networks both have levels against the signs in their way; but only the second knows wire.
    const unit = { network: 'perceptron', task: 'associations', rule: ['sgd'] } as const;
    const picked = { wiring: ['dense'], constraint: ['dale'], discretisation: ['levels'] } as const;
    const { refused, mended } = at(values({ ...unit, ...picked }), 'penalty', 'wire');
    expect(refused).toContain('penalty wire');
    expect(mended).toMatchObject({ network: 'rnn', penalty: ['wire'] });
    expect(goes({ ...unit, ...picked, ...mended })).toBe(true);
  });

  it('leads from one kind of learner to another', () => {
    expect(at(values(), 'network', 'rnn')).toMatchObject({
      refused: expect.stringContaining('network rnn learns trials in time'),
      mended: { network: 'rnn', task: 'cog20' },
    });
    expect(at(values(), 'network', 'perceptron').mended).toEqual({
      ...{ network: 'perceptron', task: 'associations' },
      ...{ rule: ['sgd'], constraint: ['dale'] },
    });
    expect(at(values({ wiring: ['dense'] }), 'rewiring', 'set')).toMatchObject({
      picked: false,
      mended: { rewiring: ['set'], wiring: ['random'] },
    });
  });

  it('shows a file of one’s own beside the names', () => {
    expect(at(values({ task: './wine.csv' }), 'task', './wine.csv')).toEqual({
      ...{ name: './wine.csv', picked: true, mended: { task: './wine.csv' } },
    });
  });
});
