/** Where a network looks: for every pixel of its inputs, how many connections leave it, live. */

import { effect, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LiveRun } from '../state/run.ts';
import type { Glance } from '../structure/glance.ts';

/** Steps of the palette's ramp. */
const STEPS = 25;

export function InputMap({
  run,
  name,
}: {
  readonly run: LiveRun | undefined;
  readonly name: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const note = useSignal('');
  useEffect(() => {
    if (run === undefined) return;
    const release = run.watch();
    const end = effect(() => {
      const glance = run.glance.value;
      if (glance !== undefined && canvas.current !== null)
        note.value = draw(canvas.current, glance);
    });
    return () => {
      end();
      release();
    };
  }, [run]);
  return (
    <div class="map">
      <canvas
        ref={canvas}
        class="input-map"
        width={28}
        height={28}
        role="img"
        aria-label={`Connections of ${name} from every pixel. ${note.value}`}
      />
      <p class="map-note">{note.value}</p>
    </div>
  );
}

/** Draws the degrees of the inputs, and says what is to be seen. */
function draw(canvas: HTMLCanvasElement, { layers, picture }: Glance): string {
  const units = layers[0]?.senders?.units;
  if (units === undefined || picture === undefined) return '';
  const { width, height } = picture;
  const context = canvas.getContext('2d');
  if (context === null) return '';
  const style = getComputedStyle(canvas);
  const colours = Array.from({ length: STEPS }, (_, step) =>
    style.getPropertyValue(`--sequential-${step}`).trim(),
  );
  // One scale for all networks: they have as many connections.
  const most = 8;
  let inside = 0;
  let all = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const degree = units[y * width + x];
      all += degree;
      if (Math.min(x, y, width - 1 - x, height - 1 - y) >= width / 4) inside += degree;
      context.fillStyle = colours[Math.min(STEPS - 1, Math.round((degree / most) * (STEPS - 1)))];
      context.fillRect(x, y, 1, 1);
    }
  return `${Math.round((100 * inside) / all)} % begin in the middle quarter`;
}
