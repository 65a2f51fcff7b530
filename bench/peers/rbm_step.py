"""A step of contrastive divergence, CD-1, of a dense restricted Boltzmann machine in NumPy, by float32 products (BLAS).

Hidden states are drawn in both phases, visible ones are probabilities, as in the public code of SET-RBM; momentum. Written
for speed: no array is allocated in the step. `layers` is [visible, hidden]. See common.py.
"""

import common

import numpy as np

RATE, MOMENTUM = np.float32(1e-8), np.float32(0.9)


def data_of(asked):
    """Weights, biases, and examples of 0 and 1 of which a fifth are 1."""
    visible, hidden = asked["layers"]
    random = np.random.default_rng(asked["seed"])
    return {
        "weights": random.standard_normal((visible, hidden), dtype=np.float32) * np.float32(0.05),
        "visible": np.zeros(visible, np.float32),
        "hidden": np.zeros(hidden, np.float32),
        "examples": (random.random((asked["batch"], visible), dtype=np.float32) < 0.2).astype(np.float32),
    }


def step_of(asked, data):
    """A function that makes one step, and the gradient that it left."""
    visible, hidden = asked["layers"]
    batch = asked["batch"]
    random = np.random.default_rng(asked["seed"] + 1)
    weights, b, c, v0 = (data[name] for name in ("weights", "visible", "hidden", "examples"))
    h0, h1, uniform = (np.empty((batch, hidden), np.float32) for _ in range(3))
    v1 = np.empty((batch, visible), np.float32)
    gradient, second = np.empty_like(weights), np.empty_like(weights)
    velocities = [np.zeros_like(x) for x in (weights, b, c)]
    below = np.empty((batch, hidden), bool)

    def sigmoid(x):
        np.negative(x, out=x)
        np.exp(x, out=x)
        np.add(x, 1, out=x)
        np.reciprocal(x, out=x)

    def draw(p):
        random.random(dtype=np.float32, out=uniform)
        np.less(uniform, p, out=below)
        p[:] = below

    def up(v, h):
        np.matmul(v, weights, out=h)
        np.add(h, c, out=h)
        sigmoid(h)
        draw(h)

    def step():
        up(v0, h0)
        np.matmul(h0, weights.T, out=v1)
        np.add(v1, b, out=v1)
        sigmoid(v1)
        up(v1, h1)
        np.matmul(v1.T, h1, out=gradient)
        np.matmul(v0.T, h0, out=second)
        np.subtract(gradient, second, out=gradient)
        np.multiply(gradient, np.float32(1 / batch), out=gradient)
        changes = (gradient, v1.mean(axis=0) - v0.mean(axis=0), h1.mean(axis=0) - h0.mean(axis=0))
        for own, velocity, change in zip((weights, b, c), velocities, changes):
            np.multiply(velocity, MOMENTUM, out=velocity)
            np.add(velocity, change, out=velocity)
            np.multiply(velocity, RATE, out=change)
            np.subtract(own, change, out=own)

    return step, (v0, h0, v1, h1)


if __name__ == "__main__":
    asked = common.question()
    data = data_of(asked)
    step = step_of(asked, data)[0]
    common.answer("numpy-rbm", asked, step, data["weights"].size, {"numpy": np.__version__})
