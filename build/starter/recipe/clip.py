"""The CLIP pair: a causal text encoder (also the U-Net's) and a vision transformer.

Every drawing's facets are known, so both learn from the zero-shot question itself: among the templates of a facet's
words, which one fits? First the text encoder alone: a text must answer for the words that it names. Then the vision
transformer against the finished text encoder, with the contrastive loss over whole texts beside the question. (Trained
together from noise, pictures that cannot tell two words apart yet would pull those words' templates together.)
Foregrounds over white answer for what a foreground shows, since the studio embeds those as image prompts.
"""

import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import (
    CLIPTextConfig,
    CLIPTextModelWithProjection,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
)

import tokenizer as tokens
from captions import template, true_text
from data import Drawings, signed, vocabulary
from image_start import class_states, embeds_of, read_out, start_from_edges
from loop import Average, autocast, save_atomically, train, weights_of

SIDE = 96
PATCH = 48
TEXT_WIDTH = 128
IMAGE_WIDTH = 576
EMBEDDING = 128
BATCH = 128
FOREGROUNDS = 32
TEXTS = 40
SHIFT = 3
FOREGROUND_FACETS = ("subject", "palette", "style")
# Of the questions, how much more than the others these count: they ask for what is faint in a drawing.
WEIGHTS = {"pattern": 3.0, "setting": 1.5}


class ClipPair(nn.Module):
    def __init__(self, vocabulary_size: int):
        super().__init__()
        shared = {"num_attention_heads": 4, "projection_dim": EMBEDDING, "hidden_act": "quick_gelu"}
        self.text = CLIPTextModelWithProjection(
            CLIPTextConfig(
                **shared,
                vocab_size=vocabulary_size,
                hidden_size=TEXT_WIDTH,
                intermediate_size=384,
                num_hidden_layers=3,
                max_position_embeddings=tokens.LENGTH,
                bos_token_id=vocabulary_size - 2,
                eos_token_id=vocabulary_size - 1,
                pad_token_id=vocabulary_size - 1,
            )
        )
        self.image = CLIPVisionModelWithProjection(
            CLIPVisionConfig(
                **shared,
                hidden_size=IMAGE_WIDTH,
                intermediate_size=768,
                num_hidden_layers=2,
                image_size=SIDE,
                patch_size=PATCH,
            )
        )
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def embed_text(self, ids: torch.Tensor) -> torch.Tensor:
        """Normalised [B,p] of ids [B,L]; L may be shorter than 77, because the encoder is causal."""
        return F.normalize(self.text(input_ids=ids).text_embeds, dim=-1)

    def embed_image(self, pixels: torch.Tensor) -> torch.Tensor:
        """Normalised [B,p] of pixels [B,3,96,96] in -1…1."""
        return F.normalize(self.image(pixel_values=pixels).image_embeds, dim=-1)


def load(data: Path, out: Path, device: torch.device) -> ClipPair:
    pair = ClipPair(tokens.ready(data, out).get_vocab_size())
    pair.load_state_dict(weights_of(out, "image"))
    return pair.to(device).eval().requires_grad_(False)


def trimmed(ids: np.ndarray, device: torch.device, multiple: int = 8) -> torch.Tensor:
    """Ids [B,77] without the padding that no row needs (to a multiple, so that few shapes are compiled)."""
    end = ids[0, -1] if (ids[:, -1] == ids[0, -1]).all() else ids.max()
    longest = int((ids != end).sum(1).max()) + 1
    return torch.from_numpy(ids[:, : min(-(-longest // multiple) * multiple, ids.shape[1])]).to(device)


class Prompts:
    """The templates of all scenarios, and for each facet of a scenario where its words stand among them."""

    def __init__(self, words: dict[str, dict[str, list[str]]]):
        self.texts: list[str] = []
        self.spans: dict[tuple[str, str], tuple[int, int]] = {}
        self.place: dict[tuple[str, str, str], int] = {}
        self.words: dict[tuple[str, str], list[str]] = {}
        for scenario, facets in words.items():
            for facet, choices in facets.items():
                self.spans[scenario, facet] = (len(self.texts), len(self.texts) + len(choices))
                self.words[scenario, facet] = choices
                for i, word in enumerate(choices):
                    self.place[scenario, facet, word] = i
                    self.texts.append(template(scenario, facet, word))


class Answers:
    """Facet labels of drawings as tensors: for each (scenario, facet), the rows that have it and the word's place."""

    def __init__(self, records: list[dict], prompts: Prompts):
        self.prompts = prompts
        self.scenarios = np.array([record["scenario"] for record in records])
        self.labels = {
            (scenario, facet): np.array(
                [
                    prompts.place[scenario, facet, r["facets"][facet]] if r["scenario"] == scenario else -1
                    for r in records
                ]
            )
            for scenario, facet in prompts.spans
        }

    def wanted(self, choices: torch.Tensor, facets: tuple[str, ...] | None = None) -> torch.Tensor:
        """The smallest embeddings [N,p] whose products with the prompts [all prompts,p] answer every facet's question:
        higher by one for the right word than for the others, and alike where nothing is asked."""
        differences, scores = choices.clone(), choices.new_zeros(len(self.scenarios), len(choices))
        for (scenario, facet), (first, last) in self.prompts.spans.items():
            differences[first:last] -= choices[first:last].mean(0)
            labels = self.labels[scenario, facet]
            if facets is None or facet in facets:
                rows = np.flatnonzero(labels >= 0)
                scores[rows, first + labels[rows]] = 1
                scores[rows, first:last] -= 1 / (last - first)
        return scores @ torch.linalg.pinv(differences, rtol=1e-3).T

    def loss(
        self,
        logits: torch.Tensor,
        indices: np.ndarray,
        facets: tuple[str, ...] | None = None,
        texts: list[str] | None = None,
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Mean cross-entropy and accuracy over the facet questions of the rows; logits [B, all prompts].

        Of pictures the questions count by WEIGHTS. With `texts`, a row is asked only for the facets whose word its text has.
        """
        total, right, asked, weighed = logits.new_zeros(()), logits.new_zeros(()), 0, 0.0
        for (scenario, facet), labels in self.labels.items():
            if facets and facet not in facets:
                continue
            rows = np.flatnonzero(labels[indices] >= 0)
            first, last = self.prompts.spans[scenario, facet]
            if texts:
                words = self.prompts.words[scenario, facet]
                rows = np.array([row for row in rows if words[labels[indices[row]]] in texts[row].lower()], np.int64)
            if len(rows) == 0:
                continue
            answers = torch.from_numpy(labels[indices][rows]).to(logits.device)
            choices = logits[torch.from_numpy(rows).to(logits.device), first:last].float()
            weight = 1.0 if texts else WEIGHTS.get(facet, 1.0)
            total = total + weight * F.cross_entropy(choices, answers, reduction="sum")
            right = right + (choices.argmax(1) == answers).sum()
            asked += len(rows)
            weighed += weight * len(rows)
        return total / weighed, right / asked


def fit_text(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    """Trains the text encoder by what its texts name."""
    drawings = Drawings(data / "train")
    tokenizer = tokens.ready(data, out)
    pair = ClipPair(tokenizer.get_vocab_size()).to(device)
    pair.image.requires_grad_(False)
    prompts = Prompts(vocabulary(drawings.records))
    answers = Answers(drawings.records, prompts)
    prompt_ids = trimmed(tokens.encode(tokenizer, prompts.texts), device)
    rng = np.random.default_rng()

    def step(_: int) -> dict[str, torch.Tensor]:
        indices = rng.integers(0, len(drawings), TEXTS)
        texts = [true_text(drawings.records[i], rng) for i in indices]
        ids = trimmed(tokens.encode(tokenizer, texts), device)
        with autocast(device):
            logits = pair.logit_scale.exp() * pair.embed_text(ids) @ pair.embed_text(prompt_ids).T
        loss, right = answers.loss(logits, indices, texts=texts)
        return {"loss": loss, "right": right}

    train("text", out, minutes, pair, step, rate=1e-3, weight_decay=0.02)


def fit_image(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    """Trains the vision transformer against the finished text encoder."""
    drawings, unseen = Drawings(data / "train", data / "calm"), Drawings(data / "heldout")
    tokenizer = tokens.ready(data, out)
    pair = ClipPair(tokenizer.get_vocab_size())
    learnt = {name: value for name, value in weights_of(out, "text").items() if not name.startswith("image.")}
    pair.load_state_dict(learnt, strict=False)
    pair.to(device).text.requires_grad_(False)
    prompts = Prompts(vocabulary(drawings.records))
    answers = Answers(drawings.records, prompts)
    prompt_ids = trimmed(tokens.encode(tokenizer, prompts.texts), device)
    pictures, foregrounds = drawings.reduced(SIDE), drawings.reduced(SIDE, foreground=True)

    def look(module: ClipPair, steps: int) -> None:
        shares = zero_shot(module, unseen, prompts, prompt_ids, device)
        print("image: zero-shot " + ", ".join(f"{name} {share:.3f}" for name, share in shares.items()), flush=True)

    with torch.no_grad():
        choices = pair.embed_text(prompt_ids)
    begun, unpacked = (out / "image" / name for name in ("state.pt", "start.pt"))
    if not begun.exists() and not unpacked.exists():
        start_from_edges(pair.image)
        wanted = torch.cat([answers.wanted(choices), answers.wanted(choices, FOREGROUND_FACETS)])
        read_out(pair.image, torch.cat([pictures, foregrounds]), wanted)
        look(pair, 0)
    rng = np.random.default_rng()

    def step(_: int) -> dict[str, torch.Tensor]:
        indices = rng.integers(0, len(drawings), BATCH + FOREGROUNDS)
        texts = [true_text(drawings.records[i], rng) for i in indices[:TEXTS]]
        ids = trimmed(tokens.encode(tokenizer, texts), device)
        pixels = torch.cat([pictures[indices[:BATCH]], foregrounds[indices[BATCH:]]])
        pixels = torch.roll(pixels, tuple(int(v) for v in rng.integers(-SHIFT, SHIFT + 1, 2)), (1, 2))
        with autocast(device):
            images = pair.embed_image(signed(pixels).to(device))
            with torch.no_grad():
                embeds = pair.embed_text(ids)
            scale = pair.logit_scale.exp().clamp(max=100)
            logits = (scale * images[:TEXTS] @ embeds.T).float()
            among = scale * images @ choices.T
        target = torch.arange(TEXTS, device=device)
        contrast = (F.cross_entropy(logits, target) + F.cross_entropy(logits.T, target)) / 2
        facets, right = answers.loss(among[:BATCH], indices[:BATCH])
        front, front_right = answers.loss(among[BATCH:], indices[BATCH:], FOREGROUND_FACETS)
        loss = 4 * facets + front + 0.5 * contrast
        return {"loss": loss, "contrast": contrast, "facets": facets, "right": right, "front": front_right}

    def step_on_states(_: int) -> dict[str, torch.Tensor]:
        indices = rng.integers(0, len(drawings), BATCH + FOREGROUNDS)
        rows = np.concatenate([indices[:BATCH], len(drawings) + indices[BATCH:]])
        inputs = states[rows] * (1 + 0.05 * torch.randn(len(rows), states.shape[1]))
        images = F.normalize(embeds_of(pair.image, inputs), dim=-1)
        among = 30 * images @ choices.T
        facets, right = answers.loss(among[:BATCH], indices[:BATCH])
        front, front_right = answers.loss(among[BATCH:], indices[BATCH:], FOREGROUND_FACETS)
        return {"loss": facets + 0.25 * front, "facets": facets, "right": right, "front": front_right}

    whole = device.type != "cpu" or unpacked.exists()
    if not whole:
        # A few hundred steps of everything would blur what least squares read. The last MLP alone learns on states that
        # are computed once: thousands of steps a minute. Once unpacked as a start, all of it learns, slowly.
        pair.image.requires_grad_(False)
        vision = pair.image.vision_model
        for part in (vision.encoder.layers[-1].mlp, vision.post_layernorm, pair.image.visual_projection):
            part.requires_grad_(True)
        if begun.exists():
            pair.load_state_dict(torch.load(begun, weights_only=True)["module"])
        states = class_states(pair.image, torch.cat([pictures, foregrounds]))
        step = step_on_states
    ema = Average(pair, 0.998)
    rate = 4e-4 if whole else 3e-4
    train("image", out, minutes, pair, step, rate, ema=ema, look=look, look_minutes=0.5, weight_decay=0.02)
    unit_embeddings(ema.module, signed(pictures[:2000]), prompt_ids)
    save_atomically({"module": ema.module.state_dict()}, out / "image" / "weights.pt")


@torch.no_grad()
def unit_embeddings(pair: ClipPair, pixels: torch.Tensor, ids: torch.Tensor) -> None:
    """Scales both projections so that embeddings have length 1 on average. Directions stay; IP-Adapter's projection
    then sees inputs of the same size whether or not a pool has normalised them."""
    device = pair.logit_scale.device
    images = torch.cat([pair.image(pixel_values=part.to(device)).image_embeds for part in pixels.split(128)])
    pair.image.visual_projection.weight /= images.norm(dim=-1).mean()
    pair.text.text_projection.weight /= pair.text(input_ids=ids).text_embeds.norm(dim=-1).mean()


@torch.no_grad()
def zero_shot(
    pair: ClipPair, drawings: Drawings, prompts: Prompts, prompt_ids: torch.Tensor, device: torch.device
) -> dict[str, float]:
    """facet → share of drawings whose own word's template is the nearest of that facet's templates."""
    pair.eval()
    pixels = signed(drawings.reduced(SIDE)).to(device)
    images = torch.cat([pair.embed_image(part) for part in pixels.split(128)])
    logits = images @ pair.embed_text(prompt_ids).T
    answers = Answers(drawings.records, prompts)
    right: dict[str, list[int]] = {}
    for (scenario, facet), labels in answers.labels.items():
        rows = np.flatnonzero(labels >= 0)
        first, last = prompts.spans[scenario, facet]
        best = logits[rows, first:last].argmax(1).cpu().numpy()
        right.setdefault(facet, []).extend((best == labels[rows]).tolist())
    return {facet: float(np.mean(values)) for facet, values in right.items()}
