"""The training step of recurrent_step.py in PyTorch: `nn.RNN`, `nn.Linear`, autograd, clipping by the norm, Adam.

Used only where PyTorch is installed. See common.py for the question and the answer.
"""

import common

import torch
from recurrent_step import CLIP, RATE, data_of
from torch.nn.functional import cross_entropy


def step_of(asked, data):
    """A function that makes one training step."""
    torch.set_num_threads(1)
    inputs, units, classes = asked["layers"]
    x = torch.from_numpy(data["inputs"])
    labels = torch.from_numpy(data["labels"]).reshape(-1)
    recurrent = torch.nn.RNN(inputs, units, nonlinearity="relu")
    out = torch.nn.Linear(units, classes)
    parameters = [*recurrent.parameters(), *out.parameters()]
    adam = torch.optim.Adam(parameters, lr=RATE)

    def step():
        adam.zero_grad(set_to_none=False)
        states, _ = recurrent(x)
        cross_entropy(out(states).reshape(-1, classes), labels).backward()
        torch.nn.utils.clip_grad_norm_(parameters, CLIP)
        adam.step()

    return step


if __name__ == "__main__":
    asked = common.question()
    data = data_of(asked)
    connections = sum(w.size for w in data["weights"])
    common.answer("torch-recurrent", asked, step_of(asked, data), connections, {"torch": torch.__version__})
