/**
 * Curves of records as they come, of any study: a kind of record whose columns hold a count that goes on (epochs, updates,
 * presentations) is a chart. What stands before that column says whose record it is, what stands behind it is measured.
 */

import type { StudyRecord } from '../../../src/protocol/study.ts';
import type { StudyCard } from '../work/desk-calls.ts';

/** Columns along which learning goes on, in any study. */
const ALONG = ['epoch', 'update', 'presentations', 'sweep', 'step', 'trials'];
/** Repetitions, over which a curve is the mean. */
const REPEATS = ['replicate', 'sample'];

/** A measure of a kind of record. */
export interface Measure {
  readonly column: string;
  readonly label: string;
  readonly about: string;
  /** Shares are shown in per cent. */
  readonly scale: number;
}

/** A chart that a study's records can fill. */
export interface ChartPlan {
  readonly kind: string;
  readonly along: string;
  readonly alongLabel: string;
  readonly keys: readonly string[];
  readonly measures: readonly Measure[];
}

/** `testAccuracy` → `test accuracy`. */
export const spelled = (column: string): string =>
  column.replace(/([a-z0-9])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);

const isNumber = (type: string): boolean =>
  /^(?:number|whole number|share in \[0, 1\])$/.test(type);

/** The charts of a study, the first being the one to show. */
export function plansOf({ columns }: Pick<StudyCard, 'columns'>): ChartPlan[] {
  const kinds = new Map<string, [string, StudyCard['columns'][string]][]>();
  for (const [name, column] of Object.entries(columns)) {
    const [kind, field] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
    if (!field.includes('.')) kinds.set(kind, [...(kinds.get(kind) ?? []), [field, column]]);
  }
  return [...kinds].flatMap(([kind, fields]) => {
    const at = fields.findIndex(([field, { type }]) => ALONG.includes(field) && isNumber(type));
    if (at < 0) return [];
    const measures = fields.slice(at + 1).flatMap(([column, { type, unit, about }]): Measure[] => {
      if (!isNumber(type) || ALONG.includes(column)) return [];
      const share = type.startsWith('share');
      const unitText = share ? ' (%)' : unit === undefined ? '' : ` (${unit})`;
      return [{ column, label: spelled(column) + unitText, about, scale: share ? 100 : 1 }];
    });
    // What is learned is seen best on what was not learned from.
    const rank = ({ column, scale }: Measure): number =>
      /^test(?:Accuracy|R2)$/.test(column)
        ? 0
        : scale === 100
          ? 1
          : /^test|loss/i.test(column)
            ? 2
            : 3;
    const ordered = [...measures].sort((a, b) => rank(a) - rank(b));
    const [along, { unit }] = fields[at];
    const keys = fields.slice(0, at).map(([field]) => field);
    return [
      {
        ...{ kind, along, keys, measures: ordered },
        alongLabel: spelled(along) + (unit === undefined || unit === along ? '' : ` (${unit})`),
      },
    ];
  });
}

/** A curve: means over repetitions, by place. */
export interface Curve {
  readonly name: string;
  /** By place: sum and count. */
  readonly places: Map<number, [sum: number, count: number]>;
}

/** Curves of one measure, filled record by record. */
export class CurveBook {
  readonly #plan: ChartPlan;
  readonly #measure: Measure;
  readonly #groups = new Map<string, { values: Record<string, string>; curve: Curve }>();

  constructor(plan: ChartPlan, measure: Measure) {
    this.#plan = plan;
    this.#measure = measure;
  }

  add(record: StudyRecord): void {
    const { kind, along, keys } = this.#plan;
    if (record.kind !== kind) return;
    const [x, y] = [record[along], record[this.#measure.column]];
    if (typeof x !== 'number' || typeof y !== 'number') return;
    const values: Record<string, string> = {};
    for (const key of keys)
      if (!REPEATS.includes(key) && record[key] !== undefined) values[key] = String(record[key]);
    const name = Object.values(values).join(', ');
    let group = this.#groups.get(name);
    if (group === undefined) {
      group = { values, curve: { name, places: new Map() } };
      this.#groups.set(name, group);
    }
    const place = group.curve.places.get(x) ?? [0, 0];
    place[0] += y * this.#measure.scale;
    place[1]++;
    group.curve.places.set(x, place);
  }

  /** The curves, each named by what tells it from the others. */
  curves(): Curve[] {
    const groups = [...this.#groups.values()];
    const telling = this.#plan.keys.filter(
      (key) => new Set(groups.map(({ values }) => values[key])).size > 1,
    );
    const word = this.#plan.keys.find((key) => groups[0]?.values[key] !== undefined);
    const named = telling.length > 0 ? telling : word === undefined ? [] : [word];
    return groups.map(({ values, curve }) => ({
      name: named
        .map((key, i) =>
          i === 0 && Number.isNaN(Number(values[key]))
            ? values[key]
            : `${spelled(key)} ${values[key]}`,
        )
        .join(', '),
      places: curve.places,
    }));
  }
}
