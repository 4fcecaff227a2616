"""The interest attention (paper, eq. 10–11), trained with the paper's objective (eq. 14) on the sample histories.

For every user and every item that follows at least four others, that item is the objective: T* is its text rewritten
with the tags of the items before it, Φ the K catalog texts nearest to T*, Ψ the K catalog pictures nearest to its own.
The U-Net with λ2 = 0.2 must find the noise on that item's latents; only the interest attention learns.
"""

import csv
import json
import math
import subprocess
from collections import Counter
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import DDIMScheduler
from PIL import Image
from torch import nn

import clip
import foreground
import tokenizer as tokens
import unet as painting
import vae as autoencoder
from captions import story, tail
from data import signed
from loop import autocast, train, weights_of

HEADS = 4
NEIGHBOURS = 5
HISTORY = 5
TAGS = 8
BATCH = 8
ROOT = Path(__file__).resolve().parents[3]
CATALOG = ROOT / "resources" / "sample-catalog"


class InterestAttention(nn.Module):
    """A(q, c) = W_o · MHA(W_q·LN(q), W_k·LN(c), W_v·LN(c)), used twice: over the texts Φ, then over the images Ψ."""

    def __init__(self, width: int):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        for name in ("to_q", "to_k", "to_v", "to_out"):
            layer = nn.Linear(width, width)
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
            setattr(self, name, layer)

    def attend(self, query: torch.Tensor, context: torch.Tensor) -> torch.Tensor:
        def heads(states: torch.Tensor) -> torch.Tensor:
            return states.unflatten(-1, (HEADS, -1)).transpose(1, 2)  # (batch, heads, tokens, head size)

        query, context = self.norm(query), self.norm(context)
        out = F.scaled_dot_product_attention(
            heads(self.to_q(query)), heads(self.to_k(context)), heads(self.to_v(context))
        )
        return self.to_out(out.transpose(1, 2).flatten(2))

    def forward(self, text: torch.Tensor, texts: torch.Tensor, images: torch.Tensor) -> torch.Tensor:
        """text [B,77,d], texts [B,K,77,d], images [B,K,4,d] to z̃ [B,77,d]."""
        return self.attend(self.attend(text, texts.flatten(1, 2)), images.flatten(1, 2))


def load(out: Path) -> InterestAttention:
    attention = InterestAttention(clip.TEXT_WIDTH)
    attention.load_state_dict(weights_of(out, "interest"))
    return attention.eval()


def read_catalog() -> tuple[list[dict], np.ndarray]:
    """The sample catalog's items with their true facets as tags, and their pictures, uint8 [N,256,256,3]."""
    command = ["node", "--import", "tsx", "build/starter/catalog.ts", "--specs"]
    lines = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    specs = {spec["id"]: spec for spec in map(json.loads, lines)}
    with (CATALOG / "items.csv").open(newline="") as file:
        items = [{**row, **specs[row["id"]], "tags": list(specs[row["id"]]["facets"].values())} for row in csv.DictReader(file)]
    pixels = [np.asarray(Image.open(CATALOG / item["image"]).convert("RGB").resize((256, 256))) for item in items]
    return items, np.stack(pixels)


def read_examples(items: list[dict]) -> list[tuple[int, str]]:
    """Objective item (its place) and T*, for every user and every positive item with enough history."""
    place = {item["id"]: i for i, item in enumerate(items)}
    seen: dict[str, list[tuple[str, int]]] = {}
    with (CATALOG / "interactions.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if float(row["rating"]) >= 4:
                seen.setdefault(row["user_id"], []).append((row["timestamp"], place[row["item_id"]]))
    examples = []
    for visits in seen.values():
        order = [item for _, item in sorted(visits)]
        for n in range(4, len(order)):
            counts = Counter(tag for i in reversed(order[max(0, n - HISTORY) : n]) for tag in dict.fromkeys(items[i]["tags"]))
            item = items[order[n]]
            related = [tag for tag, _ in counts.most_common(TAGS)]
            examples.append((order[n], f"{story(item)} {tail(item['scenario'], item['tags'], related)}"))
    return examples


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    pair, tokenizer = clip.load(data, out, device), tokens.ready(data, out)
    painter, cut_out = painting.load(out, device), foreground.load(out).to(device)
    attention = InterestAttention(clip.TEXT_WIDTH).to(device)
    items, pixels = read_catalog()
    examples = read_examples(items)
    scheduler = DDIMScheduler(**painting.SCHEDULER)
    rng = np.random.default_rng()

    def states(texts: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
        """Token states [N,77,d] and normalised pooled states [N,d]."""
        ids = torch.from_numpy(tokens.encode(tokenizer, texts)).to(device)
        hidden = pair.text(input_ids=ids).last_hidden_state
        end = (ids == ids[0, -1]).int().argmax(1)
        return hidden, F.normalize(hidden[torch.arange(len(ids)), end], dim=-1)

    with torch.no_grad():
        pictures = signed(torch.from_numpy(pixels)).to(device)
        latents = autoencoder.encoder(out, device)(pictures)
        mask = cut_out(F.interpolate(pictures, size=(foreground.SIDE,) * 2, mode="area")).sigmoid()
        mask = F.interpolate(mask, size=pictures.shape[2:], mode="bilinear")
        small = F.interpolate(torch.cat([pictures, pictures * mask + 1 - mask]), size=(clip.SIDE,) * 2, mode="area")
        embeds, prompts = pair.embed_image(small).chunk(2)  # of whole pictures, and of foregrounds over white
        closest_images = (embeds @ embeds.T).topk(NEIGHBOURS).indices
        image_tokens = painter.image_proj(embeds)
        hidden, pooled = states([story(item) for item in items])

    def step(_: int) -> dict[str, torch.Tensor]:
        chosen = [examples[i] for i in rng.integers(0, len(examples), BATCH)]
        rows = torch.tensor([row for row, _ in chosen], device=device)
        with torch.no_grad():
            text, query = states([text for _, text in chosen])
        texts = hidden[(query @ pooled.T).topk(NEIGHBOURS).indices]
        # Dropped conditions, as the paper's training has them: no image, no text (for the U-Net alone), neither.
        lot = torch.from_numpy(rng.random(BATCH)).to(device)
        no_image, no_text = (lot < 0.1)[:, None, None], ((lot > 0.05) & (lot < 0.15))[:, None, None]
        with torch.no_grad():
            empty = states([""])[0]
            image = painter.image_proj(torch.where(no_image[..., 0], 0.0, prompts[rows]))
        clean, noise = latents[rows], torch.randn_like(latents[rows])
        timesteps = torch.randint(0, 1000, (BATCH,), device=device)
        noisy, target = scheduler.add_noise(clean, noise, timesteps), scheduler.get_velocity(clean, noise, timesteps)
        with autocast(device):
            interest = attention(text, texts, image_tokens[closest_images[rows]]) * ~no_image
            context = torch.cat([torch.where(no_text, empty, text), image, interest], 1)
            predicted = painter.unet(noisy, timesteps, context).sample
        return {"loss": F.mse_loss(predicted.float(), target)}

    train("interest", out, minutes, attention, step, rate=math.sqrt(BATCH / 16) * 1e-3)
