"""The most robust weights by HiGHS's own Python interface, highspy: a linear program, or with a density a mixed-integer one.

Called as

    python3 bench/peers/programs.py '{"inputs": 400, "associations": 200, "seed": 1, "density": 0.2}'

it solves once and tells the optimum (the margin in units of w √N), then solves again for every line of standard input and
prints the seconds of CPU time that this took. One thread. Associations are those of bench/programs.ts.

The mixed-integer program is the obvious one: a binary for each input and one large constant, the whole norm. The linear
one is solved by the quickest of HiGHS's ways, presolve and tolerances as they are or ours. The model is made outside the
clock.
"""

import json
import os
import sys
import time

import highspy
import numpy as np


def associations(asked):
    """Patterns [associations, inputs] in {0, 1} and labels ±1, of the generator x ← 1664525 x + 1013904223 mod 2³²."""
    inputs, count = asked["inputs"], asked["associations"]
    state = asked["seed"]
    patterns, labels = np.zeros((count, inputs)), np.zeros(count)
    for k in range(count):
        for i in range(inputs + 1):
            state = (1664525 * state + 1013904223) % 2**32
            if i < inputs:
                patterns[k, i] = state < 2**31
            else:
                labels[k] = 1 if state < 2**31 else -1
    return patterns, labels


def model_of(asked):
    """Columns: size of each input's weight in either sign, the margin, binaries. Weights are in units of their mean size."""
    patterns, labels = associations(asked)
    count, inputs = patterns.shape
    most = round(asked.get("density", 1) * inputs)
    binaries = inputs if "density" in asked else 0
    columns = 2 * inputs + 1 + binaries
    margin = 2 * inputs
    matrix = np.zeros((count + 1 + (inputs + 1 if binaries else 0), columns))
    lower, upper = np.full(len(matrix), -highspy.kHighsInf), np.zeros(len(matrix))
    signed = patterns * labels[:, None]
    matrix[:count, 0:margin:2], matrix[:count, 1:margin:2], matrix[:count, margin] = signed, -signed, -1
    lower[:count], upper[:count] = 0, highspy.kHighsInf
    matrix[count, :margin] = 1
    lower[count] = upper[count] = most
    for i in range(binaries):
        row = count + 1 + i
        matrix[row, 2 * i], matrix[row, 2 * i + 1], matrix[row, margin + 1 + i] = 1, 1, -most
    if binaries:
        matrix[-1, margin + 1 :] = 1
        upper[-1] = most

    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns, len(matrix)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_ = np.eye(columns)[margin]
    lp.col_lower_ = np.where(np.arange(columns) == margin, -highspy.kHighsInf, 0)
    limit = np.where(np.arange(columns) < margin, most, 1).astype(float)
    limit[margin] = highspy.kHighsInf
    lp.col_upper_ = limit
    lp.row_lower_, lp.row_upper_ = lower, upper
    transposed = matrix.T
    at = np.nonzero(transposed)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum((transposed != 0).sum(axis=1))]).astype(np.int32)
    lp.a_matrix_.index_ = at[1].astype(np.int32)
    lp.a_matrix_.value_ = transposed[at]
    if binaries:
        kinds = [highspy.HighsVarType.kContinuous] * (margin + 1) + [highspy.HighsVarType.kInteger] * binaries
        lp.integrality_ = kinds
    return lp, inputs**0.5 / most


def solve(lp, options):
    """The optimum and the seconds that it took."""
    began = time.process_time()
    highs = highspy.Highs()
    for name, value in {"output_flag": False, "threads": 1, **options}.items():
        highs.setOptionValue(name, value)
    highs.passModel(lp)
    highs.run()
    seconds = time.process_time() - began
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        sys.exit(f"highspy: {highs.modelStatusToString(highs.getModelStatus())}")
    return highs.getInfo().objective_function_value, seconds


def ways(asked):
    """Options to choose from."""
    if "density" in asked:
        return [{"mip_rel_gap": 0.0, "mip_abs_gap": 1e-9}]
    exact = {"primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9}
    return [{"presolve": presolve, **tolerances} for presolve in ("choose", "off") for tolerances in ({}, exact)]


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    # HiGHS writes a banner, whatever it is told.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    lp, unit = model_of(asked)
    tried = [(solve(lp, options), options) for options in ways(asked)]
    (optimum, _), options = min(tried, key=lambda each: each[0][1])
    version = highspy.Highs().version()
    answer = {"peer": "highspy", "connections": 0, "answer": optimum * unit, "versions": {"highspy": version}}
    print(json.dumps(answer), file=answers, flush=True)
    for _ in sys.stdin:
        print(solve(lp, options)[1], file=answers, flush=True)
