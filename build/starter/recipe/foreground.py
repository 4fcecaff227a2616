"""The foreground network: picture in, soft mask of its subject out; a U-shaped saliency network (IS-Net's shape, tiny)."""

from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from contact import contact_sheet
from data import Drawings, signed
from loop import autocast, train, weights_of

SIDE = 128
BATCH = 16


def block(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


class Foreground(nn.Module):
    """pixels [B,3,128,128] in -1…1 to mask logits [B,1,128,128]."""

    def __init__(self, widths: tuple[int, ...] = (12, 24, 48, 96, 96)):
        super().__init__()
        self.enter = block(3, widths[0], stride=2)
        self.down = nn.ModuleList(
            nn.Sequential(block(a, b, stride=2), block(b, b)) for a, b in zip(widths, widths[1:], strict=False)
        )
        self.up = nn.ModuleList(block(b + a, a) for a, b in reversed(list(zip(widths, widths[1:], strict=False))))
        self.leave = nn.Conv2d(widths[0], 1, 3, padding=1)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        states = [self.enter(pixels)]
        for down in self.down:
            states.append(down(states[-1]))
        out = states.pop()
        for up in self.up:
            skip = states.pop()
            out = up(torch.cat([F.interpolate(out, scale_factor=2.0, mode="nearest"), skip], 1))
        return F.interpolate(self.leave(out), scale_factor=2.0, mode="bilinear", align_corners=False)


def load(out: Path) -> Foreground:
    network = Foreground()
    network.load_state_dict(weights_of(out, "foreground"))
    return network.eval()


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    drawings, unseen = Drawings(data / "train"), Drawings(data / "heldout", limit=300)
    network = Foreground().to(device, memory_format=torch.channels_last)
    pictures, masks = drawings.reduced(SIDE), drawings.reduced_masks(SIDE)
    rng = np.random.default_rng()

    def step(_: int) -> dict[str, torch.Tensor]:
        rows = torch.from_numpy(rng.integers(0, len(pictures), BATCH))
        pixels = signed(pictures[rows]).to(device, memory_format=torch.channels_last)
        target = masks[rows].to(device).float() / 255
        with autocast(device):
            logits = network(pixels)
        logits = logits.float()
        mask = logits.sigmoid()
        overlap = (mask * target).sum((1, 2, 3))
        union = (mask + target - mask * target).sum((1, 2, 3))
        iou = (overlap + 1) / (union + 1)
        loss = F.binary_cross_entropy_with_logits(logits, target) + (1 - iou).mean()
        return {"loss": loss, "iou": iou.mean()}

    def look(module: Foreground, steps: int) -> None:
        module.eval()
        pixels = signed(unseen.reduced(SIDE)).to(device)
        target = unseen.reduced_masks(SIDE).to(device).float() / 255 > 0.5
        with torch.no_grad():
            mask = module(pixels) > 0
        iou = (mask & target).sum((1, 2, 3)) / (mask | target).sum((1, 2, 3)).clamp(min=1)
        print(f"foreground: IoU {iou.mean().item():.3f} on held-out drawings", flush=True)
        shown = torch.where(mask, pixels, torch.ones(()))
        contact_sheet(torch.cat([pixels[:10], shown[:10]]), 10, out / "foreground" / f"look-{steps:06d}.png")

    train("foreground", out, minutes, network, step, rate=3e-3, look=look, look_minutes=60)
