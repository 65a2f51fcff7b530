/** The live chart of one column of records, named as `epoch.testAccuracy`. */

import type { Bench } from '../state/bench.ts';
import { plansOf } from '../state/curves.ts';
import { LiveChart } from './live-chart.tsx';

export function MeasureChart({ bench, path }: { readonly bench: Bench; readonly path: string }) {
  const card = bench.card.value;
  if (card === undefined) return null;
  const [kind, column] = path.split('.');
  const plan = plansOf(card).find((each) => each.kind === kind);
  const measure = plan?.measures.find((each) => each.column === column);
  if (plan === undefined || measure === undefined) return null;
  const entries = bench.group.value?.entries.value ?? [];
  return (
    <LiveChart
      key={path}
      runs={entries.map(({ run, setting }) => ({ run, label: setting }))}
      plan={plan}
      measure={measure}
    />
  );
}
