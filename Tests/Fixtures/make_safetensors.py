"""Writes `python.safetensors` and `mixed.safetensors`, which the tests read back.

    python3 make_safetensors.py

needs the packages numpy, torch and safetensors.
"""

import pathlib

import numpy
import safetensors.torch
import torch
from safetensors.numpy import save_file

tensors = {
    "single": numpy.array([[0.5, -1, 2], [3, 4, 0.125]], numpy.float32),
    "double": numpy.array([1 / 3, 2 / 3, -1], numpy.float64),
    "number": numpy.array(42, numpy.float32),
    "empty": numpy.zeros((0, 4), numpy.float32),
}
path = pathlib.Path(__file__).parent / "python.safetensors"
save_file(tensors, path, {"origin": 'Python, with "quotes" and ünïcode'})

# Every number type. "expected" holds what the sixteen-bit numbers are in float64: normal, subnormal and special ones.
bits = torch.tensor(
    [0x0000, 0x8000, 0x3C00, 0xBC00, 0x0001, 0x03FF, 0x83FF, 0x0400, 0x7BFF, 0xFBFF, 0x7C00, 0xFC00, 0x3555, 0x7E00],
    dtype=torch.int32).to(torch.int16)
half, brain = bits.view(torch.float16), bits.clone().view(torch.bfloat16)
mixed = {
    "half": half,
    "half.expected": half.double(),
    "brain": brain,
    "brain.expected": brain.double(),
    "ids": torch.tensor([[1, -2], [1 << 40, -(1 << 62)]]),
    "small": torch.tensor([-128, 127], dtype=torch.int8),
    "short": torch.tensor([-32768, 32767], dtype=torch.int16),
    "int": torch.tensor([-(1 << 31)], dtype=torch.int32),
    "byte": torch.tensor([0, 255], dtype=torch.uint8),
    "mask": torch.tensor([[True, False, True]]),
}
safetensors.torch.save_file(mixed, path.parent / "mixed.safetensors", {"format": "pt"})
