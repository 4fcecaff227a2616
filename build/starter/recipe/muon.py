"""Muon (Jordan et al. 2024, kellerjordan.github.io/posts/muon), with the scale that lets it share AdamW's learning rates
(Liu et al. 2025, arXiv:2502.16982): the momentum of a matrix is replaced by the nearest orthogonal one, so that directions
the gradient rarely shows are learnt as fast as those it always shows. Everything that is no matrix has AdamW.
"""

import math

import torch
from torch import nn


def orthogonal(matrix: torch.Tensor, rounds: int = 5) -> torch.Tensor:
    """Nearly the orthogonal factor of `matrix` [m,n]: singular values of about 0.7 to 1.2, by Newton and Schulz."""
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    wide = wide / (wide.norm() + 1e-7)
    for _ in range(rounds):
        gram = wide @ wide.T
        wide = 3.4445 * wide + (2.0315 * gram @ gram - 4.775 * gram) @ wide
    return wide if matrix.shape[0] <= matrix.shape[1] else wide.T


class Muon(torch.optim.Optimizer):
    """Convolutions count as matrices [out, in·height·width]. `edges` are layers that read or write the picture: AdamW's."""

    def __init__(self, module: nn.Module, edges: tuple[str, ...], lr: float, weight_decay: float):
        matrices, others = [], []
        for name, parameter in module.named_parameters():
            inner = parameter.ndim > 1 and not any(edge in name for edge in edges)
            (matrices if inner else others).append(parameter)
        groups = [{"params": matrices, "matrix": True}, {"params": others, "matrix": False}]
        super().__init__(groups, {"lr": lr, "weight_decay": weight_decay, "betas": (0.9, 0.99), "momentum": 0.95})

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is None:
                    continue
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                change = self._matrix_step if group["matrix"] else self._adam_step
                parameter.sub_(change(parameter, group), alpha=group["lr"])

    def _matrix_step(self, parameter: torch.Tensor, group: dict) -> torch.Tensor:
        state, momentum = self.state[parameter], group["momentum"]
        if not state:
            state["mean"] = torch.zeros_like(parameter)
        state["mean"].lerp_(parameter.grad, 1 - momentum)
        ahead = parameter.grad.lerp(state["mean"], momentum).flatten(1)
        return orthogonal(ahead).view_as(parameter) * (0.2 * math.sqrt(max(ahead.shape)))

    def _adam_step(self, parameter: torch.Tensor, group: dict) -> torch.Tensor:
        state, (fast, slow) = self.state[parameter], group["betas"]
        if not state:
            state.update(steps=0, mean=torch.zeros_like(parameter), square=torch.zeros_like(parameter))
        state["steps"] += 1
        state["mean"].lerp_(parameter.grad, 1 - fast)
        state["square"].lerp_(parameter.grad.square(), 1 - slow)
        scale = (state["square"] / (1 - slow ** state["steps"])).sqrt() + 1e-8
        return state["mean"] / (1 - fast ** state["steps"]) / scale
