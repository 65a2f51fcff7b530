/** What can be done to the network by hand while it learns, and what was. */

import type { LiveRun } from '../state/run.ts';
import type { OfferedHands } from '../work/run-messages.ts';

/** Shares of a layer that are cut at a press, and of synapses that may change at a step. */
const WEAKEST = 0.1;
const BUDGETS = [1, 0.5, 0.1, 0.01];

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
            <label for={`${run.id}-budget`}>synapses that may change</label>
            <select
              id={`${run.id}-budget`}
              value={budgetIn(offered)}
              onChange={({ currentTarget }) => {
                run.lay({ kind: 'budget', share: Number(currentTarget.value) });
              }}
            >
              {BUDGETS.map((share) => (
                <option key={share} value={share}>
                  {share === 1 ? 'all' : `${100 * share} %`}
                </option>
              ))}
            </select>
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

/** The share of synapses that may change now. */
const budgetIn = ({ inForce }: OfferedHands): number =>
  inForce.reduce((share, hand) => (hand.kind === 'budget' ? hand.share : share), 1);

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
