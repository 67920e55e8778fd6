"""The deep model's layers as they are in the program, read back from its ONNX file, for training further ones on top."""
import math
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

HEADS = 12
EPSILON = 1e-12


class Layer(nn.Module):
    """One layer of the transformer. The attention's scale is in the queries, as in the file."""

    def __init__(self, width=384, inner=1536):
        super().__init__()
        self.width = width
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm1 = nn.LayerNorm(width, eps=EPSILON)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.norm2 = nn.LayerNorm(width, eps=EPSILON)

    def forward(self, x, mask=None):
        size = self.width // HEADS
        parts = [p.unflatten(-1, (HEADS, size)).transpose(1, 2) for p in self.qkv(x).chunk(3, -1)]
        seen = None if mask is None else mask[:, None, None, :]
        mixed = nn.functional.scaled_dot_product_attention(*parts, attn_mask=seen, scale=1.0)
        x = self.norm1(x + self.out(mixed.transpose(1, 2).flatten(2)))
        return self.norm2(x + self.down(nn.functional.gelu(self.up(x))))


class Lower(nn.Module):
    """Ids to what the last shared layer gives."""

    def __init__(self, values, shared):
        super().__init__()
        scale = torch.tensor(values["words.scale"])
        self.words = torch.tensor(values["words"].astype(np.float32)) * scale.view(-1, 1)
        self.places = torch.tensor(values["places"])
        self.norm = nn.LayerNorm(self.words.shape[1], eps=EPSILON)
        self.norm.weight.data = torch.tensor(values["embedded.norm.g"])
        self.norm.bias.data = torch.tensor(values["embedded.norm.b"])
        self.layers = nn.ModuleList(shared)

    def forward(self, ids, mask=None):
        x = self.norm(self.words[ids] + self.places[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, mask)
        return x


def layer_of(values, n):
    layer = Layer()
    for part, name in (("qkv", f"l{n}.att.qkv"), ("out", f"l{n}.att.out"), ("up", f"l{n}.ff.up"), ("down", f"l{n}.ff.down")):
        weight = values[f"{name}.w"].astype(np.float32) * values[f"{name}.wscale"]
        if f"{name}.move" in values:
            weight = weight * values[f"{name}.move"][:, None]
        linear = getattr(layer, part)
        linear.weight.data = torch.tensor(np.ascontiguousarray(weight.T))
        linear.bias.data = torch.tensor(values[f"{name}.b"])
    for part, name in (("norm1", f"l{n}.att.norm"), ("norm2", f"l{n}.ff.norm")):
        getattr(layer, part).weight.data = torch.tensor(values[f"{name}.g"])
        getattr(layer, part).bias.data = torch.tensor(values[f"{name}.b"])
    return layer


def layers(path, shared):
    """(the first `shared` layers as one frozen module, the others to be trained)."""
    model = onnx.load(Path(path))
    values = {c.name: numpy_helper.to_array(c) for c in model.graph.initializer}
    every = []
    while f"l{len(every)}.att.qkv.w" in values:
        every.append(layer_of(values, len(every)))
    lower = Lower(values, every[:shared]).eval()
    for p in lower.parameters():
        p.requires_grad_(False)
    return lower, every[shared:]
