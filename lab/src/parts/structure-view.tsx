/** The structure panel of a run, mounted when it comes into view: nothing is drawn behind a hidden page or out of view. */

import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Entry } from '../state/group.ts';
import type { LiveRun } from '../state/run.ts';
import type { Glance } from '../structure/glance.ts';
import type { Structure } from '../structure/index.ts';
import { HandsView } from './hands.tsx';

export function StructureView({ entries }: { readonly entries: readonly Entry[] }) {
  const chosen = useSignal('');
  const entry = entries.find(({ run }) => run.id === chosen.value) ?? entries.at(-1);
  if (entry === undefined) return null;
  return (
    <section class="structure" aria-label="Structure of the network">
      <h2 class="quiet-voice">Structure of the network</h2>
      {entries.length > 1 && (
        <label class="measure">
          <span>network of</span>
          <select
            value={entry.run.id}
            onChange={({ currentTarget }) => {
              chosen.value = currentTarget.value;
            }}
          >
            {entries.map(({ run, label }) => (
              <option key={run.id} value={run.id}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <Panel key={entry.run.id} run={entry.run} />
      <HandsView key={`${entry.run.id}-hands`} run={entry.run} />
    </section>
  );
}

function Panel({ run }: { readonly run: LiveRun }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    let structure: Structure | undefined;
    let ended = false;
    let mounting = false;
    let release: (() => void) | undefined;
    let inView = false;
    let drawnUntil = 0;
    const watch = (): void => {
      const wanted = inView && !document.hidden;
      if (wanted && release === undefined) release = run.watch();
      if (!wanted) {
        release?.();
        release = undefined;
      }
    };
    const seen = new IntersectionObserver((found) => {
      inView = found.at(-1)?.isIntersecting ?? false;
      watch();
      show();
    });
    seen.observe(element);
    document.addEventListener('visibilitychange', watch);
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const restyle = (): void => structure?.restyle();
    dark.addEventListener('change', restyle);
    let shown: Glance | undefined;
    /** Shows the last glance; what is out of view waits until it is seen. */
    const show = (): void => {
      const glance = run.glance.peek();
      if (glance === undefined || glance === shown || !inView) return;
      shown = glance;
      if (structure !== undefined) {
        // What was drawn since the last glance is what that glance took.
        const time = structure.drawingTime();
        run.drawn(time - drawnUntil);
        drawnUntil = time;
      }
      structure?.show(glance);
      if (structure !== undefined || mounting) return;
      mounting = true;
      void import('../structure/index.ts').then(({ mountStructure }) => {
        if (ended) return;
        structure = mountStructure(element, {
          ask: (question) => run.ask(question),
          cut: (layer, which) => run.lay({ kind: 'cut', layer, which }),
        });
        drawnUntil = structure.drawingTime();
        structure.show(run.glance.peek() ?? glance);
      });
    };
    const end = effect(() => {
      run.glance.value;
      show();
    });
    return () => {
      ended = true;
      end();
      seen.disconnect();
      document.removeEventListener('visibilitychange', watch);
      dark.removeEventListener('change', restyle);
      release?.();
      structure?.dispose();
    };
  }, [run]);
  return <div ref={host} class="structure-host" />;
}
