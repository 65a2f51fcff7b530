"""A training step in NumPy: dense float32 products (BLAS) into buffers that are allocated once.

With "masked" it is how sparse training is imitated on dense arrays: gradients and weights are multiplied by a mask.
This is a strong peer: no graph, no allocation in the step. See common.py for the question and the answer.
"""

import common

import numpy as np


def blas_name():
    """The BLAS that NumPy was built with, where it tells."""
    try:
        blas = np.show_config(mode="dicts")["Build Dependencies"]["blas"]
        return f"{blas['name']} {blas['version']}"
    except (TypeError, KeyError):
        return "unknown"


def step_of(asked, data):
    """A function that makes one training step, and one that gives the weights of each layer."""
    weights, labels, batch = data["weights"], data["labels"], asked["batch"]
    masks = [mask.astype(np.float32) for mask in data["masks"]] if asked["masked"] else None
    biases = [np.zeros(w.shape[1], np.float32) for w in weights]
    momenta = [np.zeros_like(w) for w in weights]
    bias_momenta = [np.zeros_like(b) for b in biases]
    gradients = [np.empty_like(w) for w in weights]
    units = [data["inputs"]] + [np.empty((batch, w.shape[1]), np.float32) for w in weights]
    deltas = [np.empty_like(a) for a in units]
    rows = np.arange(batch)
    single = len(weights) == 1
    # The gradients are linear in the errors of the outputs: the learning rate costs least there.
    rate, momentum = np.float32(common.LEARNING_RATE), np.float32(common.MOMENTUM)
    given = data["gradient"] * rate

    def forward():
        for l, w in enumerate(weights):
            np.matmul(units[l], w, out=units[l + 1])
            units[l + 1] += biases[l]
            if l < len(weights) - 1:
                np.maximum(units[l + 1], 0, out=units[l + 1])

    def step():
        forward()
        if single:
            deltas[-1][:] = given
        else:
            softmax, delta = units[-1], deltas[-1]
            softmax -= softmax.max(axis=1, keepdims=True)
            np.exp(softmax, out=softmax)
            softmax /= softmax.sum(axis=1, keepdims=True)
            delta[:] = softmax
            delta[rows, labels] -= 1
            delta *= rate / np.float32(batch)
        for l in range(len(weights) - 1, -1, -1):
            np.matmul(units[l].T, deltas[l + 1], out=gradients[l])
            if l > 0 or single:
                np.matmul(deltas[l + 1], weights[l].T, out=deltas[l])
            if l > 0:
                deltas[l] *= units[l] > 0
        for l, (w, v, g) in enumerate(zip(weights, momenta, gradients)):
            if masks is not None:
                g *= masks[l]
            v *= momentum
            v -= g
            w += v
            if masks is not None:
                w *= masks[l]
            bias_momenta[l] *= momentum
            bias_momenta[l] -= deltas[l + 1].sum(axis=0)
            biases[l] += bias_momenta[l]

    return forward if asked["forward"] else step, lambda: weights


if __name__ == "__main__":
    asked = common.question()
    data = common.network(asked)
    connections = sum(m.sum() if asked["masked"] else m.size for m in data["masks"])
    name = "numpy-masked" if asked["masked"] else "numpy-dense"
    common.answer(name, asked, step_of(asked, data)[0], connections, {"numpy": np.__version__, "blas": blas_name()})
