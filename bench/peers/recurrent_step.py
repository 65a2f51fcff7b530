"""A training step of a dense recurrent network in NumPy: back-propagation through time by float32 products (BLAS).

Rectified units discrete in time, softmax at every step, clipping by the norm, Adam. Written for speed: what does not
depend on the step before is one product over all steps, and no array is allocated in the loops over time. `layers` is
[inputs with the one-hot rule, units, classes], and `steps` the length of the sequences. See common.py.
"""

import common

import numpy as np

CLIP, RATE, BETA1, BETA2, EPSILON = 1.0, 1e-3, 0.9, 0.999, 1e-8


def data_of(asked):
    """Weights, biases, inputs [steps, batch, inputs] of which the last 20 are one-hot, labels [steps, batch]."""
    inputs, units, classes = asked["layers"]
    steps, batch = asked["steps"], asked["batch"]
    random = np.random.default_rng(asked["seed"])
    uniform = lambda n, m, bound: ((2 * random.random((n, m)) - 1) * bound).astype(np.float32)
    x = random.random((steps, batch, inputs), dtype=np.float32)
    x[:, :, -20:] = 0
    x[:, np.arange(batch), inputs - 20 + random.integers(0, 20, batch)] = 1
    return {
        "weights": [
            uniform(inputs, units, inputs**-0.5),
            uniform(units, units, units**-0.5),
            np.zeros(units, np.float32),
            uniform(units, classes, units**-0.5),
            np.zeros(classes, np.float32),
        ],
        "inputs": x,
        "labels": random.integers(0, classes, (steps, batch)),
    }


def step_of(asked, data):
    """A function that makes one training step, and ones that give the weights and the last gradients."""
    inputs, units, classes = asked["layers"]
    steps, batch = asked["steps"], asked["batch"]
    weights = data["weights"]
    into, within, bias, out, out_bias = weights
    x = data["inputs"].reshape(steps * batch, inputs)
    labels = data["labels"].reshape(-1)
    rows = np.arange(steps * batch)
    gradients = [np.empty_like(w) for w in weights]
    moments = [(np.zeros_like(w), np.zeros_like(w), np.empty_like(w)) for w in weights]
    # Row 0 of the states is the state before the first step.
    h = np.zeros((steps + 1, batch, units), np.float32)
    z = np.empty((steps, batch, units), np.float32)
    delta = np.empty_like(z)
    logits = np.empty((steps * batch, classes), np.float32)
    recurrent = np.empty((batch, units), np.float32)
    active = np.empty((batch, units), bool)
    state = {"step": 0}

    def forward_and_backward():
        np.matmul(x, into, out=z.reshape(-1, units))
        np.add(z, bias, out=z)
        for t in range(steps):
            np.matmul(h[t], within, out=recurrent)
            np.add(recurrent, z[t], out=recurrent)
            np.maximum(recurrent, 0, out=h[t + 1])
        states = h[1:].reshape(-1, units)
        np.matmul(states, out, out=logits)
        np.add(logits, out_bias, out=logits)
        np.subtract(logits, logits.max(axis=1, keepdims=True), out=logits)
        np.exp(logits, out=logits)
        np.divide(logits, logits.sum(axis=1, keepdims=True), out=logits)
        logits[rows, labels] -= 1
        np.multiply(logits, np.float32(1 / len(labels)), out=logits)
        np.matmul(logits, out.T, out=delta.reshape(-1, units))
        for t in range(steps - 1, -1, -1):
            if t + 1 < steps:
                np.matmul(delta[t + 1], within.T, out=recurrent)
                delta[t] += recurrent
            np.greater(h[t + 1], 0, out=active)
            delta[t] *= active
        deltas = delta.reshape(-1, units)
        np.matmul(x.T, deltas, out=gradients[0])
        np.matmul(h[:-1].reshape(-1, units).T, deltas, out=gradients[1])
        np.sum(deltas, axis=0, out=gradients[2])
        np.matmul(states.T, logits, out=gradients[3])
        np.sum(logits, axis=0, out=gradients[4])

    def step():
        forward_and_backward()
        norm = float(np.sqrt(sum(float(np.vdot(g, g)) for g in gradients)))
        state["step"] += 1
        k = state["step"]
        scale = np.float32(CLIP / norm if norm > CLIP else 1)
        rate = np.float32(RATE * (1 - BETA2**k) ** 0.5 / (1 - BETA1**k))
        for w, g, (m, s, t) in zip(weights, gradients, moments):
            g *= scale
            m *= np.float32(BETA1)
            np.multiply(g, np.float32(1 - BETA1), out=t)
            m += t
            s *= np.float32(BETA2)
            np.multiply(g, g, out=t)
            t *= np.float32(1 - BETA2)
            s += t
            np.sqrt(s, out=t)
            t += np.float32(EPSILON)
            np.divide(m, t, out=t)
            t *= rate
            w -= t

    return step, lambda: weights, forward_and_backward, gradients


if __name__ == "__main__":
    asked = common.question()
    data = data_of(asked)
    connections = sum(w.size for w in data["weights"])
    step = step_of(asked, data)[0]
    common.answer("numpy-recurrent", asked, step, connections, {"numpy": np.__version__})
