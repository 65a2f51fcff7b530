"""A training step in PyTorch: `linear`, `backward` and SGD with momentum on dense arrays, masked or not.

Used only where PyTorch is installed. See common.py for the question and the answer.
"""

import common

import torch
from torch.nn.functional import cross_entropy, linear


def step_of(asked, data):
    """A function that makes one training step, and one that gives the weights of each layer."""
    torch.set_num_threads(1)
    weights = [torch.from_numpy(w.T.copy()).requires_grad_() for w in data["weights"]]
    biases = [torch.zeros(w.shape[0], requires_grad=True) for w in weights]
    masks = [torch.from_numpy(m.T.copy()).float() for m in data["masks"]] if asked["masked"] else None
    single = len(weights) == 1
    # A hidden layer hands a gradient on to the layer before it; the first layer of a network does not.
    inputs = torch.from_numpy(data["inputs"]).requires_grad_(single)
    labels = torch.from_numpy(data["labels"])
    gradient = torch.from_numpy(data["gradient"])
    sgd = torch.optim.SGD([*weights, *biases], lr=common.LEARNING_RATE, momentum=common.MOMENTUM)

    def step():
        x = inputs
        for l, (w, b) in enumerate(zip(weights, biases)):
            x = linear(x, w, b)
            if l < len(weights) - 1:
                x = torch.relu(x)
        sgd.zero_grad(set_to_none=False)
        if single:
            x.backward(gradient)
        else:
            cross_entropy(x, labels).backward()
        with torch.no_grad():
            if masks is not None:
                for w, mask in zip(weights, masks):
                    w.grad.mul_(mask)
            sgd.step()
            if masks is not None:
                for w, mask in zip(weights, masks):
                    w.mul_(mask)

    return step, lambda: [w.detach().numpy().T for w in weights]


if __name__ == "__main__":
    asked = common.question()
    data = common.network(asked)
    connections = sum(m.sum() if asked["masked"] else m.size for m in data["masks"])
    name = "torch-masked" if asked["masked"] else "torch-dense"
    common.answer(name, asked, step_of(asked, data)[0], connections, {"torch": torch.__version__})
