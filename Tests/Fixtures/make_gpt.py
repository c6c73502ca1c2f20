"""Writes `gpt.safetensors`: tiny GPT-1 and GPT-2 as Hugging Face transformers compute them, with all gradients, and the
losses of ten AdamW steps in PyTorch.

    python3 make_gpt.py

needs the packages torch, transformers, numpy and safetensors. Everything is computed in float64 on one thread. The file
carries the versions and the seed in its metadata. A tensor is named `<case>.<role>`; the roles are

    tokens              [B, T]; the targets are the tokens one further
    tokens.weight and so on: the parameters by the path they have in the course; weights are [inputs, outputs]
    logits, loss        what the model computes
    gradient.<path>     for every parameter
    losses              of ten steps of AdamW on the same batch, the first before any step

What is given is rounded so that single precision holds it exactly, and is stored so; what is computed is stored in
double.
"""

import torch
import transformers

from gpt_parts import parts
from reference import References

TOKENS = [[3, 7, 1, 9, 0, 4, 4, 2], [5, 5, 8, 10, 6, 1, 3, 7]]
V, T, D, H, N = 11, 9, 8, 2, 2

references = References(seed=202610)
given, store = references.given, references.store


def build(name):
    if name == "gpt1":
        shape = transformers.OpenAIGPTConfig(
            vocab_size=V, n_positions=T, n_embd=D, n_layer=N, n_head=H, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0
        )
        return transformers.OpenAIGPTLMHeadModel(shape)
    shape = transformers.GPT2Config(
        vocab_size=V, n_positions=T, n_embd=D, n_layer=N, n_head=H, resid_pdrop=0.0, embd_pdrop=0.0, attn_pdrop=0.0,
        attn_implementation="eager",
    )
    return transformers.GPT2LMHeadModel(shape)


for name in ["gpt1", "gpt2"]:
    model = build(name).double()
    references.randomize(model, parts(model))
    tokens = torch.tensor(TOKENS)
    given(f"{name}.tokens", tokens.double())
    for path, parameter, part in parts(model):
        given(f"{name}.{path}", part(parameter))
    counted = {id(parameter) for _, parameter, _ in parts(model)}
    assert counted == {id(parameter) for parameter in model.parameters()}, name

    def loss_of(model):
        logits = model(tokens[:, :-1]).logits
        return logits, torch.nn.functional.cross_entropy(logits.reshape(-1, V), tokens[:, 1:].reshape(-1))

    logits, loss = loss_of(model)
    loss.backward()
    store(f"{name}.logits", logits)
    store(f"{name}.loss", loss)
    for path, parameter, part in parts(model):
        store(f"{name}.gradient.{path}", part(parameter.grad))

    # Only matrices and tables decay, as in the course.
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() == 1]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}], lr=1e-2, betas=(0.9, 0.99)
    )
    losses = []
    for _ in range(10):
        optimizer.zero_grad()
        _, loss = loss_of(model)
        loss.backward()
        optimizer.step()
        losses.append(loss.detach())
    store(f"{name}.losses", torch.stack(losses))

references.write("gpt", transformers)
