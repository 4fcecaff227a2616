"""What the U-Net is: its designs.

Detail stands at 32×32, so that is where a design is wide or deep. Each stays below 6 GFLOP and 11 million parameters an
evaluation, which is what two CPU cores can draw with (50 steps of both rows of guidance in some six seconds).
"""

import json
from dataclasses import dataclass
from pathlib import Path

from diffusers import UNet2DConditionModel
from diffusers.models.resnet import ResnetBlock2D
from torch import nn

TEXT_WIDTH = 128
LATENTS = 16
# A hint of edges, 256×256, pixel-unshuffled: 8×8 pixels a latent.
UNSHUFFLE = 8
HINT = UNSHUFFLE**2
GROUPS = 16


@dataclass(frozen=True)
class Design:
    """Channels, ResNet blocks and attention heads of each level, from 32×32 down; what is predicted; whether edges are read."""

    channels: tuple[int, int, int]
    layers: tuple[int, int, int]
    heads: tuple[int, int, int]
    prediction: str = "v_prediction"
    structure: bool = True


DESIGNS = {
    "starter-1": Design((48, 64, 128), (1, 1, 1), (2, 2, 4), "sample", structure=False),
    "starter-1-edges": Design((48, 64, 128), (1, 1, 1), (2, 2, 4), "sample"),
    "plain": Design((128, 128, 128), (1, 1, 1), (4, 4, 4)),
    "wide": Design((144, 128, 128), (1, 1, 1), (4, 4, 4)),
    "deep": Design((96, 128, 128), (3, 1, 1), (4, 4, 4)),
    "wide-sample": Design((144, 128, 128), (1, 1, 1), (4, 4, 4), "sample"),
}


def write_design(out: Path, name: str) -> None:
    (out / "unet").mkdir(parents=True, exist_ok=True)
    (out / "unet" / "design.json").write_text(json.dumps({"design": name}) + "\n")


def design_of(out: Path) -> Design:
    """The design that the run's U-Net has."""
    path = out / "unet" / "design.json"
    return DESIGNS[json.loads(path.read_text())["design"] if path.exists() else "starter-1"]


def build(design: Design) -> UNet2DConditionModel:
    unet = UNet2DConditionModel(
        sample_size=32,
        in_channels=LATENTS + (HINT if design.structure else 0),
        out_channels=LATENTS,
        block_out_channels=design.channels,
        layers_per_block=design.layers,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=design.heads,  # the number of heads, whatever its name says (diffusers keeps SD 1's mistake)
        norm_num_groups=GROUPS,
    )
    for part in unet.modules():
        if isinstance(part, ResnetBlock2D):
            nn.init.zeros_(part.conv2.weight)
    nn.init.zeros_(unet.conv_out.weight)
    return unet
