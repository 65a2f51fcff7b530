/** The buttons of a run and where it stands. */

import { type Bench, PACES, type Pace } from '../state/bench.ts';
import type { RunGroup } from '../state/group.ts';
import { isolated } from '../state/run.ts';

export function RunBar({ bench }: { readonly bench: Bench }) {
  const group = bench.group.value;
  const phase = group?.phase.value;
  const over = group?.over.value ?? false;
  const ready = bench.checked.value.orders !== undefined;
  const active = phase === 'running' || phase === 'starting';
  return (
    <div class="runbar">
      <fieldset class="buttons" aria-label="Run">
        {active ? (
          <button type="button" class="primary" onClick={() => group?.pause()}>
            Pause
          </button>
        ) : phase === 'paused' ? (
          <button type="button" class="primary" onClick={() => group?.go()}>
            Go on
          </button>
        ) : (
          <button type="button" class="primary" disabled={!ready} onClick={() => bench.start()}>
            Run
          </button>
        )}
        <button
          type="button"
          disabled={active || !ready || over}
          title="On to the next record"
          onClick={() => (group === undefined ? stepFirst(bench) : group.step())}
        >
          Step
        </button>
        <button type="button" disabled={group === undefined || over} onClick={() => group?.stop()}>
          Stop
        </button>
        <button type="button" disabled={group === undefined} onClick={() => bench.reset()}>
          Reset
        </button>
        <label class="pace">
          <span aria-hidden="true">pace</span>
          <select
            aria-label="pace"
            value={bench.pace.value}
            onChange={({ currentTarget }) => {
              bench.pace.value = currentTarget.value as Pace;
            }}
          >
            {Object.keys(PACES).map((pace) => (
              <option key={pace} value={pace}>
                {pace}
              </option>
            ))}
          </select>
        </label>
      </fieldset>
      <Standing group={group} />
    </div>
  );
}

/** A run that has not begun begins, and halts behind its first record. */
function stepFirst(bench: Bench): void {
  bench.start(true);
  bench.group.value?.step();
}

export function Standing({ group }: { readonly group: RunGroup | undefined }) {
  const phase = group?.phase.value;
  const words =
    phase === undefined
      ? 'not started'
      : phase === 'running'
        ? group?.line.value || 'running'
        : phase;
  return (
    <div class="standing">
      <progress max={1} value={group?.progress.value ?? 0} aria-label="Progress" />
      <p>
        <span class="words" data-phase={phase ?? 'none'}>
          {words}
        </span>
        {group !== undefined && (
          <span class="facts-line">
            {group.records.value.toLocaleString('en-US')} records · {group.seconds.value.toFixed(1)}{' '}
            s · {group.threads === 1 ? '1 thread' : `${group.threads} threads`}
          </span>
        )}
      </p>
      <p class="quiet-voice" aria-live="polite">
        {phase === 'running' ? '' : phase}
      </p>
      {!isolated && (
        <p class="note">
          One thread: this server does not send the headers that shared memory needs. The numbers
          are the same, only later.
        </p>
      )}
      {group?.notes.value.map((note) => (
        <p key={note} class="note">
          {note}
        </p>
      ))}
      {group !== undefined && group.error.value !== '' && (
        <p class="fault" role="alert">
          {group.error.value}
        </p>
      )}
    </div>
  );
}
