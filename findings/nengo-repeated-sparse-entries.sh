#!/usr/bin/env bash
# Nengo 4.1.0: what a sparse transform with repeated entries does depends on whether SciPy is installed.
#
# Expected: two entries at one place add, as in every coordinate format (SciPy, Matrix Market), or are refused; in any
# case the same network computes the same.
# Seen: with SciPy they add; without it, where Nengo says that it uses "dense matrices instead", the last one wins, so
# that a neuron with two synapses from one source loses one of them. With SciPy installed `toarray()` of the transform's
# own matrix still drops it, and so differs from what the simulator runs.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv plain
plain/bin/pip install --quiet nengo==4.1.0 numpy==2.4.6
python3 -m venv beside
beside/bin/pip install --quiet nengo==4.1.0 numpy==2.4.6 scipy==1.17.1

cat >run.py <<'PY'
import importlib.util
import warnings

import nengo
import numpy as np

warnings.simplefilter('ignore')
places, weights = [[0, 0], [0, 0], [1, 2]], [1.0, 2.0, 3.0]
with nengo.Network() as network:
    sources = nengo.Node(np.ones(3))
    targets = nengo.Node(size_in=2)
    transform = nengo.Sparse((2, 3), indices=places, init=weights)
    nengo.Connection(sources, targets, transform=transform, synapse=None)
    probe = nengo.Probe(targets)
with nengo.Simulator(network, progress_bar=False) as simulator:
    simulator.run_steps(2)
matrix = transform.sample()
print('SciPy' if importlib.util.find_spec('scipy') else 'no SciPy', 'simulated', simulator.data[probe][-1].tolist(),
      'toarray', matrix.toarray().sum(1).tolist())
PY
for environment in plain beside; do $environment/bin/python run.py; done | tee seen
grep -q '^no SciPy simulated \[2.0, 3.0\] toarray \[2.0, 3.0\]' seen
grep -q '^SciPy simulated \[3.0, 3.0\] toarray \[2.0, 3.0\]' seen
