#!/usr/bin/env bash
# safetensors 0.8.0 (2026): weights that lie in memory column by column are read back permuted, and scipy and scikit-learn make
# such arrays unasked: a CSC matrix by `toarray()`, a restricted Boltzmann machine by `fit`.
#
# Expected: the values that were saved, as with safetensors 0.7.0, or an error; NumPy calls such an array contiguous.
# Seen: shape and type are right and so is the sum, so that densities, norms and histograms of weights all agree; but each
# value stands elsewhere. Of a sparse matrix another set of connections comes back, with no fewer connections.
# Nothing is raised or warned in saving or loading. Known upstream as issue 825 of August 2026, open when this was written.
# `numpy.ascontiguousarray` before saving cures it.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1
python3 -m venv python
python/bin/pip install --quiet safetensors==0.8.0 numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1
python/bin/pip install --quiet --no-deps --target older safetensors==0.7.0

cat >save.py <<'PY'
import numpy as np
import safetensors
import scipy.sparse as sparse
from safetensors.numpy import load_file, save_file
from sklearn.neural_network import BernoulliRBM

random = np.random.default_rng(0)
layer = sparse.random_array((40, 30), density=0.1, rng=random, dtype=np.float32)
examples = (random.random((200, 30)) < 0.3).astype(np.float32)
tensors = {
    'csr': layer.tocsr().toarray(),
    'csc': layer.tocsc().toarray(),
    'transposed': layer.toarray().T,
    'machine': BernoulliRBM(n_components=20, n_iter=2, random_state=0).fit(examples).components_,
}
save_file(tensors, 'layer.safetensors')
for name, read in load_file('layer.safetensors').items():
    saved = tensors[name]
    alike = read.shape == saved.shape and np.array_equal(np.sort(read, None), np.sort(saved, None))
    kept, all_of = np.count_nonzero((read != 0) & (saved != 0)), np.count_nonzero(saved)
    print(safetensors.__version__, name, 'right' if np.array_equal(read, saved) else 'other values',
          'same shape and sorted values', alike, 'connections in place', kept, 'of', all_of)
PY
python/bin/python -W error save.py | tee seen
PYTHONPATH=older python/bin/python -W error save.py | tee -a seen
grep -q '^0.8.0 csr right' seen
[ "$(grep -c '^0.8.0 .* other values same shape and sorted values True' seen)" -eq 3 ]
[ "$(grep -c '^0.7.0 .* right' seen)" -eq 4 ]
