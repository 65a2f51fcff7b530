"""One step of online learning in NumPy: forward, both errors, rank-one updates of both layers, and the account of it.

The loop that a person writes: `outer` for the changes, `abs().sum()` and `count_nonzero` for M1 and M0. With
`forward` the account is left out. See common.py.
"""

import common

import numpy as np

RATE = np.float32(0.01)


def step_of(asked, data):
    """A function that learns one example after the other."""
    first, second = data["weights"]
    random = np.random.default_rng(asked["seed"])
    images = random.random((256, first.shape[0]), dtype=np.float32)
    labels = random.integers(0, second.shape[1], 256)
    account = np.zeros(2)
    booked = not asked["forward"]
    state = {"next": 0}

    def write(weights, change):
        if booked:
            account[0] += np.count_nonzero(change)
            account[1] += np.abs(change).sum()
        weights += change

    def step():
        k = state["next"]
        state["next"] = (k + 1) % len(labels)
        x = images[k]
        z = x @ first
        h = np.where(z > 0, z, np.float32(0.1) * z)
        error = -(h @ second)
        error[labels[k]] += 1
        hidden = (second @ error) * np.where(z > 0, np.float32(1), np.float32(0.1))
        write(second, np.outer(h, RATE * error))
        write(first, np.outer(x, RATE * hidden))

    return step


if __name__ == "__main__":
    asked = common.question()
    data = common.network(asked)
    connections = sum(w.size for w in data["weights"])
    common.answer("numpy-online", asked, step_of(asked, data), connections, {"numpy": np.__version__})
