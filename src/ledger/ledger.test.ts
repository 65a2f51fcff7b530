/** The ledger's arithmetic: the worked case by hand, and what must hold for any sequence of events. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Layer } from '../sparse/layer.ts';
import type { Topology } from '../sparse/topology.ts';
import { compareLayers } from './compare.ts';
import { createAudit, inefficiency, leastOf, priced } from './least.ts';
import { createLedger, subtractTotals } from './ledger.ts';
import {
  bitsStored,
  physicalUnits,
  picojoules,
  reliabilityCost,
  transmission,
  wireLength,
} from './meters.ts';

/** One list over slots 0, 1, 2, …: `null` where no connection exists. */
function wiring(slots: readonly (number | null)[]): Layer {
  const present = slots.flatMap((w, slot) => (w === null ? [] : [{ slot, w }]));
  const topology: Topology = {
    inputs: slots.length,
    outputs: 1,
    order: 'by-output',
    start: Uint32Array.of(0, present.length),
    index: Uint16Array.from(present, ({ slot }) => slot),
  };
  return { topology, arrays: { weights: Float32Array.from(present, ({ w }) => w) } };
}

describe('the worked case', () => {
  // Slots a = 0.5, b = −0.25, c absent. Step 1: a += 0.125, b += 0.375. Step 2: b goes, c comes with 0.5. Step 3: a −= 0.125.
  const states = [
    wiring([0.5, -0.25, null]),
    wiring([0.625, 0.125, null]),
    wiring([0.625, null, 0.5]),
    wiring([0.5, null, 0.5]),
  ];

  it('has M0 = 5, M1 = 1.25, and its parts', () => {
    const ledger = createLedger();
    for (let k = 1; k < states.length; k++)
      ledger.structural('layer', compareLayers(states[k - 1], states[k]));
    expect(ledger.totals()).toMatchObject({
      changes: 5,
      energy: 1.25,
      potentiation: 1,
      depression: 0.25,
      created: 1,
      deleted: 1,
    });
  });

  it('has minima M0 = 2, M1 = 0.75', () => {
    const least = compareLayers(states[0], states[3]);
    expect(least.changes).toBe(2);
    expect(least.potentiation + least.depression).toBe(0.75);
  });
});

describe('any sequence of wirings', () => {
  const slot = fc.option(
    fc.double({ min: -4, max: 4, noNaN: true }).map((x) => Math.round(x * 64) / 64),
    { nil: null },
  );
  const sequence = fc.integer({ min: 1, max: 12 }).chain((n) =>
    fc.array(fc.array(slot, { minLength: n, maxLength: n }).map(wiring), {
      minLength: 2,
      maxLength: 6,
    }),
  );

  it('never costs less than its minima, and its changes add up to the difference', () => {
    fc.assert(
      fc.property(sequence, (states) => {
        const ledger = createLedger();
        for (let k = 1; k < states.length; k++)
          ledger.structural('layer', compareLayers(states[k - 1], states[k]));
        const totals = ledger.totals();
        const [first, last] = [states[0], states[states.length - 1]];
        const least = compareLayers(first, last);
        expect(totals.changes).toBeGreaterThanOrEqual(least.changes);
        expect(totals.energy).toBeGreaterThanOrEqual(least.potentiation + least.depression);
        const sum = ({ arrays }: Layer): number =>
          arrays.weights.reduce((total, x) => total + x, 0);
        // Multiples of 1/64: all sums are exact.
        expect(totals.potentiation - totals.depression).toBe(sum(last) - sum(first));
        expect(totals.created - totals.deleted).toBe(
          last.arrays.weights.length - first.arrays.weights.length,
        );
      }),
    );
  });

  it('is at rest where nothing changes', () => {
    fc.assert(
      fc.property(sequence, ([state]) => {
        expect(compareLayers(state, state)).toEqual({
          changes: 0,
          potentiation: 0,
          depression: 0,
          created: 0,
          deleted: 0,
        });
      }),
    );
  });
});

describe('a ledger', () => {
  it('goes on from its state, and gives what came between two readings', () => {
    const ledger = createLedger();
    ledger.write('a', { changes: 3, potentiation: 1, depression: 2 });
    ledger.work({ steps: 2, upkeep: 20, forward: 100, backward: 200 });
    const before = ledger.totals();
    const resumed = createLedger(JSON.parse(JSON.stringify(ledger.state())));
    for (const each of [ledger, resumed]) {
      each.write('b', { changes: 1, potentiation: 0.5, depression: 0 });
      each.work({ steps: 1, upkeep: 12, forward: 10, backward: 20 });
    }
    expect(resumed.totals()).toEqual(ledger.totals());
    expect(ledger.totals().upkeep).toBe(32);
    expect(subtractTotals(ledger.totals(), before)).toMatchObject({
      changes: 1,
      energy: 0.5,
      steps: 1,
      upkeep: 12,
      forward: 10,
    });
    expect(ledger.account('a').changes).toBe(3);
    expect(ledger.account('none').changes).toBe(0);
  });
});

describe('kinds and stores', () => {
  it('are counted apart, and M0 is their sum', () => {
    const ledger = createLedger();
    const one = { changes: 1, potentiation: 0.5, depression: 0 };
    ledger.write('a', one);
    ledger.write('a', one, 'consolidate');
    ledger.write('b', { changes: 2, potentiation: 0, depression: 4 }, 'flip');
    ledger.structural('b', { ...one, changes: 3, created: 1, deleted: 1 });
    ledger.hidden('a', { stored: 7, hiddenWrites: 9 });
    expect(ledger.totals()).toMatchObject({
      ...{ changes: 7, updates: 2, consolidated: 1, flipped: 2, created: 1, deleted: 1 },
      ...{ energy: 5.5, stored: 7, hiddenWrites: 9 },
    });
    expect(priced(ledger.totals(), {})).toBe(5.5);
    expect(priced(ledger.totals(), { store: 0.5, creation: 2, deletion: 3 })).toBe(14);
    expect(() => priced(ledger.totals(), { store: -1 })).toThrow(
      'the price of a store -1 is outside [0, ∞)',
    );
  });
});

describe('minima and audit', () => {
  const states = [wiring([0.5, -0.25, null]), wiring([0.75, -0.25, null]), wiring([0.5, null, 0])];

  it('show what a detour has cost', () => {
    const audit = createAudit({ layer: states[0] });
    for (const state of states.slice(1)) audit.look({ layer: state });
    const totals = audit.ledger.totals();
    // a: there and back; b goes; a connection of weight 0 comes.
    expect(totals).toMatchObject({ changes: 4, energy: 0.75, created: 1, deleted: 1 });
    const least = leastOf({ layer: states[0] }, { layer: states[2] });
    expect(least).toEqual({ changes: 2, energy: 0.25 });
    expect(inefficiency(totals, least)).toEqual({ changes: 2, energy: 3 });
    expect(inefficiency({ changes: 0, energy: 0 }, { changes: 0, energy: 0 })).toEqual({
      changes: 1,
      energy: 1,
    });
  });

  it('find a ledger that is wrong', () => {
    const audit = createAudit({ layer: states[0] });
    audit.look({ layer: states[1] });
    const right = createLedger();
    right.write('layer', { changes: 1, potentiation: 0.25, depression: 0 });
    audit.check(right);
    right.write('layer', { changes: 0, potentiation: 1e-3, depression: 0 });
    expect(() => audit.check(right)).toThrow(
      "the ledger's potentiation of layer is 0.251, the weights show 0.25",
    );
    expect(() => audit.look({})).toThrow('no weights of bundle "layer" were given');
  });
});

describe('the other meters', () => {
  it('are sums over existing connections', () => {
    const own = wiring([0.5, null, -2]);
    expect(transmission(own, [1, 9, -3])).toBe(6.5);
    expect(wireLength(own.topology, (input, output) => Math.abs(input - output))).toBe(2);
    // Two weights of 32 bits, two 16-bit indices, two 32-bit list starts.
    expect(bitsStored(own, 32)).toBe(64 + 32 + 64);
    expect(bitsStored(wiring([1, 1]), 1)).toBe(2);
    const cost = reliabilityCost([0.5, 0.25], { exponent: 2, scale: 0.5 }, (x, y) => x ** y);
    expect(cost).toBe(2.5);
    expect(() => physicalUnits('cmos')).toThrow(/^unknown physical units "cmos"/);
    expect(physicalUnits('cmos-45nm-cache').multiplyAdd).toBe(4.6);
    // 100 multiply-adds, and three weights of 32 bits.
    const spent = picojoules({ multiplyAdds: 100, written: 96 }, physicalUnits('cmos-45nm-cache'));
    expect(spent).toBeCloseTo(460 + 30, 9);
  });
});
