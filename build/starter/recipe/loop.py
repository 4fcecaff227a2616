"""The training loop that every stage shares: by the clock, resumable, with atomic checkpoints and a CSV log.

A stage has a budget in minutes. Its progress is the share of that budget spent, kept in the checkpoint, so that a
run killed at any moment goes on where its last checkpoint stands; the learning rate follows the same progress.
A stage without a checkpoint starts from RUN/STAGE/start.pt where there is one (`unpack.py` writes them from a pack).

On a CPU a second process can help (board.py): one single-threaded process a core beats threads that wait for each other.
"""

import copy
import math
import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import torch
from torch import nn

from board import Board
from muon import Muon

CHECKPOINT_SECONDS = 90
LOG_SECONDS = 20


def choose_device(name: str) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "cpu"
    return torch.device(name)


# Whether a CPU computes in bfloat16 (set by train.py).
bfloat16_on_cpu = False


def autocast(device: torch.device):
    """bfloat16 on a GPU, and on a CPU where asked for; else plain float32."""
    return torch.autocast(device.type, torch.bfloat16) if device.type == "cuda" or bfloat16_on_cpu else nullcontext()


# A peak learning rate in place of the stage's own: lower, to go on from finished weights (set by train.py).
peak_rate: float | None = None

# A budget of steps in place of the one of minutes: for what is compared, or pauses (set by train.py).
step_budget: int | None = None

# Whether this process helps another to train instead of training (set by train.py).
assisting = False


def save_atomically(state: object, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def weights_of(out: Path, stage: str, part: str = "module") -> dict[str, torch.Tensor]:
    """What a stage has learnt so far: its own checkpoint's weights, or those that it would start from."""
    for name in ("weights.pt", "state.pt", "start.pt"):
        if (out / stage / name).exists():
            state = torch.load(out / stage / name, map_location="cpu", weights_only=True)
            return state.get(part, state["module"])
    raise FileNotFoundError(f"{out / stage} has no weights yet: run the stage {stage} first")


def learning_rate(progress: float, warmup: float = 0.02, floor: float = 0.02) -> float:
    """Share of the full rate: linear warm-up, flat to 40 %, then a cosine down to `floor`."""
    if progress < warmup:
        return max(progress / warmup, 0.01)
    tail = min(max((progress - 0.4) / 0.6, 0), 1)
    return floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * tail))


class Average:
    """Exponential moving average of a module's weights; its memory grows with the steps, up to `decay`."""

    def __init__(self, module: nn.Module, decay: float):
        self.module = copy.deepcopy(module).requires_grad_(False).eval()
        self.decay = decay

    @torch.no_grad()
    def update(self, module: nn.Module, steps: int) -> None:
        decay = min(self.decay, (1 + steps) / (10 + steps))
        mine, theirs = list(self.module.parameters()), [p.detach() for p in module.parameters()]
        torch._foreach_lerp_(mine, theirs, 1 - decay)


def train(
    stage: str,
    out: Path,
    minutes: float,
    module: nn.Module,
    step: Callable[[int], dict[str, torch.Tensor]],
    rate: float,
    ema: Average | None = None,
    look: Callable[[nn.Module, int], None] | None = None,
    look_minutes: float = 8,
    weight_decay: float = 0.01,
    clip: float = 1.0,
    muon_edges: tuple[str, ...] | None = None,
) -> None:
    """Trains the parameters of `module` that require a gradient, by AdamW, or by Muon where `muon_edges` names the layers
    that it leaves to AdamW.

    `step(n)` returns the losses of one batch, the one to minimise under "loss". `look` is called now and then, and at
    the end, with the module that would be exported.
    """
    path = out / stage / "state.pt"
    rate = peak_rate or rate
    parameters = [p for p in module.parameters() if p.requires_grad]
    if muon_edges is None:
        optimiser = torch.optim.AdamW(parameters, lr=rate, weight_decay=weight_decay, betas=(0.9, 0.99))
    else:
        optimiser = Muon(module, muon_edges, rate, weight_decay)
    steps, spent = 0, 0.0
    if path.exists():
        state = torch.load(path, map_location=parameters[0].device, weights_only=True)
        module.load_state_dict(state["module"])
        optimiser.load_state_dict(state["optimiser"])
        steps, spent = state["steps"], state["spent"]
        if ema:
            ema.module.load_state_dict(state["ema"])
        print(f"{stage}: goes on at step {steps}, {spent / 60:.1f} of {minutes} minutes", flush=True)
    elif (out / stage / "start.pt").exists():
        module.load_state_dict(torch.load(out / stage / "start.pt", weights_only=True)["module"], strict=False)
        if ema:
            ema.module.load_state_dict(module.state_dict())
    board = Board(out / stage, parameters, fresh=not assisting) if parameters[0].device.type == "cpu" else None
    if assisting:
        module.train()
        board.assist(step)

    def save() -> None:
        state = {"module": module.state_dict(), "optimiser": optimiser.state_dict(), "steps": steps, "spent": spent}
        if ema:
            state["ema"] = ema.module.state_dict()
        save_atomically(state, path)

    sums: dict[str, float] = {}
    count = 0
    tick = logged = saved = looked = time.monotonic()
    log = out / stage / "log.csv"
    log.parent.mkdir(parents=True, exist_ok=True)
    module.train()
    started = False  # the first step compiles: its time is not counted
    while (progress := steps / step_budget if step_budget else spent / (minutes * 60)) < 1:
        share = learning_rate(progress)
        for group in optimiser.param_groups:
            group["lr"] = rate * share
        losses = step(steps)
        optimiser.zero_grad(set_to_none=True)
        losses["loss"].backward()
        if board:
            board.take()
        torch.nn.utils.clip_grad_norm_(parameters, clip)
        optimiser.step()
        steps += 1
        if ema:
            ema.update(module, steps)
        if board:
            board.publish()
        for name, value in losses.items():
            sums[name] = sums.get(name, 0.0) + float(value.detach())
        count += 1
        now = time.monotonic()
        if started:
            spent += now - tick
        started = True
        tick = now
        if now - logged > LOG_SECONDS:
            means = {name: total / count for name, total in sums.items()}
            line = ",".join([f"{steps}", f"{spent:.0f}"] + [f"{name}={value:.5f}" for name, value in means.items()])
            print(f"{stage},{line}", flush=True)
            with log.open("a") as file:
                file.write(line + "\n")
            sums, count, logged = {}, 0, now
        if now - saved > CHECKPOINT_SECONDS:
            save()
            saved = now
        if look and now - looked > look_minutes * 60:
            look(ema.module if ema else module, steps)
            module.train()
            looked = tick = time.monotonic()
    save()
    if look:
        look(ema.module if ema else module, steps)
