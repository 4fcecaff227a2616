"""The super-resolution network: from the 256 pixels that the pack draws to 1024, against the artist's vector pictures.

An enlarged picture is looked at for its outlines, and there what the U-Net draws is frayed. So the network learns from
drawings that were noised and drawn again, and decoded: it sharpens, and it mends. It is SRVGGNetCompact (Real-ESRGAN,
Wang et al. 2021), whose files the studio reads.

What was drawn again is kept in RUN/redrawn: once the stages vae, unet or decoder have learnt more, remove that folder
first.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import vae as autoencoder
from contact import contact_sheet
from data import SIDE, Drawings
from decoder import redraw
from loop import train, weights_of
from rasterise import array

CHANNELS, LAYERS, TIMES = 48, 8, 4
LARGE = SIDE * TIMES
COUNT, UNSEEN = 240, 12
BATCH, CROP = 8, 48
# How often a crop is of what was drawn again; else of the artist's own picture, made smaller.
REDRAWN = 0.75


class Compact(nn.Module):
    """RGB in 0…1, [B,3,h,w] to [B,3,4h,4w]; its weights have the names of SRVGGNetCompact's."""

    def __init__(self) -> None:
        super().__init__()
        parts = [nn.Conv2d(3, CHANNELS, 3, 1, 1), nn.PReLU(CHANNELS)]
        for _ in range(LAYERS):
            parts += [nn.Conv2d(CHANNELS, CHANNELS, 3, 1, 1), nn.PReLU(CHANNELS)]
        self.body = nn.Sequential(*parts, nn.Conv2d(CHANNELS, 3 * TIMES**2, 3, 1, 1))

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return F.pixel_shuffle(self.body(pixels), TIMES) + F.interpolate(pixels, scale_factor=TIMES, mode="nearest")


@torch.no_grad()
def pairs(data: Path, out: Path, device: torch.device) -> tuple[np.ndarray, np.ndarray]:
    """Drawings as the pack draws them again, uint8 [N,256,256,3], and the artist's, uint8 [N,1024,1024,3]; kept on disk."""
    paths = out / "redrawn" / "small.npy", out / "redrawn" / "large.npy"
    if not paths[0].exists():
        redrawn = redraw(Drawings(data / "sharp"), "sharp", COUNT, data, out, device)
        files = sorted((data / "sharp-vector").glob("*.svg.jsonl"))
        vectors = [json.loads(line)["svg"] for file in files for line in file.read_text().splitlines()]
        rows = redrawn["indices"].tolist()
        large = np.lib.format.open_memmap(paths[1], "w+", np.uint8, (len(rows), LARGE, LARGE, 3))
        for at, row in enumerate(rows):
            large[at] = array(vectors[row], LARGE, "RGB")
        large.flush()
        pixels = autoencoder.decode(out, redrawn["latents"].to(device), device).cpu()
        pixels = ((pixels + 1) * 127.5).clamp(0, 255).round().to(torch.uint8)
        np.save(paths[0], pixels.permute(0, 2, 3, 1).numpy())
    small, large = (np.load(path, mmap_mode="r") for path in paths)
    return small, large


def load(out: Path) -> Compact:
    network = Compact()
    network.load_state_dict(weights_of(out, "upscaler"))
    return network.eval().requires_grad_(False)


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    small, large = pairs(data, out, device)
    known = len(small) - UNSEEN
    network = Compact().to(device)
    upscale = torch.compile(network)
    rng = np.random.default_rng()

    def cut(index: int) -> tuple[torch.Tensor, torch.Tensor]:
        """A crop, [3,c,c] and [3,4c,4c] in 0…1."""
        y, x = rng.integers(0, SIDE - CROP + 1, 2)
        wanted = large[index, y * TIMES : (y + CROP) * TIMES, x * TIMES : (x + CROP) * TIMES]
        target = torch.from_numpy(wanted.copy()).permute(2, 0, 1).float() / 255
        if rng.random() >= REDRAWN:
            return F.avg_pool2d(target, TIMES), target
        seen = small[index, y : y + CROP, x : x + CROP]
        return torch.from_numpy(seen.copy()).permute(2, 0, 1).float() / 255, target

    def step(_: int) -> dict[str, torch.Tensor]:
        crops = [cut(int(i)) for i in rng.integers(0, known, BATCH)]
        seen, wanted = (torch.stack(part).to(device) for part in zip(*crops, strict=True))
        error = upscale(seen) - wanted
        return {"loss": autoencoder.difference(2 * error), "square": error.square().mean()}

    def look(module: Compact, steps: int) -> None:
        module.eval()
        with torch.no_grad():
            seen = torch.from_numpy(small[known:].copy()).permute(0, 3, 1, 2).float() / 255
            wanted = torch.from_numpy(large[known:].copy()).permute(0, 3, 1, 2).float() / 255
            drawn = torch.cat([module(one[None].to(device)).cpu() for one in seen])
            bicubic = F.interpolate(seen, scale_factor=TIMES, mode="bicubic")
        errors = ((part.clamp(0, 1) - wanted).square().mean().item() for part in (bicubic, drawn))
        psnr = [10 * np.log10(1 / error) for error in errors]
        print(f"upscaler: PSNR {psnr[1]:.2f} dB on unseen drawings, bicubic {psnr[0]:.2f}", flush=True)
        parts = [part[:4, :, 256:768, 256:768] * 2 - 1 for part in (bicubic, drawn, wanted)]
        contact_sheet(torch.cat(parts), 4, out / "upscaler" / f"look-{steps:06d}.png")

    train("upscaler", out, minutes, network, step, rate=1e-3, look=look, look_minutes=6)
