/** The buttons of a run and where it stands. */

import { type Bench, PACES, type Pace } from '../state/bench.ts';
import { isolated, type LiveRun } from '../state/run.ts';

export function RunBar({ bench }: { readonly bench: Bench }) {
  const run = bench.run.value;
  const phase = run?.phase.value;
  const ready = bench.checked.value.order !== undefined;
  const active = phase === 'running' || phase === 'starting';
  return (
    <div class="runbar">
      <fieldset class="buttons" aria-label="Run">
        {active ? (
          <button type="button" class="primary" onClick={() => run?.pause()}>
            Pause
          </button>
        ) : phase === 'paused' ? (
          <button type="button" class="primary" onClick={() => run?.go()}>
            Go on
          </button>
        ) : (
          <button type="button" class="primary" disabled={!ready} onClick={() => bench.start()}>
            Run
          </button>
        )}
        <button
          type="button"
          disabled={active || !ready || (run?.over ?? false)}
          title="On to the next record"
          onClick={() => (run === undefined ? stepFirst(bench) : run.step())}
        >
          Step
        </button>
        <button type="button" disabled={run === undefined || run.over} onClick={() => run?.stop()}>
          Stop
        </button>
        <button type="button" disabled={run === undefined} onClick={() => bench.reset()}>
          Reset
        </button>
        <label class="pace">
          <span>pace</span>
          <select
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
      <Standing run={run} />
    </div>
  );
}

/** A run that has not begun begins, and halts behind its first record. */
function stepFirst(bench: Bench): void {
  bench.start(true);
  bench.run.value?.step();
}

const WORDS = {
  starting: 'starting',
  running: 'running',
  paused: 'paused',
  done: 'done',
  stopped: 'stopped',
  failed: 'failed',
} as const;

function Standing({ run }: { readonly run: LiveRun | undefined }) {
  const threads = run?.order.threads;
  const words =
    run === undefined
      ? 'not started'
      : run.phase.value === 'running'
        ? run.line.value || 'running'
        : WORDS[run.phase.value];
  return (
    <div class="standing">
      <progress max={1} value={run?.progress.value ?? 0} aria-label="Progress of the run" />
      <p>
        <span class="words" data-phase={run?.phase.value ?? 'none'} aria-live="polite">
          {words}
        </span>
        {run !== undefined && (
          <span class="facts-line">
            {run.count.value.toLocaleString('en-US')} records · {run.seconds.value.toFixed(1)} s ·{' '}
            {threads === 1 ? '1 thread' : `${threads} threads`}
          </span>
        )}
      </p>
      {!isolated && (
        <p class="note">
          One thread: this server does not send the headers that shared memory needs. The numbers
          are the same, only later.
        </p>
      )}
      {run !== undefined && run.error.value !== '' && (
        <p class="fault" role="alert">
          {run.error.value}
        </p>
      )}
    </div>
  );
}
