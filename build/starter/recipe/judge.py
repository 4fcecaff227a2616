"""The judge: a small convolutional classifier of facets that scores generated pictures in the bench.

It belongs to the bench and not to the pack: it is trained on other drawings than the pack (the judge/ shards), never
sees the pack's networks, and so cannot share their mistakes.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from data import Drawings, signed, vocabulary
from loop import autocast, train, weights_of

SIDE = 128
BATCH = 32


class Judge(nn.Module):
    """pixels [B,3,128,128] in 0…1 to logits of all words of all facets, [B,words], and the features [B,128] before them,
    averaged over places, by which the bench measures a Fréchet distance."""

    def __init__(self, words: int, widths: tuple[int, ...] = (16, 32, 64, 96, 128)):
        super().__init__()
        layers: list[nn.Module] = []
        inputs = 3
        for width in widths:
            layers += [nn.Conv2d(inputs, width, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            if inputs != 3:
                layers += [nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
            inputs = width
        self.body = nn.Sequential(*layers)  # (batch, 128, 4, 4)
        self.head = nn.Linear(widths[-1] * 16, words)

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        places = self.body(pixels * 2 - 1)
        return self.head(places.flatten(1)), places.mean((2, 3))


def questions(records: list[dict]) -> list[tuple[str, str, list[str]]]:
    """scenario, facet, words; the logits stand in this order, one after another."""
    return [(s, f, words) for s, facets in vocabulary(records).items() for f, words in facets.items()]


def answers(records: list[dict], asked: list[tuple[str, str, list[str]]]) -> torch.Tensor:
    """int64 [N,questions]: the word's place, or -100 where the drawing belongs to another scenario."""
    return torch.tensor(
        [[words.index(r["facets"][f]) if r["scenario"] == s else -100 for s, f, words in asked] for r in records]
    )


def fit(data: Path, out: Path, minutes: float, device: torch.device) -> None:
    drawings, unseen = Drawings(data / "judge"), Drawings(data / "heldout")
    asked = questions(drawings.records)
    sizes = [len(words) for _, _, words in asked]
    judge = Judge(sum(sizes)).to(device, memory_format=torch.channels_last)
    pictures, labels = drawings.reduced(SIDE), answers(drawings.records, asked)
    rng = np.random.default_rng()

    def step(_: int) -> dict[str, torch.Tensor]:
        rows = torch.from_numpy(rng.integers(0, len(pictures), BATCH))
        pixels = ((signed(pictures[rows]) + 1) / 2).to(device)
        # Shifts, a little blur and noise, so that a generated picture's softness does not decide.
        pixels = torch.roll(pixels, tuple(int(v) for v in rng.integers(-6, 7, 2)), (2, 3))
        if rng.random() < 0.4:
            small = F.interpolate(pixels, scale_factor=float(rng.uniform(0.4, 0.9)), mode="bilinear", antialias=True)
            pixels = F.interpolate(small, size=(SIDE, SIDE), mode="bilinear")
        pixels = (pixels + torch.randn_like(pixels) * float(rng.uniform(0, 0.06))).clamp(0, 1)
        with autocast(device):
            logits = judge(pixels.contiguous(memory_format=torch.channels_last))[0].float()
        parts = logits.split(sizes, dim=1)
        target = labels[rows].to(device)
        sums = [F.cross_entropy(part, target[:, i], ignore_index=-100, reduction="sum") for i, part in enumerate(parts)]
        right = sum((part.argmax(1) == target[:, i]).sum() for i, part in enumerate(parts))
        known = (target >= 0).sum()
        return {"loss": torch.stack(sums).sum() / known, "right": right / known}

    def look(module: Judge, steps: int) -> None:
        shares = accuracy(module, unseen, asked, device)
        print("judge: " + ", ".join(f"{name} {share:.3f}" for name, share in shares.items()), flush=True)

    train("judge", out, minutes, judge, step, rate=2e-3, look=look, look_minutes=1.5, weight_decay=0.02)


@torch.no_grad()
def accuracy(
    judge: Judge, drawings: Drawings, asked: list[tuple[str, str, list[str]]], device: torch.device
) -> dict[str, float]:
    """facet → share of drawings whose word is recognised."""
    judge.eval()
    pixels = ((signed(drawings.reduced(SIDE)) + 1) / 2).to(device)
    logits = torch.cat([judge(part)[0] for part in pixels.split(128)]).cpu()
    labels = answers(drawings.records, asked)
    right: dict[str, list[bool]] = {}
    for i, part in enumerate(logits.split([len(words) for _, _, words in asked], dim=1)):
        rows = labels[:, i] >= 0
        right.setdefault(asked[i][1], []).extend((part.argmax(1) == labels[:, i])[rows].tolist())
    return {facet: float(np.mean(values)) for facet, values in right.items()}


def export(data: Path, out: Path, folder: Path) -> None:
    """Writes facet-classifier.onnx (fp16 weights) and facet-classifier.json (its words and measured accuracy)."""
    from onnxfile import export_onnx

    unseen = Drawings(data / "heldout")
    asked = questions(Drawings(data / "judge").records)
    judge = Judge(sum(len(words) for _, _, words in asked))
    judge.load_state_dict(weights_of(out, "judge"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "facet-classifier.onnx"
    export_onnx(judge.eval(), (1, 3, SIDE, SIDE), "pixels", ["logits", "features"], path, free_batch=True)
    labels = {
        "size": SIDE,
        "range": [0, 1],
        "questions": [{"scenario": s, "facet": f, "words": words} for s, f, words in asked],
        "heldOutAccuracy": {k: round(v, 4) for k, v in accuracy(judge, unseen, asked, torch.device("cpu")).items()},
    }
    (folder / "facet-classifier.json").write_text(json.dumps(labels, indent=2) + "\n")
