"""Writes `rnn`, `lstm` and `gru.safetensors`: recurrent nets as PyTorch computes them, with all gradients.

    python3 make_recurrent.py

needs the packages torch, numpy and safetensors. Everything is computed by PyTorch in float64 on one thread. Each file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`; the roles are

    x                   [B, T, D]
    lengths             [B], where they differ from T
    start, end          [L, P, B, S·H], the states of L layers and P paths along time; of an LSTM h beside c
    layers.<layer>.<forward or backward>.<name>, the parameters; weights are stored [inputs, outputs]
    outputs             [B, T, P·H], zeros beyond the lengths
    cotangent.<role>    for outputs and end, the weights of the sum that is differentiated
    gradient.<role>     for x, start and every parameter

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import pathlib

import numpy
import safetensors
import safetensors.torch
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

SEED = 20263
NETS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}

# (T, B, D, H) and the lengths that its batches have: None for T everywhere.
SIZES = [
    ((1, 1, 1, 1), [None, [1]]),
    ((5, 3, 4, 6), [None, [3, 1, 3]]),  # from step 3 on there is nothing but padding
    ((3, 9, 2, 3), [[3, 1, 2, 2, 3, 1, 1, 3, 2]]),  # a batch that is shared among threads
]
# One unit more than a register holds. Two forms of it, to keep the files small.
WIDE = (4, 2, 3, 17)

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


def cases():
    """The layers, whether both directions, (T, B, D, H) and the lengths of every case."""
    for size, batches in SIZES:
        for layers in [1, 2]:
            for is_bidirectional in [False, True]:
                for lengths in batches:
                    yield layers, is_bidirectional, size, lengths
    yield 1, True, WIDE, [4, 1]
    yield 2, False, WIDE, None


def title(layers, is_bidirectional, size, lengths):
    direction = "both" if is_bidirectional else "forward"
    ending = "full" if lengths is None else "lengths " + " ".join(map(str, lengths))
    return f"{layers} {direction} {'x'.join(map(str, size))} {ending}"


class File:
    def __init__(self, kind):
        self.kind = kind
        self.tensors = {}
        self.numbers = torch.Generator().manual_seed(SEED)

    def uniform(self, *shape, bound=1.0):
        """Random numbers with twelve binary digits after the point, so that sums of two are exact in float32."""
        return torch.round(4096 * bound * (2 * torch.rand(shape, generator=self.numbers) - 1)) / 4096

    def given(self, name, tensor):
        single = tensor.detach().float()
        assert torch.equal(single.double(), tensor), name
        self.store(name, single)

    def store(self, name, tensor):
        assert name not in self.tensors, name
        self.tensors[name] = tensor.detach().clone().contiguous()

    def case(self, layers, is_bidirectional, size, lengths):
        T, B, D, H = size
        P = 2 if is_bidirectional else 1
        case = title(layers, is_bidirectional, size, lengths)
        net = NETS[self.kind](D, H, layers, batch_first=True, bidirectional=is_bidirectional)
        for parameter in net.parameters():
            # Not larger: where a unit is close to ±1, its slope 1 − h² has few digits left in single precision.
            parameter.data = self.uniform(*parameter.shape, bound=H**-0.5)

        x = self.uniform(B, T, D).requires_grad_()
        start = self.uniform(layers, P, B, (2 if self.kind == "lstm" else 1) * H).requires_grad_()
        outputs, end = run(net, x, start, lengths)
        cotangents = [self.uniform(*outputs.shape), self.uniform(*end.shape)]
        sources = {"x": x, "start": start, **dict(net.named_parameters())}
        gradients = torch.autograd.grad([outputs, end], list(sources.values()), cotangents)
        gradients = dict(zip(sources, gradients))

        self.given(f"{case}.x", x)
        self.given(f"{case}.start", start)
        if lengths is not None:
            self.given(f"{case}.lengths", torch.tensor(lengths, dtype=torch.float64))
        for role, value, cotangent in zip(["outputs", "end"], [outputs, end], cotangents):
            self.store(f"{case}.{role}", value)
            self.given(f"{case}.cotangent.{role}", cotangent)
        for role in ["x", "start"]:
            self.store(f"{case}.gradient.{role}", gradients[role])
        for layer in range(layers):
            for direction, ending in [("forward", ""), ("backward", "_reverse")][:P]:
                path = f"layers.{layer}.{direction}"
                for name, value, gradient in cell(self.kind, sources, gradients, f"_l{layer}{ending}"):
                    self.given(f"{case}.{path}.{name}", value)
                    self.store(f"{case}.gradient.{path}.{name}", gradient)

    def write(self):
        # One entry only: several would be written in an order that changes from run to run.
        versions = f"torch {torch.__version__}, numpy {numpy.__version__}, safetensors {safetensors.__version__}"
        metadata = {"made with": f"{versions}, seed {SEED}"}
        path = pathlib.Path(__file__).parent / f"{self.kind}.safetensors"
        safetensors.torch.save_file(self.tensors, path, metadata)
        print(f"{path.name}: {len(self.tensors)} tensors, {path.stat().st_size} bytes")


def run(net, x, start, lengths):
    """The outputs [B, T, P·H] and the last states [L, P, B, S·H]."""
    L, P, B, _ = start.shape
    T = x.shape[1]
    states = [part.flatten(0, 1).contiguous() for part in start.split(net.hidden_size, -1)]  # each [L·P, B, H]
    if lengths is not None:
        x = pack_padded_sequence(x, torch.tensor(lengths), batch_first=True, enforce_sorted=False)
    outputs, end = net(x, tuple(states) if isinstance(net, nn.LSTM) else states[0])
    if lengths is not None:
        outputs, _ = pad_packed_sequence(outputs, batch_first=True, total_length=T)
    end = torch.cat(end, -1) if isinstance(net, nn.LSTM) else end
    return outputs, end.reshape(L, P, B, -1)


def cell(kind, values, gradients, ending):
    """Name, value and gradient of each parameter of one cell.

    PyTorch adds two biases where one would do, so both have the gradient of their sum. Only in the GRU's candidate does
    the second stand apart, behind the reset gate.
    """
    name = lambda which: which + ending
    yield "input", values[name("weight_ih")].mT, gradients[name("weight_ih")].mT
    yield "recurrent", values[name("weight_hh")].mT, gradients[name("weight_hh")].mT
    second = values[name("bias_hh")].detach().clone()
    if kind == "gru":
        candidate = slice(2 * len(second) // 3, None)
        yield "candidateBias", second[candidate].clone(), gradients[name("bias_hh")][candidate]
        second[candidate] = 0
    yield "bias", values[name("bias_ih")] + second, gradients[name("bias_ih")]


if __name__ == "__main__":
    for kind in NETS:
        file = File(kind)
        for case in cases():
            file.case(*case)
        file.write()
