"""Structure: the edges of a picture, as more input channels of the U-Net, so that they say where things stand and the text
how they look.

A hint is Canny's edges (cv2.Canny) at 256×256, of the subject over white or of the whole picture; the U-Net reads it
pixel-unshuffled by 8 and times its scale behind the latents, and zeros where there is none.
"""

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from data import SIDE, Drawings
from design import UNSHUFFLE

# Of the gradient |dx| + |dy| (Sobel, 3×3): an edge begins above the second and goes on above the first.
THRESHOLDS = 100, 200
# How often a sample is shown its subject's edges, or those of the whole picture; else none.
SUBJECT, WHOLE = 1 / 2, 1 / 3
# How often they are another drawing's: of the same layout, but another style, palette, pattern and mood.
RESTYLED = 0.5
# How often the scale is 1; else it is anything from the lowest to 1.
FULL, LOWEST = 0.6, 0.2


def canny(pixels: np.ndarray) -> np.ndarray:
    """Edges of a picture, uint8 [256,256,3] to bool [256,256]."""
    return cv2.Canny(np.ascontiguousarray(pixels), *THRESHOLDS) > 0


def subject_over_white(pixels: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """uint8 [256,256,3] and its mask, uint8 [128,128], to uint8 [256,256,3]."""
    share = cv2.resize(mask, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR)[..., None].astype(np.float32) / 255
    return np.rint(pixels * share + 255 * (1 - share)).astype(np.uint8)


def edges_of(drawings: Drawings, index: int) -> tuple[np.ndarray, np.ndarray]:
    """The subject's edges and the whole picture's, each packed to bits, uint8 [8192]."""
    pixels = drawings.pixels(index)
    parts = subject_over_white(pixels, drawings.mask(index)), pixels
    subject, whole = (np.packbits(canny(part)) for part in parts)
    return subject, whole


def twins(records: list[dict]) -> np.ndarray:
    """Of each drawing another one of its layout (draw.ts --twins), or itself, int64 [N]."""
    places = {}
    for i, record in enumerate(records):
        places.setdefault((record["scenario"], record.get("layout", f"alone {i}")), []).append(i)
    other = np.arange(len(records))
    for rows in places.values():
        other[rows] = np.roll(rows, 1)
    return other


def hint(packed: np.ndarray, scale: np.ndarray) -> torch.Tensor:
    """Packed edges [B,8192] and scales [B] to what the U-Net reads, float32 [B,64,32,32]."""
    edges = np.unpackbits(packed, axis=1).reshape(-1, 1, SIDE, SIDE)
    unshuffled = F.pixel_unshuffle(torch.from_numpy(edges), UNSHUFFLE).float()
    return unshuffled * torch.from_numpy(scale).float()[:, None, None, None]


class Hints:
    """Draws a hint for each sample of a batch, from the packed edges of all drawings [N,8192]."""

    def __init__(self, subject: np.ndarray, whole: np.ndarray, records: list[dict], rng: np.random.Generator):
        self._edges, self._twins, self._rng = (subject, whole), twins(records), rng

    def draw(self, rows: np.ndarray, dropped: np.ndarray) -> torch.Tensor:
        """Of drawings `rows` [B]; none where `dropped` [B]."""
        rng, count = self._rng, len(rows)
        places = np.where(rng.random(count) < RESTYLED, self._twins[rows], rows)
        kinds = rng.random(count)
        packed = np.stack([self._edges[int(kind >= SUBJECT)][place] for kind, place in zip(kinds, places, strict=True)])
        scales = np.where(rng.random(count) < FULL, 1, rng.uniform(LOWEST, 1, count))
        return hint(packed, scales * (kinds < SUBJECT + WHOLE) * ~dropped)
