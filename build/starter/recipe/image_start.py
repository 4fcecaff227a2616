"""Where the vision transformer starts: as a linear reading of edges, written into CLIPVisionModel's layers.

From random weights a small transformer needs hours to see shapes; a least-squares reading of edge strengths names most
facets at once. So: the patch embedding measures the differences of neighbouring cells and a few mean colours; the
first layer's MLP makes strengths of them, |x| ≈ x + 2·quick_gelu(-s·x)/s, and hue detectors; in the second layer's
attention head k of the class token looks at patch k alone and reads it with the least-squares weights towards an
embedding whose products with the facets' prompts name the drawing's words. Everything else starts at zero output, free
to learn.
"""

import math

import torch
from torch import nn
from transformers import CLIPVisionModelWithProjection

from data import signed
from vae_start import COLOURS, LUMA

CELL = 3
EDGE_SCALE = 12.0
COLOUR_SCALE = 12.0
HUES = 12
COLOURS_A_PATCH = 12
SHARPNESS = 3.0
PLACE = 3.0
ATTENTION = 24.0
RIDGE = 5000.0


def patch_filters(patch: int) -> tuple[torch.Tensor, int]:
    """Filters [n,3,patch,patch]: first the differences of neighbouring cells' luma (and how many), then for each
    quarter of the patch its mean luma, blue and red difference."""
    cells = patch // CELL
    luma = LUMA[:, None, None] / CELL**2

    def cell(y: int, x: int) -> torch.Tensor:
        out = torch.zeros(3, patch, patch)
        out[:, y * CELL : (y + 1) * CELL, x * CELL : (x + 1) * CELL] = luma
        return out

    across = [cell(y, x + 1) - cell(y, x) for y in range(cells) for x in range(cells - 1)]
    down = [cell(y + 1, x) - cell(y, x) for y in range(cells - 1) for x in range(cells)]
    filters, half = [EDGE_SCALE * f for f in across + down], patch // 2
    for y in range(2):
        for x in range(2):
            for colour in COLOURS:
                mean = torch.zeros(3, patch, patch)
                mean[:, y * half : (y + 1) * half, x * half : (x + 1) * half] = colour[:, None, None] / half**2
                filters.append(COLOUR_SCALE * mean)
    return torch.stack(filters), len(across + down)


def patch_count(model: CLIPVisionModelWithProjection) -> int:
    return (model.config.image_size // model.config.patch_size) ** 2


def first_place(model: CLIPVisionModelWithProjection) -> int:
    """The channel that marks the first patch; those of the other patches and of the class token follow."""
    return len(patch_filters(model.config.patch_size)[0]) + 4 * HUES


@torch.no_grad()
def start_from_edges(model: CLIPVisionModelWithProjection) -> None:
    """Sets everything before the last layer's attention: what is measured of each patch."""
    vision, width, patches = model.vision_model, model.config.hidden_size, patch_count(model)
    filters, edges = patch_filters(model.config.patch_size)
    first, last = vision.encoder.layers

    # Channels: edges, colours, hues (written by the first MLP), then the patch's place (one-hot, the class token its
    # own), then steady channels that keep the layer norms' mean and deviation from following the picture.
    hue = len(filters)
    place = first_place(model)
    steady = slice(place + patches + 1, width)
    embeddings = vision.embeddings
    embeddings.patch_embedding.weight.zero_()
    embeddings.patch_embedding.weight[: len(filters)] = filters
    embeddings.class_embedding.zero_()
    embeddings.position_embedding.weight.zero_()
    signs = 1 - 2 * (torch.arange(width - steady.start) % 2).float()
    embeddings.position_embedding.weight[:, steady] = PLACE * signs
    for token in range(patches + 1):  # the class token is the first
        channel = place + (patches if token == 0 else token - 1)
        embeddings.position_embedding.weight[token, channel] = PLACE

    for layer in (first, last):
        for linear in (layer.self_attn.out_proj, layer.mlp.fc2):
            nn.init.zeros_(linear.weight)
            nn.init.zeros_(linear.bias)
    for i in range(edges):
        first.mlp.fc1.weight[i] = 0
        first.mlp.fc1.weight[i, i] = -SHARPNESS
        first.mlp.fc1.bias[i] = 0
        first.mlp.fc2.weight[i, i] = 2 / SHARPNESS

    for quarter in range(4):
        _, blue, red = range(edges + 3 * quarter, edges + 3 * quarter + 3)
        for k in range(HUES):
            unit, angle = edges + quarter * HUES + k, torch.tensor(2 * math.pi * k / HUES)
            first.mlp.fc1.weight[unit] = 0
            first.mlp.fc1.weight[unit, blue] = SHARPNESS * angle.cos()
            first.mlp.fc1.weight[unit, red] = SHARPNESS * angle.sin()
            first.mlp.fc1.bias[unit] = 0
            first.mlp.fc2.weight[hue + quarter * HUES + k, unit] = 1 / SHARPNESS


@torch.no_grad()
def read_out(
    model: CLIPVisionModelWithProjection, pixels: torch.Tensor, wanted: torch.Tensor, ridge: float = RIDGE
) -> None:
    """Sets the last layer so that image_embeds are the least-squares reading of `wanted` [N,p]; pixels uint8 [N,s,s,3]."""
    width, patches, heads = model.config.hidden_size, patch_count(model), model.config.num_attention_heads
    if patches != heads:
        raise ValueError(f"one head a patch: {patches} patches, {heads} heads")
    last, place = model.vision_model.encoder.layers[-1], first_place(model)
    for linear in (last.self_attn.out_proj, last.mlp.fc2):
        nn.init.zeros_(linear.weight)
        nn.init.zeros_(linear.bias)
    size = width // heads
    attention = last.self_attn
    for linear in (attention.q_proj, attention.k_proj, attention.v_proj):
        nn.init.zeros_(linear.weight)
        nn.init.zeros_(linear.bias)
    for head in range(heads):
        attention.q_proj.bias[head * size] = size**0.5
        attention.k_proj.weight[head * size, place + head] = ATTENTION / PLACE

    # The states that the last layer's attention reads, and what they say of `wanted`.
    caught: list[torch.Tensor] = []
    hook = last.layer_norm1.register_forward_hook(lambda *call: caught.append(call[2][:, 1:]))
    for part in pixels.split(256):
        model(pixel_values=signed(part).to(model.device))
    hook.remove()
    states = torch.cat(caught)  # (drawings, patches, width)
    flat = states.flatten(1)
    mean, target = flat.mean(0), wanted - wanted.mean(0)
    centred = flat - mean
    gram = (centred.T @ centred).double() + ridge * torch.eye(centred.shape[1], dtype=torch.double, device=flat.device)
    weights = torch.linalg.solve(gram, (centred.T @ target).double()).float()  # (patches · width, p)
    # Scaled so that the reading spreads like the steady channels; its offset goes into the output's bias.
    scale = 3.0 / (centred @ weights).std()
    offset = (wanted.mean(0) - mean @ weights) * scale
    reach = weights.shape[1]
    for head, reading in enumerate((weights * scale).split(width)):
        attention.v_proj.weight[head * size : head * size + reach] = reading.T
        attention.out_proj.weight[:reach, head * size : head * size + reach] = torch.eye(reach)
        # Beside the reading, the patch's mean colours as they are: palettes are no linear matter.
        for i in range(min(COLOURS_A_PATCH, size - reach)):
            attention.v_proj.weight[head * size + reach + i, first_place(model) - 4 * HUES - COLOURS_A_PATCH + i] = 1
            attention.out_proj.weight[reach + head * COLOURS_A_PATCH + i, head * size + reach + i] = 1
    attention.out_proj.bias[:reach] = offset
    model.visual_projection.weight.copy_(torch.eye(reach, width))


@torch.no_grad()
def class_states(model: CLIPVisionModelWithProjection, pixels: torch.Tensor) -> torch.Tensor:
    """The class token's state [N,width] between the last layer's attention and its MLP; pixels uint8 [N,s,s,3]."""
    caught: list[torch.Tensor] = []
    norm = model.vision_model.encoder.layers[-1].layer_norm2
    hook = norm.register_forward_pre_hook(lambda _, inputs: caught.append(inputs[0][:, 0]))
    for part in pixels.split(256):
        model(pixel_values=signed(part).to(model.device))
    hook.remove()
    return torch.cat(caught)


def embeds_of(model: CLIPVisionModelWithProjection, states: torch.Tensor) -> torch.Tensor:
    """image_embeds [N,p] of class states [N,width]: the rest of the model."""
    last = model.vision_model.encoder.layers[-1]
    states = states + last.mlp(last.layer_norm2(states))
    return model.visual_projection(model.vision_model.post_layernorm(states))
