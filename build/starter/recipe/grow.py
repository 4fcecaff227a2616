"""Grows the U-Net of a run into another design, without forgetting what it draws:

    python build/starter/recipe/grow.py --data DATA --out RUN --design wide
    python build/starter/recipe/grow.py --data DATA --out RUN --design plain --fresh     # from random weights instead

Writes RUN/unet/start.pt; a checkpoint of the old design has to be moved away first.

A wider level has each channel several times, beside each other, and whoever reads the copies shares the old weights out
among them, unevenly, so that the copies learn different things (Chen et al. 2016, arXiv:1511.05641). Added blocks begin as
identities, added inputs with zeros. Only the norms of joined levels that widen unlike change: their groups hold other
channels then, and their scales are fitted anew (`refit`).
"""

import argparse
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

import unet as painting
from data import Drawings
from design import DESIGNS, GROUPS, HINT, LATENTS, TEXT_WIDTH, Design, design_of, write_design
from loop import save_atomically, weights_of


class Growth:
    """How weights of one design become those of another. A *map* says of each new channel which old one it copies."""

    def __init__(self, old: Design, new: Design):
        self.old, self.new = old, new
        if old.layers != (1, 1, 1) or new.layers[1:] != (1, 1):
            raise ValueError("only a U-Net of one block a level grows, and only its first level becomes deeper")
        for before, after in zip(old.channels, new.channels, strict=True):
            if after % before:
                raise ValueError(f"{after} channels are no multiple of {before}")
        self.factors = [after // before for before, after in zip(old.channels, new.channels, strict=True)]
        self.levels = [self._repeat(width, factor) for width, factor in zip(old.channels, self.factors, strict=True)]
        self.time = self._repeat(4 * old.channels[0], self.factors[0])

    @staticmethod
    def _repeat(width: int, factor: int) -> torch.Tensor:
        return torch.arange(width).repeat_interleave(factor)

    @staticmethod
    def widen(weight: torch.Tensor, out: torch.Tensor, into: torch.Tensor) -> torch.Tensor:
        """Rows are copied; columns share the weight of the channel that they copy, each row in its own way."""
        counts = torch.bincount(into)[into].float()
        noise = torch.randn(len(out), len(into))
        sums = torch.zeros(len(out), int(into.max()) + 1).index_add_(1, into, noise)
        shares = (1 + 0.5 * (noise - sums[:, into] / counts)) / counts
        return weight[out][:, into] * shares.view(*shares.shape, *[1] * (weight.ndim - 2))

    def source(self, name: str) -> str | None:
        """The old weight that the new one called `name` comes from; None for a block that is new."""
        parts = name.split(".")
        deep, last = self.new.layers[0], "up_blocks.2.resnets"
        if name.startswith("down_blocks.0.resnets") and int(parts[3]) > 0:
            return None
        if name.startswith(last) and int(parts[3]) > 0:
            return ".".join([last, "1", *parts[4:]]) if int(parts[3]) == deep else None
        return name

    def maps(self, name: str) -> tuple[torch.Tensor, torch.Tensor]:
        """Maps of the outputs and inputs of the layer that the new weight called `name` belongs to."""
        parts = name.split(".")
        if parts[0] in ("conv_in", "conv_out", "conv_norm_out", "time_embedding"):
            return {
                "conv_in": (self.levels[0], torch.arange(LATENTS + (HINT if self.old.structure else 0))),
                "conv_out": (torch.arange(LATENTS), self.levels[0]),
                "conv_norm_out": (self.levels[0], self.levels[0]),
                "time_embedding": (self.time, self.time),
            }[parts[0]]
        block = int(parts[1]) if parts[1].isdigit() else 2
        level = 2 - block if parts[0] == "up_blocks" else block
        own = self.levels[level]
        if "attentions" in parts:
            return self._attention_maps(parts, level)
        if "time_emb_proj" in parts:
            return own, self.time
        if parts[0] == "mid_block" or not {"norm1", "conv1", "conv_shortcut"} & set(parts):
            return own, own
        into = self._resnet_input(parts[0], level, int(parts[3]))
        return (into, into) if "norm1" in parts else (own, into)

    def _resnet_input(self, side: str, level: int, index: int) -> torch.Tensor:
        own = self.levels[level]
        below, above = self.levels[min(level + 1, 2)], self.levels[max(level - 1, 0)]
        if side == "down_blocks":
            return above if index == 0 else own
        skip = above if index == self.new.layers[level] else own
        return self.joined(below if index == 0 else own, skip)

    @staticmethod
    def joined(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
        return torch.cat([first, second + first.max() + 1])

    def _attention_maps(self, parts: list[str], level: int) -> tuple[torch.Tensor, torch.Tensor]:
        own, text = self.levels[level], torch.arange(TEXT_WIDTH)
        width, heads = self.old.channels[level], self.old.heads[level]
        if self.new.heads[level] != heads * self.factors[level]:
            raise ValueError(f"level {level} widens by {self.factors[level]}: its heads have to, too")
        # Each head is copied whole, so that its logits stay what they are.
        inner = torch.arange(width).view(heads, -1).repeat_interleave(self.factors[level], 0).flatten()
        hidden = self._repeat(4 * width, self.factors[level])
        if "to_q" in parts:
            return inner, own
        if "to_out" in parts:
            return own, inner
        if {"to_k", "to_v", "to_k_ip", "to_v_ip"} & set(parts):
            return inner, text if "attn2" in parts else own
        if "ff" in parts and "proj" in parts:
            return self.joined(hidden, hidden), own  # GEGLU: values, then gates
        return (own, hidden) if "ff" in parts else (own, own)

    def weight(self, name: str, fresh: torch.Tensor, old: dict[str, torch.Tensor]) -> torch.Tensor:
        """The new weight called `name` of the U-Net; `fresh` is what a U-Net from random weights has there."""
        source = self.source(name)
        if source is None:
            return self._identity(fresh) if name.endswith("conv_shortcut.weight") else fresh
        found = old[source]
        out, into = self.maps(name)
        if name == "time_embedding.linear_1.weight":
            # Of the new frequencies every `factor`-th is an old one.
            grown = torch.zeros_like(fresh)
            grown[:, :: self.factors[0]] = found[out]
            return grown
        if found.ndim == 1:
            return found[out]
        grown = self.widen(found, out, into)
        return F.pad(grown, (0, 0, 0, 0, 0, fresh.shape[1] - grown.shape[1])) if name == "conv_in.weight" else grown

    @staticmethod
    def _identity(fresh: torch.Tensor) -> torch.Tensor:
        """A shortcut that passes on what comes from below and leaves the skip out."""
        return torch.eye(*fresh.shape[:2])[..., None, None].clone()


def grow(old: dict[str, torch.Tensor], before: Design, after: Design, fresh: nn.Module) -> dict[str, torch.Tensor]:
    """Weights of a `Painter` of design `after` that draws nearly what one of design `before` draws with the weights `old`."""
    growth = Growth(before, after)
    unet = {name.removeprefix("unet."): value for name, value in old.items() if name.startswith("unet.")}
    grown = {name: value for name, value in old.items() if not name.startswith("unet.")}
    for name, value in fresh.state_dict().items():
        if name.startswith("unet."):
            grown[name] = growth.weight(name.removeprefix("unet."), value, unet)
    if before.prediction == "sample" and after.prediction == "v_prediction":
        # Where hardly anything but noise is left, v is the clean latents, negative.
        for part in ("weight", "bias"):
            grown[f"unet.conv_out.{part}"] = -grown[f"unet.conv_out.{part}"]
    return grown


@torch.no_grad()
def refit(grown: nn.Module, norms: dict[str, tuple[torch.Tensor, torch.Tensor]], growth: Growth) -> None:
    """Fits the scales of the norms before joined levels, by what the old norms read and wrote (`norms`: name → both)."""
    for name, (read, wrote) in norms.items():
        index = int(name.split(".")[3])
        target = name if name.split(".")[1] != "2" or index == 0 else name.replace(".1.", f".{growth.new.layers[0]}.")
        into, _ = growth.maps(f"{target}.weight")
        normed = F.group_norm(read[:, into], GROUPS).transpose(0, 1).flatten(1)
        wanted = wrote[:, into].transpose(0, 1).flatten(1)
        middle, aim = normed.mean(1, keepdim=True), wanted.mean(1, keepdim=True)
        scale = ((normed - middle) * (wanted - aim)).mean(1) / (normed - middle).square().mean(1)
        norm = grown.unet.get_submodule(target)
        norm.weight.copy_(scale)
        norm.bias.copy_(aim[:, 0] - scale * middle[:, 0])


@torch.no_grad()
def norms_of(painter: nn.Module, given: tuple[torch.Tensor, ...]) -> dict[str, tuple[torch.Tensor, torch.Tensor]]:
    """What each norm before joined levels reads and writes as `painter` is `given` a batch: name → both, [B,c,h,w]."""
    seen, hooks = {}, []
    for name, part in painter.unet.named_modules():
        if name.startswith("up_blocks") and name.endswith("norm1") and "resnets" in name:
            hooks.append(part.register_forward_hook(lambda _, read, wrote, name=name: seen.update({name: (read[0], wrote)})))
    painter(*given)
    for hook in hooks:
        hook.remove()
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument("--design", choices=DESIGNS, required=True)
    parser.add_argument("--fresh", action="store_true", help="start from random weights")
    options = parser.parse_args()
    out, cpu = options.out, torch.device("cpu")
    if (out / "unet" / "state.pt").exists():
        raise FileExistsError(f"{out / 'unet'} holds a checkpoint: move it away before the design changes")
    before, after = design_of(out), DESIGNS[options.design]
    painter = painting.Painter(after)
    if not options.fresh:
        old = painting.load(out, cpu)
        painter.load_state_dict(grow(weights_of(out, "unet", "ema"), before, after, painter))
        drawings = Drawings(options.data / "calm")
        samples = painting.Samples(drawings, options.data, out, cpu, "calm")
        clean, timesteps, given = samples.draw()
        noisy = painting.scheduler_of(before).add_noise(clean, torch.randn_like(clean), timesteps)
        refit(painter, norms_of(old, (noisy, timesteps, *given)), Growth(before, after))
    save_atomically({"module": painter.state_dict()}, out / "unet" / "start.pt")
    write_design(out, options.design)


if __name__ == "__main__":
    main()
