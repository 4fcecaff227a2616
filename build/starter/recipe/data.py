"""Drawings of the sample world, read from the shards that build/starter/draw.ts writes.

Pixels stay memory-mapped uint8; whoever trains on them takes batches as float32 NCHW in -1…1 (`signed`).
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

SIDE = 256
MASK_SIDE = 128


class Drawings:
    """All whole shards of the folders. `records[i]` has scenario, facets, tags, title, description and captions."""

    def __init__(self, *folders: str | Path, limit: int | None = None):
        self.records: list[dict] = []
        self._pixels: list[np.ndarray] = []
        self._masks: list[np.ndarray] = []
        self._starts: list[int] = []
        for lines in (path for folder in folders for path in sorted(Path(folder).glob("shard-*.jsonl"))):
            records = [json.loads(line) for line in lines.read_text().splitlines()]
            self._starts.append(len(self.records))
            self.records += records
            shape = (len(records), SIDE, SIDE, 3)
            self._pixels.append(np.memmap(lines.with_suffix(".rgb"), np.uint8, "r", shape=shape))
            shape = (len(records), MASK_SIDE, MASK_SIDE)
            self._masks.append(np.memmap(lines.with_suffix(".mask"), np.uint8, "r", shape=shape))
            if limit is not None and len(self.records) >= limit:
                break
        if not self.records:
            places = ", ".join(map(str, folders))
            raise FileNotFoundError(f"no shard-*.jsonl in {places}: draw it with build/starter/draw.ts first")

    def __len__(self) -> int:
        return len(self.records)

    def _find(self, index: int) -> tuple[int, int]:
        shard = int(np.searchsorted(self._starts, index, side="right")) - 1
        return shard, index - self._starts[shard]

    def pixels(self, index: int) -> np.ndarray:
        """One drawing, uint8 [256,256,3]."""
        shard, row = self._find(index)
        return self._pixels[shard][row]

    def mask(self, index: int) -> np.ndarray:
        """The subject's silhouette, uint8 [128,128], 255 inside."""
        shard, row = self._find(index)
        return self._masks[shard][row]

    def crops(self, indices: np.ndarray, side: int, rng: np.random.Generator) -> torch.Tensor:
        """A random square of each drawing, uint8 [B,side,side,3]."""
        out = np.empty((len(indices), side, side, 3), np.uint8)
        for k, index in enumerate(indices):
            y, x = rng.integers(0, SIDE - side + 1, 2)
            out[k] = self.pixels(int(index))[y : y + side, x : x + side]
        return torch.from_numpy(out)

    def reduced(self, side: int, foreground: bool = False) -> torch.Tensor:
        """Every drawing averaged down to `side`, uint8 [N,side,side,3]; over white outside the mask if `foreground`."""
        out = torch.empty((len(self), side, side, 3), dtype=torch.uint8)
        for first in range(0, len(self), 256):
            rows = range(first, min(first + 256, len(self)))
            pixels = torch.from_numpy(np.stack([self.pixels(i) for i in rows])).permute(0, 3, 1, 2).float()
            if foreground:
                mask = torch.from_numpy(np.stack([self.mask(i) for i in rows]))[:, None].float() / 255
                pixels = over_white(pixels, F.interpolate(mask, size=(SIDE, SIDE), mode="bilinear"))
            small = F.interpolate(pixels, size=(side, side), mode="area")
            out[first : first + len(rows)] = small.round().to(torch.uint8).permute(0, 2, 3, 1)
        return out

    def reduced_masks(self, side: int) -> torch.Tensor:
        """Every mask averaged down to `side`, uint8 [N,1,side,side]."""
        masks = torch.from_numpy(np.stack([self.mask(i) for i in range(len(self))]))[:, None]
        return F.interpolate(masks.float(), size=(side, side), mode="area").round().to(torch.uint8)


def over_white(pixels: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Foreground over white: pixels [B,3,h,w] in 0…255, mask [B,1,h,w] in 0…1."""
    return pixels * mask + 255 * (1 - mask)


def signed(pixels: torch.Tensor) -> torch.Tensor:
    """uint8 [B,h,w,3] to float32 [B,3,h,w] in -1…1."""
    return pixels.permute(0, 3, 1, 2).float() / 127.5 - 1


def vocabulary(records: list[dict]) -> dict[str, dict[str, list[str]]]:
    """scenario → facet → its words in alphabetical order, as they occur in the records."""
    found: dict[str, dict[str, set[str]]] = {}
    for record in records:
        facets = found.setdefault(record["scenario"], {})
        for facet, word in record["facets"].items():
            facets.setdefault(facet, set()).add(word)
    return {s: {f: sorted(words) for f, words in facets.items()} for s, facets in sorted(found.items())}
