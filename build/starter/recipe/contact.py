"""Contact sheets, to look at what a stage has learnt so far."""

from pathlib import Path

import torch
from PIL import Image


def contact_sheet(pixels: torch.Tensor, columns: int, path: Path) -> None:
    """Writes pixels [B,3,h,w] in -1…1 as a PNG, `columns` in a row."""
    rows = -(-len(pixels) // columns)
    _, channels, height, width = pixels.shape
    grid = torch.full((rows * columns, channels, height, width), 1.0)
    grid[: len(pixels)] = pixels.detach().float().cpu()
    grid = grid.view(rows, columns, channels, height, width).permute(0, 3, 1, 4, 2)
    grid = grid.reshape(rows * height, columns * width, channels)
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(((grid + 1) * 127.5).clamp(0, 255).round().byte().numpy()).save(path)
