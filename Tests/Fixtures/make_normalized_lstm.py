"""Writes `normalized-lstm.safetensors`: layer-normalized LSTMs, computed in PyTorch, with all gradients.

    python3 make_normalized_lstm.py

needs the packages torch, numpy and safetensors. PyTorch has no such net, so this is equations 20 to 22 of Ba, Kiros and
Hinton 2016 written with its `layer_norm`, in float64 on one thread:

    gates = norm(x·U) + norm(h·W) + b, split into i, f, g, o
    c = σ(f) ⊙ c + σ(i) ⊙ tanh(g)        (carried on as it is, without a norm)
    h = σ(o) ⊙ tanh(norm(c))

The roles are those of `make_recurrent.py`. A norm's parameters are `<norm>.gain` and `<norm>.bias`.
"""

import pathlib

import numpy
import safetensors
import safetensors.torch
import torch
from torch.nn.functional import layer_norm

SEED = 20269
# Layers, directions and (T, B, D, H). With D = 1 the norm would undo any change of x: its gradient would be rounding.
CASES = [(1, 1, (1, 1, 2, 3)), (1, 1, (5, 3, 4, 6)), (2, 1, (5, 3, 4, 6)), (2, 2, (4, 3, 2, 8)), (1, 2, (3, 2, 3, 17))]

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
numbers = torch.Generator().manual_seed(SEED)


def uniform(*shape, bound=1.0, middle=0.0):
    """Random numbers with twelve binary digits after the point, which single precision holds exactly."""
    return torch.round(4096 * (middle + bound * (2 * torch.rand(shape, generator=numbers) - 1))) / 4096


def parameters(D, H):
    # Not smaller: a norm multiplies the rounding of small products by a large number.
    result = {"input": uniform(D, 4 * H), "recurrent": uniform(H, 4 * H), "bias": uniform(4 * H)}
    for norm, width in [("inputNorm", 4 * H), ("recurrentNorm", 4 * H), ("cellNorm", H)]:
        result[f"{norm}.gain"] = uniform(width, bound=0.5, middle=1)
        result[f"{norm}.bias"] = uniform(width, bound=0.5)
    return result


def scan(p, x, state, is_backward):
    """The hidden states [B, T, H] and the last state [B, 2H] of one layer in one direction."""
    norm = lambda v, name: layer_norm(v, v.shape[-1:], p[f"{name}.gain"], p[f"{name}.bias"])
    h, c = state.chunk(2, -1)
    T = x.shape[1]
    outputs = [None] * T
    for t in reversed(range(T)) if is_backward else range(T):
        gates = norm(x[:, t] @ p["input"], "inputNorm") + norm(h @ p["recurrent"], "recurrentNorm") + p["bias"]
        i, f, g, o = gates.chunk(4, -1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(norm(c, "cellNorm"))
        outputs[t] = h
    return torch.stack(outputs, 1), torch.cat([h, c], -1)


def run(nets, x, start):
    ends = []
    for layer, directions in enumerate(nets):
        results = [scan(p, x, start[layer, d], d == 1) for d, p in enumerate(directions)]
        x = torch.cat([y for y, _ in results], -1)
        ends.append(torch.stack([end for _, end in results]))
    return x, torch.stack(ends)


def case(L, P, size):
    T, B, D, H = size
    nets = [[parameters(D if layer == 0 else P * H, H) for _ in range(P)] for layer in range(L)]
    given = {"x": uniform(B, T, D), "start": uniform(L, P, B, 2 * H)}
    for layer, directions in enumerate(nets):
        for direction, p in zip(["forward", "backward"], directions):
            given |= {f"layers.{layer}.{direction}.{name}": value for name, value in p.items()}
    for value in given.values():
        value.requires_grad_()
    outputs, end = run(nets, given["x"], given["start"])
    cotangents = [uniform(*outputs.shape), uniform(*end.shape)]
    gradients = torch.autograd.grad([outputs, end], list(given.values()), cotangents)
    single = given | {"cotangent.outputs": cotangents[0], "cotangent.end": cotangents[1]}
    result = {role: value.detach().float() for role, value in single.items()}
    result |= {f"gradient.{role}": gradient for role, gradient in zip(given, gradients)}
    result |= {"outputs": outputs, "end": end}
    title = f"{L} {'both' if P == 2 else 'forward'} {'x'.join(map(str, size))}"
    return {f"{title}.{role}": value.detach().clone().contiguous() for role, value in result.items()}


if __name__ == "__main__":
    tensors = {}
    for arguments in CASES:
        tensors |= case(*arguments)
    versions = f"torch {torch.__version__}, numpy {numpy.__version__}, safetensors {safetensors.__version__}"
    path = pathlib.Path(__file__).parent / "normalized-lstm.safetensors"
    safetensors.torch.save_file(tensors, path, {"made with": f"{versions}, seed {SEED}"})
    print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")
