#!/usr/bin/env bash
# scikit-learn 1.9.1: one example more, and BernoulliRBM has not learnt: a last mini-batch that is not full is weighed wrongly.
#
# Expected: 1,001 examples train a machine as good as 1,000 do, in mini-batches of 10.
# Seen: the exact mean log-likelihood of fresh data falls from about -6.5 to about -9.5 nats, which is no better than
# independent pixels; the visible biases turn negative. The persistent chains are always as many as `batch_size`,
# both statistics are sums, and their difference is divided by the number of examples in this batch: with one example
# left over, the negative phase counts ten times against the positive one, at ten times the learning rate. By
# `partial_fit`, where any number of rows may be handed over, the same goes the other way: in batches of 100 rows with the
# default `batch_size` the negative phase counts a tenth, and all hidden units end at 1. No warning in either case.
# The likelihood is exact: 8 hidden units are summed over all their 256 states.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
python3 -m venv python
python/bin/pip install --quiet scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1

python/bin/python -W error - <<'PY' | tee seen
from itertools import product

import numpy as np
from sklearn.neural_network import BernoulliRBM

HIDDEN = np.array(list(product([0, 1], repeat=8)), float)

def bars(count, seed):
    """Four groups of four pixels, each group on with probability 0.3; then a twentieth of all pixels flipped."""
    random = np.random.default_rng(seed)
    on = np.repeat(random.random((count, 4)) < 0.3, 4, axis=1)
    return (on ^ (random.random(on.shape) < 0.05)).astype(float)

def likelihood(machine, x):
    w, b, a = machine.components_, machine.intercept_hidden_, machine.intercept_visible_
    log_z = np.logaddexp.reduce(HIDDEN @ b + np.logaddexp(0, HIDDEN @ w + a).sum(1))
    return (x @ a + np.logaddexp(0, x @ w.T + b).sum(1) - log_z).mean()

fresh = bars(5000, 9)
p = fresh.mean(0)
print('independent pixels', round((p * np.log(p) + (1 - p) * np.log(1 - p)).sum(), 2))
for count in (990, 1000, 1001, 1010):
    machines = [
        BernoulliRBM(n_components=8, learning_rate=0.05, n_iter=30, random_state=seed).fit(bars(count, 0))
        for seed in range(3)]
    values = [likelihood(m, fresh) for m in machines]
    fate = 'learnt' if min(values) > -7 else 'not learnt' if max(values) < -9 else 'between'
    print(count, fate, np.round(values, 2).tolist(), 'biases', round(np.mean([m.intercept_visible_ for m in machines]), 2))

x = bars(1000, 0)
for size in (10, 100):
    machine = BernoulliRBM(n_components=8, learning_rate=0.05, batch_size=size, random_state=0)
    other = BernoulliRBM(n_components=8, learning_rate=0.05, random_state=0)
    for _ in range(30):
        for rows in np.split(x, len(x) // size):
            machine.partial_fit(rows)
            other.partial_fit(rows)
    print('partial_fit of', size, 'rows: hidden units on', round(machine.transform(x).mean(), 2),
          'with batch_size not named', round(other.transform(x).mean(), 2))
PY
grep -q '^990 learnt' seen
grep -q '^1000 learnt' seen
grep -q '^1001 not learnt' seen
grep -q '^1010 learnt' seen
grep -q '^partial_fit of 100 rows: .* with batch_size not named 1.0$' seen
