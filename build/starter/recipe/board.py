"""How a second process helps one that trains: gradients over a shared file, without either waiting for the other.

    python build/starter/recipe/train.py unet --data DATA --out RUN            # trains
    python build/starter/recipe/train.py unet --data DATA --out RUN --assist   # beside it, on another core

The assistant reads the weights as they stand, computes the gradient of a batch of its own and posts it; the trainer adds
what is posted to its own next gradient, as if its batch were twice as large. The assistant may be slower, stop, or never
come: on a shared CPU, processes that wait for each other's every step would run at the pace of the busiest core.
"""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import nn

WAIT = 0.005


class Board:
    """Weights and one gradient of `parameters`, in a file that both processes map."""

    def __init__(self, folder: Path, parameters: list[nn.Parameter], fresh: bool):
        self.parameters = parameters
        size = sum(parameter.numel() for parameter in parameters)
        path = folder / "board.f32"
        if fresh or not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            np.memmap(path, np.float32, "w+", shape=(2 * size + 2,)).flush()
        shared = torch.from_numpy(np.memmap(path, np.float32, "r+", shape=(2 * size + 2,)))
        # Whether weights are there, whether a gradient waits, the weights, the gradient.
        self._open, self._posted = shared[0:1], shared[1:2]
        self._weights, self._gradient = shared[2 : size + 2], shared[size + 2 :]
        self._sizes = [parameter.numel() for parameter in parameters]

    def publish(self) -> None:
        torch.cat([parameter.detach().flatten() for parameter in self.parameters], out=self._weights)
        self._open[0] = 1

    def take(self) -> None:
        """Averages the parameters' gradients with the posted one, if one waits."""
        if not self._posted.item():
            return
        for parameter, part in zip(self.parameters, self._gradient.split(self._sizes), strict=True):
            # None where this batch doesn't use the parameter, and then the assistant's doesn't either.
            if parameter.grad is not None:
                parameter.grad.lerp_(part.view_as(parameter), 0.5)
        self._posted[0] = 0

    def assist(self, step: Callable[[int], dict[str, torch.Tensor]]) -> None:
        """Computes gradients for the trainer until it is stopped."""
        count = 0
        while True:
            while self._posted.item() or not self._open.item():
                time.sleep(WAIT)
            with torch.no_grad():
                for parameter, part in zip(self.parameters, self._weights.split(self._sizes), strict=True):
                    parameter.copy_(part.view_as(parameter))
                    parameter.grad = None
            step(count)["loss"].backward()
            gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in self.parameters]
            torch.cat([gradient.flatten() for gradient in gradients], out=self._gradient)
            self._posted[0] = 1
            count += 1
