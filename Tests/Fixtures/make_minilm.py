"""Writes `minilm.safetensors`: what all-MiniLM-L6-v2 computes for ten sentences.

    UNROLLED_MINILM=FOLDER python3 make_minilm.py

needs the packages torch, transformers and safetensors, and the model's folder. The model and the sentences: see the tests of
chapter 14. The tensor `embeddings` is [10, 384], in float32.
"""

import json
import os
import pathlib

import safetensors.torch
import torch
import transformers

HERE = pathlib.Path(__file__).parent
MODEL = os.environ["UNROLLED_MINILM"]
sentences = json.loads((HERE / "minilm-sentences.json").read_text())
tokenizer = transformers.AutoTokenizer.from_pretrained(MODEL)
model = transformers.AutoModel.from_pretrained(MODEL).eval()
batch = tokenizer(sentences, padding=True, truncation=True, max_length=256, return_tensors="pt")
with torch.no_grad():
    states = model(**batch).last_hidden_state
mask = batch["attention_mask"][..., None].float()
embeddings = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1))
made = f"torch {torch.__version__}, transformers {transformers.__version__}"
safetensors.torch.save_file({"embeddings.all": embeddings.contiguous()}, HERE / "minilm.safetensors", {"made with": made})
