"""Where the autoencoder starts: as a linear one, written exactly into AutoencoderKL's layers.

The sixteen latents of an 8×8 cell are the moments of its luma up to the third degree and those of its two colour
differences up to the first: how light, which colour, and where in the cell. Each is brought to mean 0 and a chosen
deviation. The decoder starts as smooth upsampling of the colours. From here a network sharpens edges within minutes,
where from random weights it spends its first hour on colours.

How a linear map passes through: residual branches end in zeros, so they add nothing. Before the last GroupNorm, its
groups carry each signal x as (x, -x) and a constant as (K, -K): constants fix a group's mean and deviation, whatever
the picture, so colour keeps its absolute value; and silu(x) - silu(-x) = x takes the last SiLU out.
"""

import math

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL
from diffusers.models.attention_processor import Attention
from diffusers.models.resnet import ResnetBlock2D
from torch import nn

from data import Drawings, signed

GROUPS = 4
CONSTANT = 30.0
LUMA = torch.tensor([0.299, 0.587, 0.114])
COLOURS = torch.stack([LUMA, torch.tensor([0.0, 0.0, 1.0]) - LUMA, torch.tensor([1.0, 0.0, 0.0]) - LUMA])
# A signal is the mean over a cell of one of these colours times x^i y^j, from the cell's middle: (colour, i, j).
SIGNALS = [(0, i, degree - i) for degree in range(4) for i in range(degree, -1, -1)]
SIGNALS += [(colour, i, j) for colour in (1, 2) for i, j in ((0, 0), (1, 0), (0, 1))]
# The latents, as sums of signals that are nearly independent over the 8 pixels of a side, where x² is 5.25 and x⁴/x² 9.25
# on average; and their deviations: the finer, the smaller, so that noise drowns it earlier.
LATENTS: list[tuple[dict[tuple[int, int, int], float], float]] = [
    ({(0, 0, 0): 1}, 1.0),
    ({(1, 0, 0): 1}, 1.0),
    ({(2, 0, 0): 1}, 1.0),
    ({(0, 1, 0): 1, (0, 0, 1): 1}, 0.6),
    ({(0, 1, 0): 1, (0, 0, 1): -1}, 0.6),
    ({(0, 2, 0): 1, (0, 0, 2): 1, (0, 0, 0): -10.5}, 0.5),
    ({(0, 2, 0): 1, (0, 0, 2): -1}, 0.5),
    ({(0, 1, 1): 1}, 0.5),
    ({(0, 3, 0): 1, (0, 1, 0): -9.25}, 0.4),
    ({(0, 0, 3): 1, (0, 0, 1): -9.25}, 0.4),
    ({(0, 2, 1): 1, (0, 0, 1): -5.25}, 0.4),
    ({(0, 1, 2): 1, (0, 1, 0): -5.25}, 0.4),
    ({(1, 1, 0): 1}, 0.3),
    ({(1, 0, 1): 1}, 0.3),
    ({(2, 1, 0): 1}, 0.3),
    ({(2, 0, 1): 1}, 0.3),
]
CHANNELS = len(LATENTS)
LOG_VARIANCE = -8.0


def halving(level: int) -> torch.Tensor:
    """Kernel [16,16,2,2] that makes the signals of a cell of 2^(level+1) pixels a side from those of its four quarters."""
    kernel = torch.zeros(len(SIGNALS), len(SIGNALS), 2, 2)
    for row, column in ((0, 0), (0, 1), (1, 0), (1, 1)):
        # (x + dx)^i (y + dy)^j, where a quarter's own middle lies at dx, dy.
        dx, dy = 2.0**level * (column - 0.5), 2.0**level * (row - 0.5)
        for to, (colour, i, j) in enumerate(SIGNALS):
            for p in range(i + 1):
                for q in range(j + 1):
                    factor = math.comb(i, p) * math.comb(j, q) * dx ** (i - p) * dy ** (j - q)
                    kernel[to, SIGNALS.index((colour, p, q)), row, column] = factor / 4
    return kernel


def latents_of_signals() -> torch.Tensor:
    """Matrix [latents, signals]."""
    matrix = torch.zeros(CHANNELS, len(SIGNALS))
    for latent, (sums, _) in enumerate(LATENTS):
        for signal, factor in sums.items():
            matrix[latent, SIGNALS.index(signal)] = factor
    return matrix


def of_pixels() -> torch.Tensor:
    """Matrix [signals, 3] that makes the signals of a single pixel: its colours."""
    matrix = torch.zeros(len(SIGNALS), 3)
    for colour, weights in enumerate(COLOURS):
        matrix[SIGNALS.index((colour, 0, 0))] = weights
    return matrix


def linear_latents(pixels: torch.Tensor) -> torch.Tensor:
    """pixels [B,3,8h,8w] in -1…1 to latents [B,16,h,w], not yet normalised."""
    signals = torch.einsum("sc,bchw->bshw", of_pixels().to(pixels), pixels)
    for level in range(3):
        signals = F.conv2d(signals, halving(level).to(pixels), stride=2)
    return torch.einsum("ls,bshw->blhw", latents_of_signals().to(pixels), signals)


def latent_statistics(drawings: Drawings, count: int = 400) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean and deviation [16] of `linear_latents` over the first drawings."""
    parts = [linear_latents(signed(torch.from_numpy(drawings.pixels(i)[None].copy()))) for i in range(count)]
    latents = torch.cat(parts)
    return latents.mean((0, 2, 3)), latents.std((0, 2, 3))


def scale_of(deviation: torch.Tensor) -> torch.Tensor:
    """What brings latents of this deviation [16] to the chosen one."""
    return torch.tensor([wanted for _, wanted in LATENTS]).to(deviation) / deviation


def normalise(latents: torch.Tensor, mean: torch.Tensor, deviation: torch.Tensor) -> torch.Tensor:
    return (latents - mean.to(latents)[:, None, None]) * scale_of(deviation).to(latents)[:, None, None]


def places(channels: int, signals: int) -> list[int]:
    """Where each signal stands in a layer before a GroupNorm; its negative stands next to it."""
    return [(s % GROUPS) * (channels // GROUPS) + 2 * (s // GROUPS) for s in range(signals)]


def _clear(conv: nn.Conv2d) -> None:
    conv.weight.zero_()
    conv.bias.zero_()


def _spread(conv: nn.Conv2d, sources: list[int], matrix: torch.Tensor, offset: torch.Tensor) -> None:
    """Sets a convolution to matrix [signals, sources, kh, kw] and offset [signals] as (x, -x), and to the constants."""
    _clear(conv)
    for s, place in enumerate(places(conv.out_channels, len(matrix))):
        for sign in (1, -1):
            at = place if sign > 0 else place + 1
            conv.weight[at, sources] = sign * matrix[s]
            conv.bias[at] = sign * offset[s]
    size = conv.out_channels // GROUPS
    conv.bias[size - 2 :: size], conv.bias[size - 1 :: size] = CONSTANT, -CONSTANT


def _hold_norm(norm: nn.GroupNorm) -> None:
    """Makes a GroupNorm of spread signals give back what it got."""
    norm.weight.fill_(CONSTANT * (2 * GROUPS / norm.num_channels) ** 0.5)


def _read(conv: nn.Conv2d, matrix: torch.Tensor, offset: torch.Tensor) -> None:
    """Sets a 3×3 convolution after SiLU to matrix [out, signals] on spread signals plus offset [out]."""
    _clear(conv)
    conv.bias.copy_(offset)
    for s, place in enumerate(places(conv.in_channels, matrix.shape[1])):
        conv.weight[:, place, 1, 1], conv.weight[:, place + 1, 1, 1] = matrix[:, s], -matrix[:, s]


@torch.no_grad()
def start_linear(vae: AutoencoderKL, mean: torch.Tensor, deviation: torch.Tensor) -> None:
    for part in vae.modules():
        if isinstance(part, ResnetBlock2D):
            nn.init.zeros_(part.conv2.weight)
            nn.init.zeros_(part.conv2.bias)
        if isinstance(part, Attention):
            nn.init.zeros_(part.to_out[0].weight)
            nn.init.zeros_(part.to_out[0].bias)
    for conv in (vae.quant_conv, vae.post_quant_conv):
        conv.weight.copy_(torch.eye(conv.out_channels)[:, :, None, None])
        conv.bias.zero_()
    start_encoder(vae.encoder, scale_of(deviation), mean)
    start_decoder(vae.decoder, scale_of(deviation), mean)


def start_encoder(encoder: nn.Module, scale: torch.Tensor, mean: torch.Tensor) -> None:
    """Colours, three halvings with a signal a channel, and the latents normalised and spread for the last GroupNorm."""
    count = len(SIGNALS)
    plain = list(range(count))
    _clear(encoder.conv_in)
    encoder.conv_in.weight[:count, :, 1, 1] = of_pixels()
    for level, block in enumerate(encoder.down_blocks):
        shortcut = block.resnets[0].conv_shortcut
        if level == 3:
            matrix = scale[:, None] * latents_of_signals()
            _spread(shortcut, plain, matrix[:, :, None, None], -mean * scale)
            break
        if shortcut is not None:
            _clear(shortcut)
            shortcut.weight[plain, plain] = 1.0
        conv = block.downsamplers[0].conv
        _clear(conv)
        conv.weight[:count, :count, :2, :2] = halving(level)
    _hold_norm(encoder.conv_norm_out)
    none = torch.zeros(CHANNELS)
    _read(encoder.conv_out, torch.cat([torch.eye(CHANNELS), torch.diag(none)]), torch.cat([none, none + LOG_VARIANCE]))


def start_decoder(decoder: nn.Module, scale: torch.Tensor, mean: torch.Tensor) -> None:
    """The colours without their normalisation, three smooth doublings, and pixels. What moments tell is left to learn."""
    count = len(COLOURS)
    none, same = torch.zeros(count), torch.eye(count)[:, :, None, None]
    back = torch.zeros(count, CHANNELS, 3, 3)
    back[:, :count, 1, 1] = torch.diag(1 / scale[:count])
    _spread(decoder.conv_in, list(range(CHANNELS)), back, mean)
    smooth = torch.outer(torch.tensor([1.0, 2.0, 1.0]), torch.tensor([1.0, 2.0, 1.0])) / 16
    for block in decoder.up_blocks:
        shortcut = block.resnets[0].conv_shortcut
        if shortcut is not None:
            _spread(shortcut, places(shortcut.in_channels, count), same, none)
        if block.upsamplers is not None:
            conv = block.upsamplers[0].conv
            _spread(conv, places(conv.in_channels, count), same * smooth, none)
    _hold_norm(decoder.conv_norm_out)
    _read(decoder.conv_out, torch.linalg.inv(COLOURS), none)
