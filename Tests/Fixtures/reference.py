"""What scripts share that ask PyTorch for reference numbers: the random inputs, what is stored, and the file."""

import pathlib

import numpy
import safetensors
import safetensors.torch
import torch

torch.set_num_threads(1)
torch.set_default_dtype(torch.float64)


class References:
    """The tensors of a file, by name. Inputs are drawn from one generator, in the order of the calls."""

    def __init__(self, seed):
        self.seed = seed
        self.numbers = torch.Generator().manual_seed(seed)
        self.tensors = {}

    def uniform(self, *shape):
        """Random numbers with twelve binary digits after the point, which float32 holds exactly."""
        return torch.round(4096 * (2 * torch.rand(shape, generator=self.numbers) - 1)) / 4096

    def store(self, name, tensor):
        assert name not in self.tensors, name
        self.tensors[name] = tensor.detach().clone().contiguous()

    def given(self, name, tensor):
        """Stores an input in single precision, which holds it exactly."""
        single = tensor.detach().float()
        assert torch.equal(single.double(), tensor.detach().double()), name
        self.store(name, single)

    def randomize(self, model, parts):
        """Draws every parameter of a model anew, matrices larger than vectors, and gains around 1; `parts` lists it."""
        with torch.no_grad():
            for parameter in model.parameters():
                parameter.copy_(self.uniform(*parameter.shape) * (0.5 if parameter.dim() > 1 else 0.25))
            for path, parameter, part in parts:
                if path.endswith("gain"):
                    parameter.add_(1)

    def write(self, name, *packages):
        """Writes `name.safetensors` beside this script, with the versions of torch, of further packages, and the seed."""
        versions = ", ".join(f"{package.__name__} {package.__version__}" for package in [torch, *packages, numpy, safetensors])
        # One entry only: several would be written in an order that changes from run to run.
        metadata = {"made with": f"{versions}, seed {self.seed}"}
        safetensors.torch.save_file(self.tensors, pathlib.Path(__file__).parent / f"{name}.safetensors", metadata)
        self.tensors.clear()
