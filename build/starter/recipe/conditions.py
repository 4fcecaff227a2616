"""What the U-Net learns from, computed once: latents, the foregrounds' embeddings and edges of every calm drawing.

They lie in RUN/conditions as arrays that several processes map.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

import clip
import vae as autoencoder
from data import Drawings, signed
from design import LATENTS
from structure import edges_of

SIDE = 32
FIELDS = {
    "latents": (np.float16, (LATENTS, SIDE, SIDE)),
    "foregrounds": (np.float32, (clip.EMBEDDING,)),
    "subject_edges": (np.uint8, (8 * SIDE * SIDE,)),
    "whole_edges": (np.uint8, (8 * SIDE * SIDE,)),
}
CHUNK = 64


@dataclass(frozen=True)
class Conditions:
    """Of N drawings: latents [N,16,32,32] (mean, times the scaling factor), image_embeds of the foregrounds over white
    [N,p], and packed edges of the subject and of the whole picture, [N,8192] each."""

    latents: np.ndarray
    foregrounds: np.ndarray
    subject_edges: np.ndarray
    whole_edges: np.ndarray


@torch.no_grad()
def fingerprint(drawings: Drawings, encode, pair: clip.ClipPair, device: torch.device) -> list[float]:
    """What tells drawings and encoders from others: how many there are, and what the first and last one become."""
    ends = [0, len(drawings) - 1]
    pixels = signed(torch.from_numpy(np.stack([drawings.pixels(i) for i in ends]))).to(device)
    small = torch.nn.functional.interpolate(pixels, size=(clip.SIDE, clip.SIDE), mode="area")
    parts = encode(pixels), pair.image(pixel_values=small).image_embeds
    return [len(drawings), *(round(part.abs().mean().item(), 3) for part in parts)]


@torch.no_grad()
def conditions_of(drawings: Drawings, out: Path, device: torch.device, pair: clip.ClipPair, name: str) -> Conditions:
    """Those of RUN/conditions/`name`, made where they are missing or of other drawings or encoders."""
    folder = out / "conditions" / name
    encode = autoencoder.encoder(out, device)
    made = fingerprint(drawings, encode, pair, device)
    note = folder / "made.json"
    if not note.exists() or json.loads(note.read_text()) != made:
        folder.mkdir(parents=True, exist_ok=True)
        note.unlink(missing_ok=True)
        arrays = {
            field: np.lib.format.open_memmap(folder / f"{field}.npy", "w+", dtype, (len(drawings), *shape))
            for field, (dtype, shape) in FIELDS.items()
        }
        for first in range(0, len(drawings), CHUNK):
            rows = slice(first, min(first + CHUNK, len(drawings)))
            pixels = np.stack([drawings.pixels(i) for i in range(rows.start, rows.stop)])
            arrays["latents"][rows] = encode(signed(torch.from_numpy(pixels)).to(device)).cpu().numpy()
            edges = [edges_of(drawings, i) for i in range(rows.start, rows.stop)]
            arrays["subject_edges"][rows], arrays["whole_edges"][rows] = (np.stack(part) for part in zip(*edges, strict=True))
        for rows, part in enumerate(drawings.reduced(clip.SIDE, foreground=True).split(CHUNK)):
            embeds = pair.image(pixel_values=signed(part).to(device)).image_embeds
            arrays["foregrounds"][rows * CHUNK : rows * CHUNK + len(part)] = embeds.cpu().numpy()
        for array in arrays.values():
            array.flush()
        note.write_text(json.dumps(made))
    return Conditions(**{field: np.load(folder / f"{field}.npy", mmap_mode="r") for field in FIELDS})
