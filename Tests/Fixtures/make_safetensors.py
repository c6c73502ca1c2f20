"""Writes `python.safetensors`, which the tests read back.

    python3 make_safetensors.py

needs the packages numpy and safetensors.
"""

import pathlib

import numpy
from safetensors.numpy import save_file

tensors = {
    "single": numpy.array([[0.5, -1, 2], [3, 4, 0.125]], numpy.float32),
    "double": numpy.array([1 / 3, 2 / 3, -1], numpy.float64),
    "number": numpy.array(42, numpy.float32),
    "empty": numpy.zeros((0, 4), numpy.float32),
}
path = pathlib.Path(__file__).parent / "python.safetensors"
save_file(tensors, path, {"origin": 'Python, with "quotes" and ünïcode'})
