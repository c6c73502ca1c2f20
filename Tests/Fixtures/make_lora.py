"""Writes `lora.safetensors` and the folders `peft-attention` and `peft-all`: low-rank updates, a learned prefix and LoRA+
as Hugging Face's PEFT and PyTorch compute them, and singular values by NumPy.

    PYTHONHASHSEED=0 python3 make_lora.py

needs the packages torch, transformers, peft, numpy and safetensors; without the hash seed, PEFT would write the names of
its target modules in another order. Everything is computed in float64 on one thread. The file carries the versions and the
seed in its metadata. A tensor is named `<case>.<role>`; weights are [inputs, outputs].

    linear-standard, linear-rslora    PEFT's layer around a linear one, with α ≠ r:
        x, weight, bias, a, b, alpha, cotangent; output, gradient.x, gradient.a, gradient.b
    plus                              ten steps of LoRA+, AdamW with 16 times the learning rate for B:
        x, target, weight, a, b; losses (the first before any step), end.a, end.b
    gpt2                              a tiny GPT-2: tokens [B, T]; its parameters by the path that they have in the course
    attention, all                    the same model with the adapter in the folder:
        logits, loss, and gradient.<path of the linear map>.a and .b
    prefix                            the same model with a prefix; positions count from behind it:
        keys.<block>, values.<block>; logits, loss, gradient.keys.<block>, gradient.values.<block>
    svd-<shape>                       matrix, values; overlap.<i>.<j> of the first i left vectors with j columns of `other`

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import pathlib

import numpy
import peft
import torch
import transformers
from peft.tuners.lora import Linear as LoRALinear

from gpt_parts import parts
from reference import References

TOKENS = [[3, 7, 1, 9, 0, 4, 4, 2], [5, 5, 8, 10, 6, 1, 3, 7]]
V, T, D, H, N, P = 11, 11, 8, 2, 2, 3

references = References(seed=202613)
given, store, uniform = references.given, references.store, references.uniform
folder = pathlib.Path(__file__).parent


def draw(parameter, scale=1.0):
    with torch.no_grad():
        parameter.copy_(scale * uniform(*parameter.shape))


# Layers


def lora_linear(inputs, outputs, rank, alpha, rank_stabilized=False):
    """PEFT's layer with random numbers, and A and B of it."""
    config = peft.LoraConfig(r=rank, lora_alpha=alpha, use_rslora=rank_stabilized)
    base = torch.nn.Linear(inputs, outputs)
    layer = LoRALinear(base, adapter_name="default", config=config, r=rank, lora_alpha=alpha)
    for parameter in layer.parameters():
        draw(parameter)
    base.requires_grad_(False)
    return layer, layer.lora_A["default"].weight, layer.lora_B["default"].weight


for name, alpha, rank_stabilized in [("linear-standard", 5, False), ("linear-rslora", 7, True)]:
    layer, a, b = lora_linear(4, 6, 3, alpha, rank_stabilized)
    x = uniform(2, 5, 4).requires_grad_()
    cotangent = uniform(2, 5, 6)
    for role, tensor in [
        ("x", x), ("weight", layer.base_layer.weight.T), ("bias", layer.base_layer.bias), ("a", a.T), ("b", b.T),
        ("alpha", torch.tensor(float(alpha))), ("cotangent", cotangent),
    ]:
        given(f"{name}.{role}", tensor)
    y = layer(x)
    y.backward(cotangent)
    store(f"{name}.output", y)
    store(f"{name}.gradient.x", x.grad)
    store(f"{name}.gradient.a", a.grad.T)
    store(f"{name}.gradient.b", b.grad.T)

layer, a, b = lora_linear(4, 6, 2, 3)
x, target = uniform(7, 4), uniform(7, 6)
for role, tensor in [
    ("x", x), ("target", target), ("weight", layer.base_layer.weight.T), ("bias", layer.base_layer.bias),
    ("a", a.T), ("b", b.T),
]:
    given(f"plus.{role}", tensor)
optimizer = torch.optim.AdamW(
    [{"params": [a], "lr": 1e-3}, {"params": [b], "lr": 16e-3}], betas=(0.9, 0.99), weight_decay=0.1
)
losses = []
for _ in range(10):
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(layer(x), target)
    loss.backward()
    optimizer.step()
    losses.append(loss.detach())
store("plus.losses", torch.stack(losses))
store("plus.end.a", a.T)
store("plus.end.b", b.T)

# GPT-2


def base_model():
    shape = transformers.GPT2Config(
        vocab_size=V, n_positions=T, n_embd=D, n_layer=N, n_head=H, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        attn_implementation="eager", bos_token_id=0, eos_token_id=0,
    )
    return transformers.GPT2LMHeadModel(shape).double()


model = base_model()
references.randomize(model, parts(model))
start = {name: tensor.clone() for name, tensor in model.state_dict().items()}
tokens = torch.tensor(TOKENS)
given("gpt2.tokens", tokens.double())
for path, parameter, part in parts(model):
    given(f"gpt2.{path}", part(parameter))


def run(name, model):
    logits = model(input_ids=tokens[:, :-1], attention_mask=torch.ones_like(tokens[:, :-1])).logits
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, V), tokens[:, 1:].reshape(-1))
    loss.backward()
    store(f"{name}.logits", logits)
    store(f"{name}.loss", loss)


def targets(module):
    """The linear maps of the course that a module of GPT-2 stands for."""
    block, layer = module.split(".", 1)
    maps = {
        "attn.c_attn": ["attention.query", "attention.key", "attention.value"],
        "attn.c_proj": ["attention.output"],
        "mlp.c_fc": ["feedForward.up"],
        "mlp.c_proj": ["feedForward.down"],
    }
    return [f"stack.blocks.{block}.{name}" for name in maps[layer]]


for name, rank, alpha, modules, rank_stabilized in [
    ("attention", 2, 3, ["c_attn"], False),
    ("all", 3, 5, ["c_attn", "c_proj", "c_fc"], True),
]:
    model = base_model()
    model.load_state_dict(start)
    config = peft.LoraConfig(
        r=rank, lora_alpha=alpha, target_modules=modules, use_rslora=rank_stabilized, fan_in_fan_out=True,
        task_type="CAUSAL_LM",
    )
    adapted = peft.get_peft_model(model, config)
    factors = {path: p for path, p in adapted.named_parameters() if "lora_" in path}
    for parameter in factors.values():
        draw(parameter, 0.5)
    run(name, adapted)
    for path, parameter in factors.items():
        module, factor = path.removeprefix("base_model.model.transformer.h.").split(".lora_")
        paths = targets(module)
        # A serves all that a module stands for; each has its part of the rows of B.
        grads = [parameter.grad] * len(paths) if factor[0] == "A" else parameter.grad.chunk(len(paths))
        for path, grad in zip(paths, grads):
            store(f"{name}.gradient.{path}.{factor[0].lower()}", grad.T)
    adapted.float().save_pretrained(folder / f"peft-{name}")
    (folder / f"peft-{name}" / "README.md").unlink()
    (folder / f"peft-{name}" / "adapter_model.safetensors").chmod(0o644)

# PEFT hands the prefix over as keys and values of earlier positions, so GPT-2 counts the tokens from P on.
model = base_model()
model.load_state_dict(start)
config = peft.PrefixTuningConfig(num_virtual_tokens=P, task_type="CAUSAL_LM")
adapted = peft.get_peft_model(model, config).double()
rows = adapted.prompt_encoder["default"].embedding.weight  # [P, N·2·D]: of each block its keys, then its values
draw(rows)
run("prefix", adapted)
for block in range(N):
    for part, role in enumerate(["keys", "values"]):
        columns = slice((2 * block + part) * D, (2 * block + part + 1) * D)
        given(f"prefix.{role}.{block}", rows[:, columns])
        store(f"prefix.gradient.{role}.{block}", rows.grad[:, columns])

# Singular values

for shape in [(4, 4), (3, 6), (7, 4)]:
    name = "svd-" + "-".join(map(str, shape))
    matrix, other = uniform(*shape), torch.linalg.qr(uniform(shape[0], 2))[0].float().double()
    given(f"{name}.matrix", matrix)
    given(f"{name}.other", other)
    u, values, _ = numpy.linalg.svd(matrix.numpy(), full_matrices=False)
    store(f"{name}.values", torch.tensor(values))
    for i, j in [(1, 1), (1, 2), (3, 2)]:
        product = u[:, :i].T @ other[:, :j].numpy()
        store(f"{name}.overlap.{i}.{j}", torch.tensor((product**2).sum() / min(i, j)))

references.write("lora", transformers, peft)
