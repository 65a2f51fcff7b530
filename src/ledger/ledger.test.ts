/** The ledger's arithmetic: the worked case by hand, and what must hold for any sequence of events. */

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Topology } from '../sparse/topology.ts';
import { compareWirings, type Wiring } from './compare.ts';
import { createLedger, subtractTotals } from './ledger.ts';

/** One list over slots 0, 1, 2, …: `null` where no connection exists. */
function wiring(slots: readonly (number | null)[]): Wiring {
  const present = slots.flatMap((w, slot) => (w === null ? [] : [{ slot, w }]));
  const topology: Topology = {
    inputs: slots.length,
    outputs: 1,
    order: 'by-output',
    start: Uint32Array.of(0, present.length),
    index: Uint16Array.from(present, ({ slot }) => slot),
  };
  return { topology, weights: Float32Array.from(present, ({ w }) => w) };
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
      ledger.structural('layer', compareWirings(states[k - 1], states[k]));
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
    const least = compareWirings(states[0], states[3]);
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
          ledger.structural('layer', compareWirings(states[k - 1], states[k]));
        const totals = ledger.totals();
        const [first, last] = [states[0], states[states.length - 1]];
        const least = compareWirings(first, last);
        expect(totals.changes).toBeGreaterThanOrEqual(least.changes);
        expect(totals.energy).toBeGreaterThanOrEqual(least.potentiation + least.depression);
        const sum = (w: Wiring): number => w.weights.reduce((total, x) => total + x, 0);
        // Multiples of 1/64: all sums are exact.
        expect(totals.potentiation - totals.depression).toBe(sum(last) - sum(first));
        expect(totals.created - totals.deleted).toBe(last.weights.length - first.weights.length);
      }),
    );
  });

  it('is at rest where nothing changes', () => {
    fc.assert(
      fc.property(sequence, ([state]) => {
        expect(compareWirings(state, state)).toEqual({
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
    ledger.work({ steps: 2, connections: 10, forward: 100, backward: 200 });
    const before = ledger.totals();
    const resumed = createLedger(JSON.parse(JSON.stringify(ledger.state())));
    for (const each of [ledger, resumed]) {
      each.write('b', { changes: 1, potentiation: 0.5, depression: 0 });
      each.work({ steps: 1, connections: 12, forward: 10, backward: 20 });
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
