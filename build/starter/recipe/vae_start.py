"""Where the autoencoder starts: as a linear one, written exactly into AutoencoderKL's layers.

The four latents of an 8×8 cell are its mean luma, its two mean colour differences, and the slope of luma along the
diagonal, each brought to mean 0 and a chosen deviation. The decoder starts as smooth upsampling of them. From here a
network sharpens edges within minutes, where from random weights it spends its first hour on colours.

How a linear map passes through: residual branches end in zeros, so they add nothing. Each of the four GroupNorm groups
carries one signal x as (x, -x, K, -K, 0 …): the constants K fix the group's mean and deviation, whatever the picture,
so colour keeps its absolute value; and silu(x) - silu(-x) = x takes the last SiLU out.
"""

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL
from diffusers.models.attention_processor import Attention
from diffusers.models.resnet import ResnetBlock2D
from torch import nn

from data import Drawings, signed

SIGNALS = 4
CONSTANT = 6.0
DEVIATIONS = (1.0, 1.0, 1.0, 0.6)
LUMA = torch.tensor([0.299, 0.587, 0.114])
COLOURS = torch.stack([LUMA, torch.tensor([0.0, 0.0, 1.0]) - LUMA, torch.tensor([1.0, 0.0, 0.0]) - LUMA])
DIAGONAL = torch.tensor([[-1.0, 0.0], [0.0, 1.0]])
LOG_VARIANCE = -8.0


def linear_latents(pixels: torch.Tensor) -> torch.Tensor:
    """pixels [B,3,8h,8w] in -1…1 to luma, blue and red difference, diagonal slope [B,4,h,w], not yet normalised."""
    colours = torch.einsum("sc,bchw->bshw", COLOURS.to(pixels), pixels)
    luma, slope = colours[:, :1], torch.zeros_like(colours[:, :1])
    kernel = (DIAGONAL.to(pixels) / 4)[None, None]
    for level in range(3):
        slope = F.avg_pool2d(slope, 2) + 2**level * F.conv2d(luma, kernel, stride=2)
        luma = F.avg_pool2d(luma, 2)
    return torch.cat([F.avg_pool2d(colours, 8), slope], 1)


def latent_statistics(drawings: Drawings, count: int = 400) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and deviation [4] of `linear_latents` over the first drawings."""
    parts = [linear_latents(signed(torch.from_numpy(drawings.pixels(i)[None].copy()))) for i in range(count)]
    latents = torch.cat(parts)
    return latents.mean((0, 2, 3)), latents.std((0, 2, 3))


def normalise(latents: torch.Tensor, mean: torch.Tensor, deviation: torch.Tensor) -> torch.Tensor:
    scale = torch.tensor(DEVIATIONS).to(deviation) / deviation
    return (latents - mean.to(latents)[:, None, None]) * scale.to(latents)[:, None, None]


def places(channels: int) -> list[tuple[int, int, int, int]]:
    """Where x, -x, K and -K of each signal stand in a layer of `channels`."""
    size = channels // SIGNALS
    return [(s * size, s * size + 1, s * size + 2, s * size + 3) for s in range(SIGNALS)]


def _write(conv: nn.Conv2d, matrix: torch.Tensor, offset: torch.Tensor) -> None:
    """Sets a convolution to matrix [4, in, kh, kw] and offset [4] on the signals, and to the constants."""
    conv.weight.zero_()
    conv.bias.zero_()
    for s, (plus, minus, high, low) in enumerate(places(conv.out_channels)):
        conv.weight[plus], conv.weight[minus] = matrix[s], -matrix[s]
        conv.bias[plus], conv.bias[minus] = offset[s], -offset[s]
        conv.bias[high], conv.bias[low] = CONSTANT, -CONSTANT


def _carry(conv: nn.Conv2d, kernels: dict[tuple[int, int], torch.Tensor]) -> None:
    """Sets a convolution between two layers of the layout: kernels[to, from] [kh,kw] on the signals."""
    matrix = torch.zeros(SIGNALS, *conv.weight.shape[1:])
    for (to, source), kernel in kernels.items():
        matrix[to, places(conv.in_channels)[source][0]] = kernel
    _write(conv, matrix, torch.zeros(SIGNALS))


def _same(kernel: torch.Tensor) -> dict[tuple[int, int], torch.Tensor]:
    return {(s, s): kernel for s in range(SIGNALS)}


def _hold_norm(norm: nn.GroupNorm) -> None:
    """Makes a GroupNorm of the layout give back what it got."""
    size = norm.num_channels // SIGNALS
    norm.weight.fill_(CONSTANT * (2 / size) ** 0.5)


def _read(conv: nn.Conv2d, matrix: torch.Tensor, offset: torch.Tensor) -> None:
    """Sets a 3×3 convolution after SiLU to matrix [out,4] on the signals plus offset [out]."""
    conv.weight.zero_()
    conv.bias.copy_(offset)
    for s, (plus, minus, _, _) in enumerate(places(conv.in_channels)):
        conv.weight[:, plus, 1, 1], conv.weight[:, minus, 1, 1] = matrix[:, s], -matrix[:, s]


@torch.no_grad()
def start_linear(vae: AutoencoderKL, mean: torch.Tensor, deviation: torch.Tensor) -> None:
    for part in vae.modules():
        if isinstance(part, ResnetBlock2D):
            nn.init.zeros_(part.conv2.weight)
            nn.init.zeros_(part.conv2.bias)
            if part.conv_shortcut is not None:
                _carry(part.conv_shortcut, _same(torch.ones(1, 1)))
        if isinstance(part, Attention):
            nn.init.zeros_(part.to_out[0].weight)
            nn.init.zeros_(part.to_out[0].bias)
    scale = torch.tensor(DEVIATIONS) / deviation

    # The encoder: colours, then three halvings that average, and build up the slope from luma.
    first = torch.zeros(SIGNALS, 3, 3, 3)
    first[:3, :, 1, 1] = COLOURS
    _write(vae.encoder.conv_in, first, torch.zeros(SIGNALS))
    average, diagonal = torch.zeros(3, 3), torch.zeros(3, 3)
    average[:2, :2], diagonal[:2, :2] = 0.25, DIAGONAL / 4
    for level, block in enumerate(vae.encoder.down_blocks[:3]):
        _carry(block.downsamplers[0].conv, {**_same(average), (3, 0): 2**level * diagonal})
    _hold_norm(vae.encoder.conv_norm_out)
    none = torch.zeros(SIGNALS)
    _read(
        vae.encoder.conv_out,
        torch.cat([torch.diag(scale), torch.zeros(SIGNALS, SIGNALS)]),
        torch.cat([-mean * scale, none + LOG_VARIANCE]),
    )
    for conv in (vae.quant_conv, vae.post_quant_conv):
        conv.weight.copy_(torch.eye(conv.out_channels)[:, :, None, None])
        conv.bias.zero_()

    # The decoder: undo the normalisation, then three smooth doublings, then colours.
    back = torch.zeros(SIGNALS, SIGNALS, 3, 3)
    back[:, :, 1, 1] = torch.diag(1 / scale)
    _write(vae.decoder.conv_in, back, mean)
    smooth = torch.outer(torch.tensor([1.0, 2.0, 1.0]), torch.tensor([1.0, 2.0, 1.0])) / 16
    for block in vae.decoder.up_blocks[:3]:
        _carry(block.upsamplers[0].conv, _same(smooth))
    _hold_norm(vae.decoder.conv_norm_out)
    _read(vae.decoder.conv_out, torch.cat([torch.linalg.inv(COLOURS), torch.zeros(3, 1)], 1), torch.zeros(3))
