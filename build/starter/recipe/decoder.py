"""The autoencoder's decoder, trained on as the studio uses it: on latents that the U-Net left, beside the encoder's own.

What the U-Net leaves is off by more than noise, and off alike in neighbouring cells: a decoder that never saw it draws
flat colours mottled and outlines frayed. So drawings are noised half-way and redrawn by the U-Net's sampler with a text
of theirs, which keeps what stands where, and the decoder learns which drawing that was. The encoder's own latents are
of free drawings.

What the U-Net left is kept in RUN/decoder: once the stages vae or unet have learnt more, remove that folder first.
"""

from pathlib import Path

import numpy as np
import torch

import clip
import tokenizer as tokens
import unet as painting
import vae as autoencoder
from captions import true_text, whole_text
from conditions import conditions_of
from data import Drawings, signed
from loop import autocast, save_atomically, train
from structure import hint

CELL = 8
# Wide enough crops to see what is one flat colour.
CROP = 128
# Crops a step: of latents that the U-Net left, and of the encoder's.
REDRAWN, ENCODED = 1, 3
COUNT = 1700
# Latents are noised to timesteps between these: the layout can still be seen.
TIMESTEPS = 130, 480
STEPS, GUIDANCE = 25, 2.5
# How often the U-Net sees the edges of the subject.
HINTED = 0.7


@torch.no_grad()
def redraw(drawings: Drawings, data: Path, out: Path, device: torch.device) -> dict[str, torch.Tensor]:
    """Indices [N] of drawings and their latents [N,16,32,32] as the U-Net redraws them, most by the edges of their subject;
    kept on disk."""
    path = out / "decoder" / "redrawn.pt"
    if path.exists():
        return torch.load(path, weights_only=True)
    pair, tokenizer = clip.load(data, out, device), tokens.ready(data, out)
    painter, conditions = painting.load(out, device), conditions_of(drawings, out, device, pair, "calm")
    scheduler = painting.scheduler_of(painter.design)
    scheduler.set_timesteps(STEPS)
    rng = np.random.default_rng()
    indices, redrawn = torch.from_numpy(rng.permutation(len(drawings))[:COUNT]), []
    for rows in indices.split(16):
        texts = [(whole_text if rng.random() < 0.7 else true_text)(drawings.records[i], rng) for i in rows.tolist()]
        shown = torch.from_numpy(rng.random(len(rows)) < 0.5)[:, None]
        first = rng.uniform(*TIMESTEPS)
        noised = [t for t in scheduler.timesteps if t <= first]
        clean = torch.from_numpy(conditions.latents[rows].astype(np.float32)).to(device)
        latents = scheduler.add_noise(clean, torch.randn_like(clean), noised[0].expand(len(rows)))
        embeds, scale = (torch.from_numpy(conditions.foregrounds[rows]) * shown).to(device), shown[:, 0].float().to(device)
        edges = hint(conditions.subject_edges[rows], rng.random(len(rows)) < HINTED)
        guide = painting.Guide(painter, pair, tokenizer, texts, embeds, scale, edges, GUIDANCE, device)
        for t in noised:
            latents = scheduler.step(guide(latents, t), t, latents).prev_sample
        redrawn.append(latents.cpu())
    state = {"indices": indices, "latents": torch.cat(redrawn)}
    save_atomically(state, path)
    return state


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    drawings, free, unseen = (Drawings(data / split) for split in ("calm", "train", "heldout"))
    redrawn = redraw(drawings, data, out, device)
    encode, scaling = autoencoder.encoder(out, device), autoencoder.read_facts(out)["scaling_factor"]
    vae = autoencoder.load(out, device)
    vae.decoder.requires_grad_(True)
    vae.post_quant_conv.requires_grad_(True)
    decode = torch.compile(lambda latents: vae.decode(latents / scaling).sample)
    rng = np.random.default_rng()

    def cut(pixels: np.ndarray, latents: torch.Tensor | None) -> tuple[torch.Tensor, torch.Tensor]:
        """A crop of a drawing [3,h,w] and its latents [16,h/8,w/8]: those given, or the encoder's."""
        side = CROP // CELL
        y, x = rng.integers(0, autoencoder.SIDE // CELL - side + 1, 2)
        crop = signed(torch.from_numpy(pixels[None, y * CELL : y * CELL + CROP, x * CELL : x * CELL + CROP].copy())).to(device)
        if latents is not None:
            return crop[0], latents[:, y : y + side, x : x + side].to(device)
        encoded = encode(crop)[0]
        return crop[0], encoded + autoencoder.LATENT_NOISE * torch.randn_like(encoded)

    def step(_: int) -> dict[str, torch.Tensor]:
        known = rng.integers(0, len(redrawn["indices"]), REDRAWN).tolist()
        pairs = [cut(drawings.pixels(int(redrawn["indices"][k])), redrawn["latents"][k]) for k in known]
        pairs += [cut(free.pixels(int(i)), None) for i in rng.integers(0, len(free), ENCODED)]
        pixels, latents = (torch.stack(part) for part in zip(*pairs, strict=True))
        with autocast(device):
            error = decode(latents).float() - pixels
        return {"loss": autoencoder.difference(error), "square": error.square().mean()}

    def look(module: torch.nn.Module, _: int) -> None:
        print(f"decoder: PSNR {autoencoder.psnr(module, unseen, range(64), device):.2f} dB on held-out drawings", flush=True)

    train("decoder", out, minutes, vae, step, rate=5e-4, look=look, look_minutes=8)
