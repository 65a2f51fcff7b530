/** A chart of curves that grow while a run computes, drawn by uPlot at most once a frame. */

import { effect, useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type ChartPlan, type Curve, CurveBook, type Measure } from '../state/curves.ts';
import type { LiveRun } from '../state/run.ts';
import { inTurn, noTurn } from '../structure/frames.ts';

/** Runs whose curves stand in one chart, each with what is put before its curves' names; those of one label are averaged. */
export interface ChartedRun {
  readonly run: LiveRun;
  readonly label: string;
}

const HEIGHT = 280;

/** Steps between ticks of an axis of counts. */
const WHOLE = Array.from({ length: 12 }, (_, i) => [1, 2, 5].map((k) => k * 10 ** i)).flat();

const token = (name: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The name of a curve within a chart of several runs. */
const named = (label: string, { name }: Curve, single: boolean): string =>
  label === '' ? name : single || name === '' ? label : `${label} · ${name}`;

/** Curves as uPlot has them: places, and for each curve a value or nothing at every place. */
function columnsOf(curves: readonly Curve[]): uPlot.AlignedData {
  const places = [...new Set(curves.flatMap((curve) => [...curve.places.keys()]))].sort(
    (a, b) => a - b,
  );
  const values = curves.map((curve) =>
    places.map((place) => {
      const found = curve.places.get(place);
      return found === undefined ? null : found[0] / found[1];
    }),
  );
  return [places, ...values];
}

const isAlone = (values: uPlot.AlignedData[number]): boolean =>
  Array.from(values).filter((value) => value !== null && value !== undefined).length === 1;

function optionsOf(names: readonly string[], plan: ChartPlan, width: number): uPlot.Options {
  const [muted, grid] = [token('--muted'), token('--grid')];
  const font = `12px ${token('--sans')}`;
  const axis = {
    stroke: muted,
    font,
    grid: { stroke: grid, width: 1 },
    ticks: { stroke: grid, width: 1, size: 4 },
  };
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false } },
    legend: { show: false },
    cursor: { points: { size: 7 }, drag: { x: false, y: false } },
    padding: [10, 24, 0, 0],
    axes: [
      {
        ...axis,
        label: plan.alongLabel,
        labelFont: font,
        labelSize: 20,
        labelGap: 0,
        size: 30,
        // Places are counts.
        incrs: WHOLE,
        grid: { show: false },
      },
      { ...axis, size: 52 },
    ],
    series: [
      {},
      ...names.map((label, i) => ({
        label,
        stroke: token(`--series-${(i % 8) + 1}`),
        width: 2,
        dash: i >= 8 ? [6, 4] : [],
        spanGaps: true,
        // A curve of one value would not be seen.
        points: { show: (plot: uPlot, k: number) => isAlone(plot.data[k]), size: 6 },
      })),
    ],
  };
}

/** The last value of a curve, as the legend shows it. */
function lastText({ places }: Curve): string {
  const last = Math.max(...places.keys());
  const [sum, count] = places.get(last) ?? [Number.NaN, 1];
  const value = sum / count;
  return Math.abs(value) >= 1000 || Number.isInteger(value)
    ? Math.round(value).toLocaleString('en-US')
    : value.toPrecision(3);
}

export function LiveChart({
  runs,
  plan,
  measure,
}: {
  readonly runs: readonly ChartedRun[];
  readonly plan: ChartPlan;
  readonly measure: Measure;
}) {
  const holder = useRef<HTMLDivElement>(null);
  const legend = useSignal<readonly { readonly name: string; readonly last: string }[]>([]);
  const books = useMemo(() => {
    const byLabel = new Map<string, CurveBook>();
    return runs.map(({ run, label }) => {
      const book = byLabel.get(label) ?? new CurveBook(plan, measure);
      byLabel.set(label, book);
      return { run, label, book, taken: 0 };
    });
  }, [plan, measure, runs.map(({ run }) => run.id).join()]);
  const drawn = useRef<{ plot: uPlot; names: string } | undefined>(undefined);

  /** As it was observed: asking would have the page laid out in the midst of a drawing. */
  const width = useRef(0);
  const draw = (): void => {
    const element = holder.current;
    if (element === null || width.current === 0) return;
    for (const each of books) {
      const { records } = each.run;
      for (; each.taken < records.length; each.taken++) each.book.add(records[each.taken].record);
    }
    const curves = [...new Map(books.map(({ label, book }) => [label, book]))].flatMap(
      ([label, book]) => {
        const own = book.curves();
        return own.map((curve) => ({ ...curve, name: named(label, curve, own.length === 1) }));
      },
    );
    const names = curves.map(({ name }) => name);
    const data = columnsOf(curves);
    const key = JSON.stringify([names, plan.kind, width.current]);
    if (drawn.current?.names !== key) {
      drawn.current?.plot.destroy();
      const plot = new uPlot(optionsOf(names, plan, width.current), data, element);
      drawn.current = { plot, names: key };
    } else drawn.current.plot.setData(data);
    legend.value = curves.map((curve) => ({ name: curve.name, last: lastText(curve) }));
  };

  useEffect(() => {
    const due = (): void => inTurn(draw, 'words');
    const again = (): void => {
      // Widths and colours are asked anew.
      if (drawn.current !== undefined) drawn.current.names = '';
      due();
    };
    const end = effect(() => {
      for (const { run } of books) run.count.value;
      due();
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const size = new ResizeObserver((entries) => {
      width.current = Math.round(entries.at(-1)?.contentRect.width ?? 0);
      again();
    });
    if (holder.current !== null) size.observe(holder.current);
    dark.addEventListener('change', again);
    return () => {
      end();
      noTurn(draw);
      size.disconnect();
      dark.removeEventListener('change', again);
      drawn.current?.plot.destroy();
      drawn.current = undefined;
    };
  }, [books]);

  const said = legend.value.map(({ name, last }) => `${name} ${last}`).join(', ');
  return (
    <div class="chart">
      <p class="chart-title">{measure.label}</p>
      <div
        ref={holder}
        class="chart-plot"
        role="img"
        aria-label={`${measure.label} along ${plan.alongLabel}${said === '' ? ', no data yet' : `; now ${said}`}`}
      />
      <ul class="legend">
        {legend.value.map(({ name, last }, i) => (
          <li key={name}>
            <i style={{ background: `var(--series-${(i % 8) + 1})` }} />
            {name} <b>{last}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
