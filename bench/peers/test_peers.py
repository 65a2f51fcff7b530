"""The peers compute the same: after five steps their weights agree, and the loss gradient is that of finite differences.

Run: python3 bench/peers/test_peers.py
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


def main():
    peers = []
    for name in ("dense_step", "scipy_step", "torch_step"):
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
    print("peers agree:", ", ".join(peer.__name__ for peer in peers))


if __name__ == "__main__":
    main()
