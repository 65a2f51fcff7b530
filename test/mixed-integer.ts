/** The slow and obvious twin of the search over supports: a mixed-integer program with one large constant, solved by HiGHS. */

import { modelData, type Rows } from '../src/solvers/program.ts';

/**
 * The largest κ̃ under l0, gap and exclusive signs. A binary c_a says whether arm a is in use: gap_a c_a ≤ x_a ≤ budget c_a, at
 * most one arm an input, at most the allowed number in all.
 */
export function mixedIntegerMargin(rows: Rows): number {
  const { highs, constraints, unit, budget, data } = rows;
  const { arms, most } = constraints;
  const { infinity } = highs;
  const { optimal } = highs.constants.modelStatus;
  const binaryOf = (a: number): number => arms.length + 1 + a;
  return highs.withModel(modelData(rows), (model) => {
    model.addVars(new Float64Array(arms.length), new Float64Array(arms.length).fill(1));
    const row = (lower: number, upper: number, entries: Readonly<Record<number, number>>): void => {
      const indices = Object.keys(entries).map(Number);
      model.addRow(lower, upper, { indices, values: Object.values(entries) });
    };
    for (const [a, { gap, input }] of arms.entries()) {
      const binary = binaryOf(a);
      model.changeColIntegrality(binary, highs.constants.variableType.integer);
      row(-infinity, 0, { [a]: 1, [binary]: -budget });
      row(0, infinity, { [a]: 1, [binary]: -gap / unit });
      if (a > 0 && arms[a - 1].input === input)
        row(-infinity, 1, { [binaryOf(a - 1)]: 1, [binary]: 1 });
    }
    row(-infinity, most, Object.fromEntries(arms.map((_, a) => [binaryOf(a), 1])));
    const tight = { mip_rel_gap: 0, mip_abs_gap: 1e-9, mip_feasibility_tolerance: 1e-9 };
    model.options.set({ output_flag: false, ...tight });
    const { modelStatus } = model.run();
    if (modelStatus !== optimal) throw new Error(`model status ${modelStatus}`);
    return (model.getObjectiveValue() * unit) / Math.sqrt(data.inputs);
  });
}
