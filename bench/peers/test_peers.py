"""The peers compute the same: after five steps their weights agree, and the loss gradient is that of finite differences.

Run: python3 bench/peers/test_peers.py ['{"threads": 2}']
"""

import common

import copy
import importlib

import numpy as np

TOLERANCE = 2e-6


def weights_after(module, asked, steps):
    """The weights of a peer after some steps."""
    step, weights = module.step_of(asked, copy.deepcopy(common.network(asked)))
    for _ in range(steps):
        step()
    return [np.array(w) for w in weights()]


def loss(weights, data):
    """Cross-entropy of the network without biases, in float64."""
    x = data["inputs"].astype(np.float64)
    for w in weights[:-1]:
        x = np.maximum(x @ w, 0)
    x = x @ weights[-1]
    x -= x.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(x).sum(axis=1)) - x[np.arange(len(x)), data["labels"]])


def recurrent_loss(weights, data):
    """Cross-entropy of the recurrent network, in float64, from its equations."""
    into, within, bias, out, out_bias = weights
    h, total = 0, 0
    for x, labels in zip(data["inputs"].astype(np.float64), data["labels"]):
        h = np.maximum(x @ into + (h @ within if np.ndim(h) else 0) + bias, 0)
        y = h @ out + out_bias
        y -= y.max(axis=1, keepdims=True)
        total += np.sum(np.log(np.exp(y).sum(axis=1)) - y[np.arange(len(y)), labels])
    return total / data["labels"].size


def check_recurrent():
    """Every gradient of the recurrent peer against finite differences."""
    import recurrent_step

    asked = {"layers": [24, 7, 3], "batch": 4, "steps": 5, "seed": 3}
    data = recurrent_step.data_of(asked)
    _, _, both, gradients = recurrent_step.step_of(asked, data)
    both()
    weights = [w.astype(np.float64) for w in data["weights"]]
    for w, gradient in zip(weights, gradients):
        for at in list(np.ndindex(w.shape))[::5]:
            losses = []
            for h in (1e-5, -1e-5):
                w[at] += h
                losses.append(recurrent_loss(weights, data))
                w[at] -= h
            assert abs((losses[0] - losses[1]) / 2e-5 - gradient[at]) < TOLERANCE, f"recurrent, {at}"


def main():
    peers = []
    for name in ("dense_step", "scipy_step", "numba_step", "torch_step"):
        try:
            peers.append(importlib.import_module(name))
        except ImportError as error:
            print(f"without {name}: {error}")
    for layers in ([20, 30], [20, 30, 25, 5]):
        asked = {"layers": layers, "batch": 16, "density": 0.3, "masked": True, "seed": 7, "forward": False}
        expected = weights_after(peers[0], asked, 5)
        for peer in peers[1:]:
            for ours, theirs in zip(expected, weights_after(peer, asked, 5)):
                assert np.abs(ours - theirs).max() < TOLERANCE, f"{peer.__name__} differs, layers {layers}"

    # The first step moves a weight by the learning rate times the negative derivative of the loss.
    data = common.network(asked)
    before = [w.astype(np.float64) for w in data["weights"]]
    moved = weights_after(peers[0], asked, 1)
    for l, (w, mask) in enumerate(zip(before, data["masks"])):
        for i, j in list(zip(*np.nonzero(mask)))[:10]:
            losses = []
            for h in (1e-5, -1e-5):
                w[i, j] += h
                losses.append(loss(before, data))
                w[i, j] -= h
            derivative = (losses[0] - losses[1]) / 2e-5
            change = moved[l][i, j] - w[i, j]
            assert abs(change + common.LEARNING_RATE * derivative) < TOLERANCE, f"layer {l}, connection {i}, {j}"
    check_recurrent()
    print("peers agree:", ", ".join(peer.__name__ for peer in peers))


if __name__ == "__main__":
    main()
