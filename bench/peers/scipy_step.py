"""A training step in SciPy: CSR products forward and for the input gradient, and a sampled product for the weights.

Memory and time follow the connections, as in Frugal; SciPy has no sampled product, so the rows it needs are gathered
in blocks that fit a cache, into buffers that are allocated once: fresh ones would cost page faults. The products
themselves always allocate. See common.py for the question and the answer.
"""

import common

import numpy as np
import scipy
from scipy.sparse import csr_matrix

# Connections whose two rows of activations are gathered at a time: 2 × 512 × 128 floats are half a megabyte.
BLOCK = 512


def step_of(asked, data):
    """A function that makes one training step, and one that gives the weights of each layer.

    Activations lie as [units, batch], so that a connection reads rows.
    """
    batch, labels = asked["batch"], data["labels"]
    # By output: y = W x with W [out, in].
    forward = [csr_matrix((w * m).T) for w, m in zip(data["weights"], data["masks"])]
    for w, m in zip(forward, data["masks"]):
        assert w.nnz == np.count_nonzero(m), "a weight of the mask is exactly zero"
    targets = [np.repeat(np.arange(w.shape[0]), np.diff(w.indptr)) for w in forward]
    # By input, for the input gradient; `source` says where each of its values lies in `forward`.
    backward, sources = [], []
    for w in forward:
        numbered = csr_matrix((np.arange(1, w.nnz + 1), w.indices, w.indptr), shape=w.shape).T.tocsr()
        sources.append(numbered.data - 1)
        backward.append(csr_matrix((w.data[sources[-1]], numbered.indices, numbered.indptr), shape=numbered.shape))
    momenta = [np.zeros_like(w.data) for w in forward]
    gradients = [np.empty_like(w.data) for w in forward]
    biases = [np.zeros((w.shape[0], 1), np.float32) for w in forward]
    bias_momenta = [np.zeros_like(b) for b in biases]
    inputs, gradient = data["inputs"].T.copy(), data["gradient"].T.copy()
    columns = np.arange(batch)
    single = len(forward) == 1
    # The gradients are linear in the errors of the outputs: the learning rate costs least there.
    rate, momentum = np.float32(common.LEARNING_RATE), np.float32(common.MOMENTUM)
    gradient *= rate

    gathered = [np.empty((BLOCK, batch), np.float32) for _ in range(2)]

    def sampled(l, delta, unit):
        nnz, indices = forward[l].nnz, forward[l].indices
        for begin in range(0, nnz, BLOCK):
            block = slice(begin, min(nnz, begin + BLOCK))
            outs, ins = (buffer[: block.stop - begin] for buffer in gathered)
            # Clipping is never needed; with it NumPy writes straight into the buffer.
            np.take(delta, targets[l][block], axis=0, out=outs, mode="clip")
            np.take(unit, indices[block], axis=0, out=ins, mode="clip")
            np.einsum("kb,kb->k", outs, ins, out=gradients[l][block])

    def step():
        units = [inputs]
        for l, w in enumerate(forward):
            y = w @ units[-1]
            y += biases[l]
            if l < len(forward) - 1:
                np.maximum(y, 0, out=y)
            units.append(y)
        if single:
            delta = gradient
        else:
            delta = units[-1]
            delta -= delta.max(axis=0, keepdims=True)
            np.exp(delta, out=delta)
            delta /= delta.sum(axis=0, keepdims=True)
            delta[labels, columns] -= 1
            delta *= rate / np.float32(batch)
        for l in range(len(forward) - 1, -1, -1):
            sampled(l, delta, units[l])
            bias_momenta[l] *= momentum
            bias_momenta[l] -= delta.sum(axis=1, keepdims=True)
            biases[l] += bias_momenta[l]
            if l > 0 or single:
                delta = backward[l] @ delta
            if l > 0:
                delta *= units[l] > 0
        for l, (w, v, g) in enumerate(zip(forward, momenta, gradients)):
            v *= momentum
            v -= g
            w.data += v
            np.take(w.data, sources[l], out=backward[l].data, mode="clip")

    return step, lambda: [w.toarray().T for w in forward]


if __name__ == "__main__":
    asked = common.question()
    data = common.network(asked)
    connections = sum(m.sum() for m in data["masks"])
    versions = {"numpy": np.__version__, "scipy": scipy.__version__}
    common.answer("scipy-csr", asked, step_of(asked, data)[0], connections, versions)
