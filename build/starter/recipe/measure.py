"""How far from the drawing the U-Net's clean latents are, on drawings that it never saw:

    node --import tsx build/starter/draw.ts --count 512 --seed 35 --split heldout --spread 0.3 --twins --out DATA/unseen
    python build/starter/recipe/measure.py --data DATA --out RUN [RUN …]

Prints the mean squared error of `--count` drawings, with their whole text and no image, at six timesteps: without structure, with
the edges of the drawing's subject as its restyled twin has them, and with those of the drawing itself. A last line gives the
cost of an evaluation.
"""

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

import clip
import tokenizer as tokens
import unet as painting
from captions import whole_text
from conditions import conditions_of
from data import Drawings
from design import HINT
from structure import hint, twins

BATCH = 32
TIMESTEPS = 20, 50, 100, 300, 600, 900


@torch.no_grad()
def errors(painter: painting.Painter, clean: torch.Tensor, text: torch.Tensor, edges: torch.Tensor) -> list[float]:
    """One mean squared error a timestep; the noise is the same for every U-Net."""
    scheduler = painting.scheduler_of(painter.design)
    generator = torch.Generator().manual_seed(1)
    means = []
    for timestep in TIMESTEPS:
        noise = torch.randn(clean.shape, generator=generator)
        t = torch.full((len(clean),), timestep)
        noisy = scheduler.add_noise(clean, noise, t)
        share = scheduler.alphas_cumprod[timestep]
        total = 0.0
        for rows in torch.arange(len(clean)).split(BATCH):
            nothing = torch.zeros(len(rows), clip.EMBEDDING), torch.zeros(len(rows))
            predicted = painter(noisy[rows], t[rows], text[rows], *nothing, edges[rows])
            if painter.design.prediction == "v_prediction":
                predicted = share.sqrt() * noisy[rows] - (1 - share).sqrt() * predicted
            total += (predicted - clean[rows]).square().mean((1, 2, 3)).sum().item()
        means.append(total / len(clean))
    return means


def cost(painter: painting.Painter, given: tuple[torch.Tensor, ...]) -> str:
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        painter(*given)
    size = sum(parameter.numel() for parameter in painter.unet.parameters())
    return f"{counter.get_total_flops() / 1e9:.2f} GFLOP, {size / 1e6:.2f} million parameters"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, nargs="+", required=True, help="folders of checkpoints")
    parser.add_argument("--count", type=int, default=128, help="drawings")
    options = parser.parse_args()
    count = options.count
    drawings, cpu = Drawings(options.data / "unseen"), torch.device("cpu")
    for out in options.out:
        pair, tokenizer, painter = clip.load(options.data, out, cpu), tokens.ready(options.data, out), painting.load(out, cpu)
        known = conditions_of(drawings, out, cpu, pair, "unseen")
        rng = np.random.default_rng(1)
        texts = [whole_text(record, rng) for record in drawings.records[:count]]
        with torch.no_grad():
            text = pair.text(input_ids=torch.from_numpy(tokens.encode(tokenizer, texts))).last_hidden_state
        clean = torch.from_numpy(known.latents[:count].astype(np.float32))
        full = np.ones(count)
        shown = {"none": torch.zeros(count, HINT, 32, 32)}
        if painter.design.structure:
            shown["subject"] = hint(known.subject_edges[twins(drawings.records)[:count]], full)
            shown["whole"] = hint(known.whole_edges[:count], full)
        print(f"{out}: {painter.design}")
        print("timestep  " + "".join(f"{timestep:>8}" for timestep in TIMESTEPS))
        for name, edges in shown.items():
            print(f"{name:<10}" + "".join(f"{value:8.4f}" for value in errors(painter, clean, text, edges)), flush=True)
        one = clean[:1], torch.zeros(1).long(), text[:1], torch.zeros(1, clip.EMBEDDING), torch.zeros(1), shown["none"][:1]
        print(cost(painter, one))


if __name__ == "__main__":
    main()
