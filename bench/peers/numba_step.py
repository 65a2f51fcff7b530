"""A training step in Numba: compiled loops over CSR lists, as a careful user of Python writes them.

Lists by output for the forward product; lists by input, which hold the weights of record, for both gradients in one pass.
Rows of activations are [units, batch], so that a connection reads rows and LLVM vectorises along the batch. With
`threads` the loops over lists are shared out. See common.py for the question and the answer.
"""

import common

import numba
import numpy as np
from scipy.sparse import csr_matrix

OPTIONS = {"fastmath": True, "error_model": "numpy", "boundscheck": False, "parallel": common.THREADS > 1}


@numba.njit(**OPTIONS)
def forward(start, index, weight, bias, x, y, rectify):
    """y = W x + bias, rectified or not; lists by output."""
    batch = x.shape[1]
    for o in numba.prange(len(start) - 1):
        row = y[o]
        row[:] = bias[o]
        for k in range(start[o], start[o + 1]):
            w, source = weight[k], x[index[k]]
            for b in range(batch):
                row[b] += w * source[b]
        if rectify:
            for b in range(batch):
                row[b] = max(row[b], np.float32(0))


@numba.njit(**OPTIONS)
def backward(start, index, weight, delta, x, dx, gradient, rectified):
    """dx = Wᵀ delta, 0 where x is if rectified, and the gradient of every weight; lists by input."""
    batch = x.shape[1]
    for i in numba.prange(len(start) - 1):
        own, row = x[i], dx[i]
        row[:] = 0
        for k in range(start[i], start[i + 1]):
            w, error, total = weight[k], delta[index[k]], np.float32(0)
            for b in range(batch):
                row[b] += w * error[b]
                total += own[b] * error[b]
            gradient[k] = total
        if rectified:
            for b in range(batch):
                row[b] = row[b] if own[b] > 0 else np.float32(0)


@numba.njit(**OPTIONS)
def sampled(start, index, delta, x, gradient):
    """The gradient of every weight alone, for the first layer; lists by output."""
    batch = x.shape[1]
    for o in numba.prange(len(start) - 1):
        error = delta[o]
        for k in range(start[o], start[o + 1]):
            own, total = x[index[k]], np.float32(0)
            for b in range(batch):
                total += own[b] * error[b]
            gradient[k] = total


@numba.njit(**OPTIONS)
def update(weight, velocity, gradient, momentum):
    for k in numba.prange(len(weight)):
        velocity[k] = momentum * velocity[k] - gradient[k]
        weight[k] += velocity[k]


@numba.njit(**OPTIONS)
def mirror(weight, source, copy):
    for k in numba.prange(len(copy)):
        copy[k] = weight[source[k]]


class Layer:
    """The lists of one layer. The first of a network has lists by output only."""

    def __init__(self, weights, mask, first):
        out = csr_matrix((weights * mask).T)
        assert out.nnz == np.count_nonzero(mask), "a weight of the mask is exactly zero"
        out.sort_indices()
        numbered = csr_matrix((np.arange(1, out.nnz + 1), out.indices, out.indptr), shape=out.shape).T.tocsr()
        numbered.sort_indices()
        self.first = first
        self.out_start, self.out_index = out.indptr, out.indices
        self.out_weight = out.data
        if first:
            self.weight = self.out_weight
        else:
            # Where a weight of the lists by output lies among those by input.
            self.source = np.empty(out.nnz, np.int32)
            self.source[numbered.data - 1] = np.arange(out.nnz, dtype=np.int32)
            self.in_start, self.in_index = numbered.indptr, numbered.indices
            self.weight = out.data[numbered.data - 1].copy()
        self.gradient, self.velocity = np.zeros_like(self.weight), np.zeros_like(self.weight)
        self.bias = np.zeros(out.shape[0], np.float32)
        self.bias_velocity = np.zeros_like(self.bias)
        self.shape = out.shape

    def dense(self):
        return csr_matrix((self.out_weight, self.out_index, self.out_start), shape=self.shape).toarray().T


def step_of(asked, data):
    """A function that makes one training step, and one that gives the weights of each layer."""
    single = len(data["weights"]) == 1
    layers = [Layer(w, m, l == 0 and not single) for l, (w, m) in enumerate(zip(data["weights"], data["masks"]))]
    batch, labels = asked["batch"], data["labels"]
    columns = np.arange(batch)
    units = [data["inputs"].T.copy()] + [np.empty((l.shape[0], batch), np.float32) for l in layers]
    deltas = [np.empty_like(u) for u in units]
    # The gradients are linear in the errors of the outputs: the learning rate costs least there.
    rate, momentum = np.float32(common.LEARNING_RATE), np.float32(common.MOMENTUM)
    deltas[-1][:] = data["gradient"].T * rate

    def loss():
        softmax, delta = units[-1], deltas[-1]
        softmax -= softmax.max(axis=0, keepdims=True)
        np.exp(softmax, out=softmax)
        softmax /= softmax.sum(axis=0, keepdims=True)
        delta[:] = softmax
        delta[labels, columns] -= 1
        delta *= rate / np.float32(batch)

    def step():
        last = len(layers) - 1
        for l, a in enumerate(layers):
            forward(a.out_start, a.out_index, a.out_weight, a.bias, units[l], units[l + 1], l < last)
        if not single:
            loss()
        for l in range(last, -1, -1):
            a, delta = layers[l], deltas[l + 1]
            if a.first:
                sampled(a.out_start, a.out_index, delta, units[l], a.gradient)
            else:
                backward(a.in_start, a.in_index, a.weight, delta, units[l], deltas[l], a.gradient, l > 0)
        for l, a in enumerate(layers):
            update(a.weight, a.velocity, a.gradient, momentum)
            if not a.first:
                mirror(a.weight, a.source, a.out_weight)
            update(a.bias, a.bias_velocity, deltas[l + 1].sum(axis=1), momentum)

    return step, lambda: [a.dense() for a in layers]


if __name__ == "__main__":
    asked = common.question()
    numba.set_num_threads(common.THREADS)
    data = common.network(asked)
    connections = sum(m.sum() for m in data["masks"])
    versions = {"numpy": np.__version__, "numba": numba.__version__}
    common.answer("numba-csr", asked, step_of(asked, data)[0], connections, versions)
