"""Writes `attention.safetensors`: scores and look-ups as PyTorch computes them, with all gradients.

    python3 make_attention.py

needs the packages torch, numpy and safetensors. Everything is computed by PyTorch in float64 on one thread. The file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`; the roles are

    queries, keys       [B, Q, A] and [B, K, C]; the keys are the values as well
    lengths             [B], where they differ from K
    parameter.<path>    weights are stored [inputs, outputs]
    scores, context    [B, Q, K] and [B, Q, C]
    cotangent.<role>    for scores and context, the weights of the sum that is differentiated
    gradient.<role>     for queries, keys and every parameter

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import pathlib

import numpy
import safetensors
import safetensors.torch
import torch

SEED = 20265
# (B, Q, K, A = C) and the lengths of the keys: None for K everywhere.
SIZES = [((1, 1, 1, 1), None), ((2, 3, 5, 4), None), ((3, 4, 6, 5), [6, 1, 3]), ((2, 9, 17, 18), [17, 16])]

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)
numbers = torch.Generator().manual_seed(SEED)
tensors = {}


def uniform(*shape):
    return torch.round(4096 * (2 * torch.rand(shape, generator=numbers) - 1)) / 4096


def additive(q, k, p):
    pairs = torch.nn.functional.linear(q, p["query.weight"].T)[:, :, None] + (k @ p["key.weight"])[:, None]
    return (torch.tanh(pairs) @ p["v.weight"]).squeeze(-1)


SCORES = {
    "additive": (additive, lambda D: {"query.weight": (D, D), "key.weight": (D, D), "v.weight": (D, 1)}),
    "bilinear": (
        lambda q, k, p: torch.einsum("bqa,ac,bkc->bqk", q, p["matrix.weight"], k),
        lambda D: {"matrix.weight": (D, D)},
    ),
    "dot": (lambda q, k, p: torch.einsum("bqd,bkd->bqk", q, k), lambda D: {}),
    "scaled": (lambda q, k, p: torch.einsum("bqd,bkd->bqk", q, k) / q.shape[-1] ** 0.5, lambda D: {}),
}


def write_case(name, score, shapes, size, lengths):
    B, Q, K, D = size
    case = f"{name} {'x'.join(map(str, size))}" + (" lengths" if lengths else "")
    given = {"queries": uniform(B, Q, D), "keys": uniform(B, K, D)}
    given |= {f"parameter.{path}": uniform(*shape) for path, shape in shapes(D).items()}
    leaves = {role: value.clone().requires_grad_() for role, value in given.items()}
    parameters = {role.removeprefix("parameter."): leaf for role, leaf in leaves.items() if "parameter" in role}
    scores = score(leaves["queries"], leaves["keys"], parameters)
    seen = scores
    if lengths:
        hidden = torch.arange(K)[None, None, :] >= torch.tensor(lengths)[:, None, None]
        seen = scores.masked_fill(hidden, -torch.inf)
    context = torch.softmax(seen, -1) @ leaves["keys"]
    given |= {"cotangent.scores": uniform(B, Q, K), "cotangent.context": uniform(B, Q, D)}
    cotangents = [given["cotangent.scores"], given["cotangent.context"]]
    gradients = torch.autograd.grad([scores, context], list(leaves.values()), cotangents)
    if lengths:
        given["lengths"] = torch.tensor(lengths, dtype=torch.float64)
    for role, value in given.items():
        assert torch.equal(value.float().double(), value), role
        tensors[f"{case}.{role}"] = value.float()
    results = {"scores": scores, "context": context}
    results |= {f"gradient.{role}": gradient for role, gradient in zip(leaves, gradients)}
    tensors.update({f"{case}.{role}": value.detach().contiguous() for role, value in results.items()})


for name, (score, shapes) in SCORES.items():
    for size, lengths in SIZES:
        write_case(name, score, shapes, size, lengths)
versions = f"torch {torch.__version__}, numpy {numpy.__version__}, safetensors {safetensors.__version__}"
path = pathlib.Path(__file__).parent / "attention.safetensors"
safetensors.torch.save_file(tensors, path, {"made with": f"{versions}, seed {SEED}"})
print(f"{path.name}: {len(tensors)} tensors, {path.stat().st_size} bytes")
