"""The text-to-image U-Net with its IP-Adapter (diffusers' UNet2DConditionModel), trained on latents.

It learns from calm drawings: those in which what no text names (places, sizes, phases of a pattern) hardly varies. A few
samples then teach the picture that a text means; with free drawings they teach the blur of all that it may mean.

It predicts v (Salimans and Ho 2022): x0 = α·x - σ·v keeps what it is given where hardly any noise is left, which a network
that predicts the clean latents must draw anew. Which design it has stands in RUN/unet/design.json (design.py).

Text, image condition and structure are trained together: text as the studio writes it (captions.py), among it rewritten
texts of *other* items whose history asks for the drawing, so that the tail of T* steers; image as the item's foreground
over white; structure as edges (structure.py). Text and image are dropped now and then for classifier-free guidance:
dropped text is "", a dropped image is image_proj(0). Edges go with the text, so that guidance strengthens them too
(pack.json: structure.guided).
"""

from pathlib import Path

import numpy as np
import torch
from diffusers import DDIMScheduler
from torch import nn

import clip
import tokenizer as tokens
import vae as autoencoder
from adapter import ImageProjection, attach
from captions import personal_text, template, true_text, whole_text
from conditions import conditions_of
from contact import contact_sheet
from data import Drawings
from design import HINT, LATENTS, Design, build, design_of
from loop import Average, autocast, train, weights_of
from structure import Hints

BATCH = 16
# Few pixels of a hint are edges, so their weights would learn slowly: training reads a hint this many times as strong.
HINT_GAIN = 32
DROP_TEXT = 0.1
# How often the item's foreground is shown: as the studio draws, which leans on text and image together. Where the text is
# dropped it mostly goes too: guidance leads away from what the U-Net draws of nothing.
SHOW_IMAGE, SHOW_IMAGE_ALONE = 0.55, 0.25
# Of the samples without an image: how many know none at all, as plain text-to-image does (image scale 0).
TEXT_ALONE = 0.7
# How often a text names every facet, of a drawing of one's own or as a persona asks for it: what is left open is noise.
PERSONAL, WHOLE = 0.45, 0.3


def scheduler_of(design: Design) -> DDIMScheduler:
    """Of the last timestep hardly anything may be left, and sampling begins there: with Stable Diffusion's 0.012 and leading
    timesteps the U-Net learns to read the picture's colours from noise that has none (Lin et al. 2024)."""
    return DDIMScheduler(
        num_train_timesteps=1000,
        beta_start=0.00085,
        beta_end=0.02,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        prediction_type=design.prediction,
        timestep_spacing="trailing",
    )


class Painter(nn.Module):
    """The U-Net and the image projection, so that one optimiser and one average hold both."""

    def __init__(self, design: Design) -> None:
        super().__init__()
        self.design = design
        self.unet = build(design)
        attach(self.unet)
        self.image_proj = ImageProjection(clip.EMBEDDING, clip.TEXT_WIDTH)

    def forward(
        self,
        latents: torch.Tensor,
        timesteps: torch.Tensor,
        text: torch.Tensor,
        image_embeds: torch.Tensor,
        image_scale: torch.Tensor,
        hint: torch.Tensor,
    ) -> torch.Tensor:
        """`image_scale` [B] is 0 or 1: tokens of zeros have values of zeros, and add nothing. `hint` [B,64,32,32] is left
        out by a design that doesn't read it."""
        if self.design.structure:
            latents = torch.cat([latents, hint * HINT_GAIN], 1)
        context = torch.cat([text, self.image_proj(image_embeds) * image_scale[:, None, None]], 1)
        return self.unet(latents, timesteps, context).sample


def with_hint_gain(weights: dict[str, torch.Tensor], gain: float) -> dict[str, torch.Tensor]:
    """Weights of a U-Net, those that read a hint times `gain`: packs hold them for a hint as it is."""
    first = weights["conv_in.weight"].clone()
    first[:, LATENTS:] *= gain
    return {**weights, "conv_in.weight": first}


def load(out: Path, device: torch.device) -> Painter:
    painter = Painter(design_of(out))
    painter.load_state_dict(weights_of(out, "unet", "ema"))
    return painter.to(device).eval().requires_grad_(False)


class Samples:
    """Draws batches: drawings at random timesteps, with what asks for them."""

    def __init__(self, drawings: Drawings, data: Path, out: Path, device: torch.device, name: str):
        self._pair, self._tokenizer = clip.load(data, out, device), tokens.ready(data, out)
        self._records, self._device = drawings.records, device
        self._conditions = conditions_of(drawings, out, device, self._pair, name)
        self._rng = np.random.default_rng()
        edges = self._conditions.subject_edges, self._conditions.whole_edges
        self._hints = Hints(*edges, drawings.records, self._rng)
        self._alike: dict[tuple[str, str], list[int]] = {}
        for i, record in enumerate(drawings.records):
            self._alike.setdefault((record["scenario"], record["facets"]["subject"]), []).append(i)

    def _asked(self, i: int) -> tuple[str, int]:
        """A text that asks for drawing i, and the drawing whose foreground goes with it."""
        rng, record = self._rng, self._records[i]
        kind = rng.random()
        if kind < PERSONAL:
            item = int(rng.choice(self._alike[record["scenario"], record["facets"]["subject"]]))
            return personal_text(self._records[item], record, rng), item
        return (whole_text if kind < PERSONAL + WHOLE else true_text)(record, rng), i

    def draw(self) -> tuple[torch.Tensor, torch.Tensor, tuple[torch.Tensor, ...]]:
        """Clean latents [B,16,32,32], timesteps [B], and the rest of what `Painter` reads."""
        rng, device = self._rng, self._device
        rows = rng.integers(0, len(self._records), BATCH)
        texts, items = zip(*(self._asked(int(i)) for i in rows), strict=True)
        dropped = rng.random(BATCH) < DROP_TEXT
        texts = ["" if drop else text for drop, text in zip(dropped, texts, strict=True)]
        ids = torch.from_numpy(tokens.encode(self._tokenizer, texts)).to(device)
        shown = rng.random(BATCH) < np.where(dropped, SHOW_IMAGE_ALONE, SHOW_IMAGE)
        embeds = torch.from_numpy(self._conditions.foregrounds[list(items)] * shown[:, None]).to(device)
        scale = torch.from_numpy(shown | (rng.random(BATCH) >= TEXT_ALONE)).float().to(device)
        clean = torch.from_numpy(self._conditions.latents[rows]).float().to(device)
        # More of the noisy timesteps, where the picture is decided; each batch has some of all (Kingma et al. 2021).
        even = (torch.arange(BATCH, device=device) + torch.rand(BATCH, device=device)) / BATCH
        timesteps = (1000 * even.pow(0.85)).long().clamp(max=999)
        with torch.no_grad(), autocast(device):
            text = self._pair.text(input_ids=ids).last_hidden_state
        return clean, timesteps, (text, embeds, scale, self._hints.draw(rows, dropped).to(device))


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    drawings, design = Drawings(data / "calm"), design_of(out)
    samples, scheduler = Samples(drawings, data, out, device, "calm"), scheduler_of(design)
    painter = Painter(design).to(device, memory_format=torch.channels_last)
    # Twice the samples a second on a CPU (and the first step takes a minute).
    paint = torch.compile(painter)
    ema = Average(painter, 0.995)
    alphas = scheduler.alphas_cumprod.to(device)

    def step(_: int) -> dict[str, torch.Tensor]:
        clean, timesteps, given = samples.draw()
        noise = torch.randn_like(clean)
        noisy = scheduler.add_noise(clean, noise, timesteps)
        with autocast(device):
            predicted = paint(noisy, timesteps, *given).float()
        share = alphas[timesteps][:, None, None, None]
        # An error of v counts the same at all timesteps: one of the clean latents more, the less noise they have.
        velocity = share.sqrt() * noise - (1 - share).sqrt() * clean
        if design.prediction == "sample":
            predicted = (share.sqrt() * noisy - predicted) / (1 - share).sqrt()
        square = (predicted - velocity).square().mean((1, 2, 3))
        clean_square = square * (1 - share[:, 0, 0, 0])
        # Where hardly any noise is left, the same error of the clean latents is a hundredfold one of v.
        return {"loss": torch.minimum(square, 5 * clean_square).mean(), "clean": clean_square.mean()}

    def look(module: Painter, steps: int) -> None:
        records, pair, tokenizer = drawings.records, clip.load(data, out, device), tokens.ready(data, out)
        texts = [r["captions"][0] for r in records[:4]] + [true_text(r, np.random.default_rng(1)) for r in records[4:10]]
        texts += [template("movie-poster", "subject", "dragon"), template("outfit", "subject", "dress")]
        module.eval()
        drawn = sample(module, pair, tokenizer, texts, None, device, steps=20, seed=7)
        decoded = autoencoder.decode(out, drawn, device)
        contact_sheet(decoded, 6, out / "unet" / f"look-{steps:06d}.png")

    edges = ("conv_in", "conv_out")
    train("unet", out, minutes, painter, step, rate=8e-4, ema=ema, look=look, look_minutes=7, muon_edges=edges)


class Guide:
    """Classifier-free guidance: the U-Net's prediction for latents [B,16,32,32] at a timestep, moved away from its
    prediction without conditions. `image_embeds` [B,p]; `image_scale` [B] and `hint` as in `Painter`."""

    def __init__(
        self,
        painter: Painter,
        pair: clip.ClipPair,
        tokenizer,
        texts: list[str],
        image_embeds: torch.Tensor,
        image_scale: torch.Tensor,
        hint: torch.Tensor,
        guidance: float,
        device: torch.device,
    ):
        ids = torch.from_numpy(tokens.encode(tokenizer, [*texts, *[""] * len(texts)])).to(device)
        self._text = pair.text(input_ids=ids).last_hidden_state
        self._embeds = torch.cat([image_embeds, torch.zeros_like(image_embeds)])
        self._painter, self._scale, self._guidance = painter, torch.cat([image_scale] * 2), guidance
        self._hint = torch.cat([hint, torch.zeros_like(hint)]).to(device)

    def __call__(self, latents: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        timesteps = t.expand(len(self._scale)).to(latents.device)
        both = self._painter(torch.cat([latents] * 2), timesteps, self._text, self._embeds, self._scale, self._hint)
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
    hint: torch.Tensor | None = None,
) -> torch.Tensor:
    """Latents [B,16,32,32] of one picture a text; without `image_embeds` [B,p] by text alone, without `hint` of edges."""
    none = torch.zeros(len(texts), HINT, 32, 32)
    embeds = torch.zeros(len(texts), clip.EMBEDDING) if image_embeds is None else image_embeds
    scale = torch.ones(len(texts), device=device)
    guide = Guide(painter, pair, tokenizer, texts, embeds.to(device), scale, none if hint is None else hint, guidance, device)
    scheduler = scheduler_of(painter.design)
    scheduler.set_timesteps(steps)
    generator = torch.Generator().manual_seed(seed)
    latents = torch.randn(len(texts), LATENTS, 32, 32, generator=generator).to(device)
    for t in scheduler.timesteps:
        latents = scheduler.step(guide(latents, t), t, latents).prev_sample
    return latents
