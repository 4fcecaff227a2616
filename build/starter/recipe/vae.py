"""The autoencoder: 256×256 pixels to 32×32×16 latents and back (diffusers' AutoencoderKL, slim channels)."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL

from contact import contact_sheet
from data import SIDE, Drawings, signed
from loop import autocast, train, weights_of
from vae_start import CHANNELS, GROUPS, latent_statistics, linear_latents, normalise, start_linear

# Small crops in large batches: on a CPU the same pixels a second, and more variety a step.
CROP = 64
BATCH = 16
LATENT_NOISE = 0.05
KL_WEIGHT = 1e-5


def build() -> AutoencoderKL:
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(16, 32, 64, 96),
        layers_per_block=1,
        latent_channels=CHANNELS,
        norm_num_groups=GROUPS,
        sample_size=SIDE,
        scaling_factor=1.0,
        mid_block_add_attention=True,
    )


def load(out: Path, device: torch.device) -> AutoencoderKL:
    """With the decoder that knows the U-Net's latents (decoder.py), where there is one."""
    vae = build()
    vae.load_state_dict(weights_of(out, "decoder" if (out / "decoder" / "state.pt").exists() else "vae"))
    return vae.to(device).eval().requires_grad_(False)


def difference(error: torch.Tensor) -> torch.Tensor:
    """Loss of decoded minus drawn pixels [B,3,h,w]: mostly the absolute difference, for flat colours and clean edges."""
    down, across = edges(error)
    return error.abs().mean() + 0.5 * error.square().mean() + 0.5 * (down.abs().mean() + across.abs().mean())


def edges(pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Differences of neighbouring pixels, down and across."""
    return pixels[..., 1:, :] - pixels[..., :-1, :], pixels[..., 1:] - pixels[..., :-1]


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    """On a GPU the whole autoencoder learns. On a CPU the encoder stays as `start_linear` set it, so that the U-Net need
    not wait for it, and the decoder learns to redraw what the encoder's 8×8 cells average away.

    Raises ValueError on a CPU where the encoder has learnt something else: its latents would cost too much to make."""
    drawings, unseen = Drawings(data / "train"), Drawings(data / "heldout")
    vae = build()
    statistics = latent_statistics(drawings)
    start_linear(vae, *statistics)
    vae.to(device)
    frozen = device.type == "cpu"
    if frozen and (out / "vae" / "start.pt").exists() and linear_facts(out, drawings) is None:
        raise ValueError(f"{out}/vae has an encoder that was trained: train it on where a GPU is (--device cuda)")
    if frozen:
        vae.encoder.requires_grad_(False)
        vae.quant_conv.requires_grad_(False)
    facts = {"frozen": frozen, "mean": statistics[0].tolist(), "deviation": statistics[1].tolist(), "scaling_factor": 1.0}
    write_facts(out, facts)
    rng = np.random.default_rng()

    def encode(pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Latents [B,16,h,w] and their mean KL; a frozen encoder is the linear map it was set to, a hundred times cheaper."""
        if frozen:
            return normalise(linear_latents(pixels), *statistics), torch.zeros(())
        latents = vae.encode(pixels).latent_dist
        return latents.sample(), latents.kl().mean() / latents.mean[0].numel()

    def step(_: int) -> dict[str, torch.Tensor]:
        indices = rng.integers(0, len(drawings), BATCH)
        pixels = signed(drawings.crops(indices, CROP, rng)).to(device)
        with autocast(device):
            latents, kl = encode(pixels)
            # The U-Net's latents are never quite right: the decoder learns to bear a little noise.
            noise = LATENT_NOISE * torch.randn_like(latents)
            error = vae.decode(latents + noise).sample.float() - pixels
        return {"loss": difference(error) + KL_WEIGHT * kl, "square": error.square().mean(), "kl": kl}

    def look(module: AutoencoderKL, steps: int) -> None:
        print(f"vae: PSNR {psnr(module, unseen, range(64), device):.2f} dB on held-out drawings", flush=True)
        pixels = signed(torch.from_numpy(np.stack([unseen.pixels(i) for i in range(12)]))).to(device)
        module.eval()
        with torch.no_grad():
            decoded = module.decode(module.encode(pixels).latent_dist.mean).sample
        contact_sheet(torch.cat([pixels, decoded]), 12, out / "vae" / f"look-{steps:06d}.png")

    train("vae", out, minutes, vae, step, rate=5e-4, look=look, look_minutes=5)
    if not frozen:
        pixels = signed(torch.from_numpy(np.stack([drawings.pixels(i) for i in range(64)]))).to(device)
        with torch.no_grad():
            facts["scaling_factor"] = 1 / vae.encode(pixels).latent_dist.mean.std().item()
        write_facts(out, facts)


@torch.no_grad()
def linear_facts(out: Path, drawings: Drawings) -> dict | None:
    """Facts of an encoder that is still the linear map of these drawings; None where it has learnt something else."""
    statistics = latent_statistics(drawings)
    pixels = signed(torch.from_numpy(np.stack([drawings.pixels(i) for i in range(4)])))
    encoded = load(out, torch.device("cpu")).encode(pixels).latent_dist.mean
    if (encoded - normalise(linear_latents(pixels), *statistics)).abs().max() > LATENT_NOISE:
        return None
    mean, deviation = (part.tolist() for part in statistics)
    return {"frozen": True, "mean": mean, "deviation": deviation, "scaling_factor": 1.0}


def write_facts(out: Path, facts: dict) -> None:
    path = out / "vae" / "facts.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(facts))


def read_facts(out: Path) -> dict:
    """Whether the encoder stayed linear, its statistics, and the scaling factor of the latents."""
    return json.loads((out / "vae" / "facts.json").read_text())


def encoder(out: Path, device: torch.device) -> Callable[[torch.Tensor], torch.Tensor]:
    """pixels [B,3,8h,8w] to latents [B,16,h,w], times the scaling factor; a linear encoder needs no network."""
    facts = read_facts(out)
    if facts["frozen"]:
        statistics = torch.tensor(facts["mean"]), torch.tensor(facts["deviation"])
        return lambda pixels: normalise(linear_latents(pixels), *statistics)
    vae = load(out, device)
    return lambda pixels: vae.encode(pixels).latent_dist.mean * facts["scaling_factor"]


@torch.no_grad()
def decode(out: Path, latents: torch.Tensor, device: torch.device) -> torch.Tensor:
    """Pixels [B,3,8h,8w] in -1…1 of scaled latents, with the decoder of the last checkpoint."""
    vae = load(out, device)
    return torch.cat([vae.decode(part).sample for part in (latents / read_facts(out)["scaling_factor"]).split(1)])


@torch.no_grad()
def psnr(vae: AutoencoderKL, drawings: Drawings, indices: range, device: torch.device) -> float:
    """Mean over drawings of the PSNR in dB (peak 255) of decode(mean of encode), 8-bit rounded."""
    vae.eval()
    values = []
    for i in indices:
        raw = torch.from_numpy(drawings.pixels(i)[None].copy())
        decoded = vae.decode(vae.encode(signed(raw).to(device)).latent_dist.mean).sample
        bytes_ = ((decoded.cpu() + 1) * 127.5).clamp(0, 255).round()
        square = (bytes_ - raw.permute(0, 3, 1, 2).float()).square().mean().item()
        values.append(10 * np.log10(255**2 / max(square, 1e-9)))
    return float(np.mean(values))
