"""The text-to-image U-Net with its IP-Adapter (diffusers' UNet2DConditionModel), trained on latents.

It learns from calm drawings: those in which what no text names (places, sizes, phases of a pattern) hardly varies. A few
samples then teach the picture that a text means; with free drawings they teach the blur of all that it may mean.

It predicts the clean latents, not their noise: they are simple, and noise of sixteen latents would have to come through
layers of 48 channels (Li and He 2025, arXiv:2511.13720).

Text and image condition are trained together: text as the studio writes it (captions.py), among it rewritten texts of
*other* items whose history asks for the drawing, so that the tail of T* steers; image as the item's foreground over
white. Each is dropped now and then for classifier-free guidance: dropped text is "", a dropped image is image_proj(0).
"""

from pathlib import Path

import numpy as np
import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from diffusers.models.resnet import ResnetBlock2D
from torch import nn

import clip
import tokenizer as tokens
import vae as autoencoder
from adapter import ImageProjection, attach
from captions import personal_text, template, true_text, whole_text
from contact import contact_sheet
from data import Drawings, signed
from loop import Average, autocast, save_atomically, train, weights_of
from vae_start import CHANNELS

BATCH = 16
DROP_TEXT = 0.1
# How often the item's foreground is shown: as the studio draws, which leans on text and image together. Where the text is
# dropped it mostly goes too: guidance leads away from what the U-Net draws of nothing.
SHOW_IMAGE, SHOW_IMAGE_ALONE = 0.55, 0.25
# Of the samples without an image: how many know none at all, as plain text-to-image does (image scale 0).
TEXT_ALONE = 0.7
# How often a text names every facet, of a drawing of one's own or as a persona asks for it: what is left open is noise.
PERSONAL, WHOLE = 0.45, 0.3
SNR_CAP = 5.0
# Of the last timestep hardly anything may be left, and sampling begins there: with Stable Diffusion's 0.012 and leading
# timesteps the U-Net learns to read the picture's colours from noise that has none (Lin et al. 2024).
SCHEDULER = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.02,
    "beta_schedule": "scaled_linear",
    "clip_sample": False,
    "set_alpha_to_one": False,
    "prediction_type": "sample",
    "timestep_spacing": "trailing",
}


def build() -> UNet2DConditionModel:
    unet = UNet2DConditionModel(
        sample_size=32,
        in_channels=CHANNELS,
        out_channels=CHANNELS,
        block_out_channels=(48, 64, 128),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=clip.TEXT_WIDTH,
        attention_head_dim=(2, 2, 4),  # the number of heads, whatever its name says (diffusers keeps SD 1's mistake)
        norm_num_groups=16,
    )
    for part in unet.modules():
        if isinstance(part, ResnetBlock2D):
            nn.init.zeros_(part.conv2.weight)
    nn.init.zeros_(unet.conv_out.weight)
    return unet


class Painter(nn.Module):
    """The U-Net and the image projection, so that one optimiser and one average hold both."""

    def __init__(self) -> None:
        super().__init__()
        self.unet = build()
        attach(self.unet)
        self.image_proj = ImageProjection(clip.EMBEDDING, clip.TEXT_WIDTH)

    def forward(
        self,
        latents: torch.Tensor,
        timesteps: torch.Tensor,
        text: torch.Tensor,
        image_embeds: torch.Tensor,
        image_scale: torch.Tensor,
    ) -> torch.Tensor:
        """`image_scale` [B] is 0 or 1: tokens of zeros have values of zeros, and add nothing."""
        context = torch.cat([text, self.image_proj(image_embeds) * image_scale[:, None, None]], 1)
        return self.unet(latents, timesteps, context).sample


def load(out: Path, device: torch.device) -> Painter:
    painter = Painter()
    painter.load_state_dict(weights_of(out, "unet", "ema"))
    return painter.to(device).eval().requires_grad_(False)


@torch.no_grad()
def fingerprint(drawings: Drawings, encode, pair: clip.ClipPair, device: torch.device) -> list[float]:
    """What tells drawings and encoders from others: how many there are, and what the first and last one become."""
    ends = [0, len(drawings) - 1]
    pixels = signed(torch.from_numpy(np.stack([drawings.pixels(i) for i in ends]))).to(device)
    small = torch.nn.functional.interpolate(pixels, size=(clip.SIDE, clip.SIDE), mode="area")
    parts = encode(pixels), pair.image(pixel_values=small).image_embeds
    return [len(drawings), *(round(part.abs().mean().item(), 4) for part in parts)]


@torch.no_grad()
def encode_all(drawings: Drawings, out: Path, device: torch.device, pair: clip.ClipPair) -> dict[str, torch.Tensor]:
    """Latents [N,16,32,32] (mean, times the scaling factor) and the foregrounds' image_embeds [N,p]; kept on disk."""
    path = out / "unet" / "conditions.pt"
    encode = autoencoder.encoder(out, device)
    made = fingerprint(drawings, encode, pair, device)
    if path.exists():
        state = torch.load(path, weights_only=True)
        if made == state.get("made"):
            return state
    latents = torch.empty(len(drawings), CHANNELS, 32, 32)
    for first in range(0, len(drawings), 64):
        rows = range(first, min(first + 64, len(drawings)))
        pixels = signed(torch.from_numpy(np.stack([drawings.pixels(i) for i in rows]))).to(device)
        latents[first : first + len(rows)] = encode(pixels).cpu()
    foregrounds = drawings.reduced(clip.SIDE, foreground=True)
    embeds = [pair.image(pixel_values=signed(part).to(device)).image_embeds.cpu() for part in foregrounds.split(256)]
    state = {"latents": latents, "foregrounds": torch.cat(embeds), "made": made}
    save_atomically(state, path)
    return state


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    drawings = Drawings(data / "calm")
    records = drawings.records
    pair, tokenizer = clip.load(data, out, device), tokens.ready(data, out)
    state = encode_all(drawings, out, device, pair)
    latents, foregrounds = state["latents"], state["foregrounds"]
    painter = Painter().to(device)
    # Twice the samples a second on a CPU (and the first step takes a minute).
    paint = torch.compile(painter)
    ema = Average(painter, 0.995)
    scheduler = DDIMScheduler(**SCHEDULER)
    alphas = scheduler.alphas_cumprod.to(device)
    rng = np.random.default_rng()
    alike: dict[tuple[str, str], list[int]] = {}
    for i, record in enumerate(records):
        alike.setdefault((record["scenario"], record["facets"]["subject"]), []).append(i)

    def asked(i: int) -> tuple[str, int]:
        """A text that asks for drawing i, and the drawing whose foreground goes with it."""
        record, kind = records[i], rng.random()
        if kind < PERSONAL:
            item = int(rng.choice(alike[record["scenario"], record["facets"]["subject"]]))
            return personal_text(records[item], record, rng), item
        return (whole_text if kind < PERSONAL + WHOLE else true_text)(record, rng), i

    def step(_: int) -> dict[str, torch.Tensor]:
        rows = rng.integers(0, len(drawings), BATCH)
        texts, items = zip(*(asked(int(i)) for i in rows), strict=True)
        dropped = rng.random(BATCH) < DROP_TEXT
        texts = ["" if drop else text for drop, text in zip(dropped, texts, strict=True)]
        ids = torch.from_numpy(tokens.encode(tokenizer, texts)).to(device)
        shown = torch.from_numpy(rng.random(BATCH) < np.where(dropped, SHOW_IMAGE_ALONE, SHOW_IMAGE))[:, None]
        embeds = (foregrounds[list(items)] * shown).to(device)
        scale = (shown[:, 0] | torch.from_numpy(rng.random(BATCH) >= TEXT_ALONE)).float().to(device)
        clean = latents[rows].to(device)
        # More of the noisy timesteps, where the picture is decided; each batch has some of all (Kingma et al. 2021).
        even = (torch.arange(BATCH, device=device) + torch.rand(BATCH, device=device)) / BATCH
        timesteps = (1000 * even.pow(0.85)).long().clamp(max=999)
        noisy = scheduler.add_noise(clean, torch.randn_like(clean), timesteps)
        with autocast(device):
            with torch.no_grad():
                text = pair.text(input_ids=ids).last_hidden_state
            predicted = paint(noisy, timesteps, text, embeds, scale)
        snr = alphas[timesteps] / (1 - alphas[timesteps])
        # Full weight where the text decides the composition, and five times that at most where only the last of the noise
        # is left: a small budget goes to what a viewer sees first.
        weights = SNR_CAP * (1 + snr) / (SNR_CAP + snr)
        square = (predicted.float() - clean).square().mean((1, 2, 3))
        return {"loss": (square * weights).mean(), "square": square.mean()}

    def look(module: Painter, steps: int) -> None:
        words = [record for record in records[:4]]
        texts = [r["captions"][0] for r in words] + [true_text(r, np.random.default_rng(1)) for r in records[4:10]]
        texts += [template("movie-poster", "subject", "dragon"), template("outfit", "subject", "dress")]
        module.eval()
        drawn = sample(module, pair, tokenizer, texts, None, device, steps=20, seed=7)
        decoded = autoencoder.decode(out, drawn, device)
        contact_sheet(decoded, 6, out / "unet" / f"look-{steps:06d}.png")

    edges = ("conv_in", "conv_out")
    train("unet", out, minutes, painter, step, rate=8e-4, ema=ema, look=look, look_minutes=7, muon_edges=edges)


class Guide:
    """Classifier-free guidance: what the U-Net makes of latents [B,16,32,32] at a timestep, led away from what it makes of
    nothing. `image_embeds` [B,p]; `image_scale` [B] as in `Painter`."""

    def __init__(
        self,
        painter: Painter,
        pair: clip.ClipPair,
        tokenizer,
        texts: list[str],
        image_embeds: torch.Tensor,
        image_scale: torch.Tensor,
        guidance: float,
        device: torch.device,
    ):
        ids = torch.from_numpy(tokens.encode(tokenizer, [*texts, *[""] * len(texts)])).to(device)
        self._text = pair.text(input_ids=ids).last_hidden_state
        self._embeds = torch.cat([image_embeds, torch.zeros_like(image_embeds)])
        self._painter, self._scale, self._guidance = painter, torch.cat([image_scale] * 2), guidance

    def __call__(self, latents: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        timesteps = t.expand(len(self._scale)).to(latents.device)
        both = self._painter(torch.cat([latents] * 2), timesteps, self._text, self._embeds, self._scale)
        wanted, free = both.chunk(2)
        return free + self._guidance * (wanted - free)


@torch.no_grad()
def sample(
    painter: Painter,
    pair: clip.ClipPair,
    tokenizer,
    texts: list[str],
    image_embeds: torch.Tensor | None,
    device: torch.device,
    steps: int = 20,
    guidance: float = 4.0,
    seed: int = 0,
) -> torch.Tensor:
    """Latents [B,16,32,32] of one picture a text; without `image_embeds` [B,p] by text alone."""
    embeds = torch.zeros(len(texts), clip.EMBEDDING) if image_embeds is None else image_embeds
    scale = torch.ones(len(texts), device=device)
    guide = Guide(painter, pair, tokenizer, texts, embeds.to(device), scale, guidance, device)
    scheduler = DDIMScheduler(**SCHEDULER)
    scheduler.set_timesteps(steps)
    generator = torch.Generator().manual_seed(seed)
    latents = torch.randn(len(texts), CHANNELS, 32, 32, generator=generator).to(device)
    for t in scheduler.timesteps:
        latents = scheduler.step(guide(latents, t), t, latents).prev_sample
    return latents
