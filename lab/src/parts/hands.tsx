/** What can be done to the network by hand while it learns, and what was. */

import type { Hand } from '../../../src/protocol/hands.ts';
import type { LiveRun } from '../state/run.ts';
import type { OfferedHands } from '../work/run-messages.ts';

/** Share of a layer that is cut at a press. */
const WEAKEST = 0.1;

type Budget = Extract<Hand, { readonly kind: 'budget' }>;

/** Shares of synapses that may change at a step, and budgets of other kinds, as they are offered. */
const SHARES = [1, 0.5, 0.1, 0.01];
const RULES: readonly (readonly [rule: string, from: readonly number[], text: string])[] = [
  ['residual', [0.001, 0.01], 'kept back, written from'],
  ['caching', [0.001, 0.01], 'cached up to'],
  ['lazy', [0, 0.2], 'where the lead is below'],
];

export function HandsView({ run }: { readonly run: LiveRun }) {
  const offered = run.offered.value;
  const done = run.byHand.value;
  const over = run.over;
  run.phase.value;
  if ((offered === undefined || over) && done.length === 0 && run.refused.value === '') return null;
  return (
    <section class="hands" aria-label="By hand">
      <h3>By hand</h3>
      {offered !== undefined && !over && (
        <>
          <p class="note">
            Drag over a connection matrix to cut what lies there: what is cut of a layer with all
            connections stays 0. What is done by hand is written down; the run is then no
            reproduction, and no hash is claimed.
          </p>
          {offered.layers.map(({ name }) => {
            const isHeld = offered.inForce.some(
              (hand) => hand.kind === 'hold' && hand.layer === name && hand.held,
            );
            return (
              <p key={name} class="take-row">
                <span>{name}</span>
                <button
                  type="button"
                  aria-pressed={isHeld}
                  onClick={() => run.lay({ kind: 'hold', layer: name, held: !isHeld })}
                >
                  {isHeld ? 'Let go' : 'Freeze'}
                  <span class="quiet-voice"> {name}</span>
                </button>
                <button
                  type="button"
                  onClick={() => run.lay({ kind: 'cut', layer: name, which: { weakest: WEAKEST } })}
                >
                  Cut the weakest tenth<span class="quiet-voice"> of {name}</span>
                </button>
              </p>
            );
          })}
          <p class="take-row">
            {offered.rules.length > 0 && <RuleSelect run={run} offered={offered} />}
            <BudgetSelect run={run} offered={offered} />
          </p>
        </>
      )}
      {run.refused.value !== '' && (
        <p class="fault" role="alert">
          {run.refused.value}
        </p>
      )}
      {done.length > 0 && (
        <div role="status">
          <p class="note">
            Changed by hand: not a reproduction of the run that the form and the address describe.
          </p>
          <ol class="done-by-hand">
            {done.map(({ words, records, line }, k) => (
              <li key={`${k} ${words}`}>
                after {records === 1 ? '1 record' : `${records} records`} ({line}): {words}
              </li>
            ))}
          </ol>
        </div>
      )}
    </section>
  );
}

/** Which changes go through from now on. */
function BudgetSelect({ run, offered }: { readonly run: LiveRun; readonly offered: OfferedHands }) {
  const { budgets, inForce } = offered;
  const rules = RULES.filter(([rule]) => budgets.includes(rule));
  const all: readonly (readonly [Budget, string])[] = [
    ...SHARES.map(
      (share) => [{ kind: 'budget', share }, share === 1 ? 'all' : `${100 * share} %`] as const,
    ),
    ...rules.flatMap(([rule, froms, text]) =>
      froms.map((from) => [{ kind: 'budget', rule, from }, `${rule}: ${text} ${from}`] as const),
    ),
  ];
  const now = inForce.findLast((hand) => hand.kind === 'budget') ?? all[0][0];
  return (
    <>
      <label for={`${run.id}-budget`}>synapses that may change</label>
      <select
        id={`${run.id}-budget`}
        value={JSON.stringify(now)}
        onChange={({ currentTarget }) => run.lay(JSON.parse(currentTarget.value))}
      >
        {all.map(([hand, text]) => (
          <option key={text} value={JSON.stringify(hand)}>
            {text}
          </option>
        ))}
      </select>
    </>
  );
}

/** What rewires from now on. */
function RuleSelect({ run, offered }: { readonly run: LiveRun; readonly offered: OfferedHands }) {
  const { rules, inForce } = offered;
  const now = inForce.reduce((rule, hand) => (hand.kind === 'rewire' ? hand.rule : rule), '');
  return (
    <>
      <label for={`${run.id}-rule`}>rewiring</label>
      <select
        id={`${run.id}-rule`}
        value={now}
        onChange={({ currentTarget }) => run.lay({ kind: 'rewire', rule: currentTarget.value })}
      >
        <option value="" disabled>
          as it was
        </option>
        {rules.map((rule) => (
          <option key={rule} value={rule}>
            {rule === 'none' ? 'off' : rule}
          </option>
        ))}
      </select>
    </>
  );
}
