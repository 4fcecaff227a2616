"""Reads a pack's weights back, so that training goes on from them:
`unpack.py --pack resources/starter --data DATA --out RUN`.

Writes RUN/STAGE/start.pt for text, image, vae and unet, and the tokenizer. The foreground network is stored
as ONNX only; it trains anew in minutes.
"""

import argparse
import json
import re
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file

import unet as painting
import vae as autoencoder
from adapter import DecoupledAttention
from data import Drawings
from design import DESIGNS, HINT, LATENTS, write_design
from loop import save_atomically


def weights(path: Path) -> dict[str, torch.Tensor]:
    return {name: value.float() for name, value in load_file(path).items()}


def design_named(pack: Path) -> str:
    """The name of the design that the pack's U-Net has."""
    config = json.loads((pack / "unet" / "config.json").read_text())
    layers, last = config["layers_per_block"], len(config["block_out_channels"])
    shape = config["block_out_channels"], layers if isinstance(layers, list) else [layers] * last
    prediction = json.loads((pack / "scheduler" / "scheduler_config.json").read_text())["prediction_type"]
    for name, design in DESIGNS.items():
        inputs = LATENTS + (HINT if design.structure else 0)
        same = (list(design.channels), list(design.layers)) == shape and design.prediction == prediction
        if same and inputs == config["in_channels"]:
            return name
    raise ValueError(f"{pack}'s U-Net has none of the designs {', '.join(DESIGNS)}")


def unet_weights(pack: Path, name: str) -> dict[str, torch.Tensor]:
    """U-Net and adapter of the design called `name`, under the names of `Painter`."""
    painter = painting.Painter(DESIGNS[name])
    layers = [name for name, _ in painter.unet.attn_processors.items()]
    unet = weights(pack / "unet" / "diffusion_pytorch_model.safetensors")
    found = {f"unet.{k}": v for k, v in painting.with_hint_gain(unet, 1 / painting.HINT_GAIN).items()}
    for name, value in weights(pack / "ip_adapter" / "model.safetensors").items():
        match = re.fullmatch(r"ip_adapter\.(\d+)\.(.+)", name)
        if match:
            layer = layers[int(match[1])]
            if not isinstance(painter.unet.attn_processors[layer], DecoupledAttention):
                raise ValueError(f"{name} does not stand for a cross-attention layer")
            name = f"unet.{layer}.{match[2]}"
        found[name] = value
    painter.load_state_dict(found)
    return found


def unpack(pack: Path, out: Path, data: Path | None = None) -> None:
    """Writes RUN/STAGE/start.pt for text, image, vae and unet, and the tokenizer; see `--help` for `data`."""
    out.mkdir(parents=True, exist_ok=True)
    shutil.copy(pack / "tokenizer" / "tokenizer.json", out / "tokenizer.json")
    pair = {f"text.{k}": v for k, v in weights(pack / "text_encoder" / "model.safetensors").items()}
    pair |= {f"image.{k}": v for k, v in weights(pack / "image_encoder" / "model.safetensors").items()}
    pair["logit_scale"] = torch.tensor(3.0)  # a temperature: only training uses it, so packs do not hold it
    for stage in ("text", "image"):
        save_atomically({"module": pair}, out / stage / "start.pt")
    vae = weights(pack / "vae" / "diffusion_pytorch_model.safetensors")
    save_atomically({"module": vae}, out / "vae" / "start.pt")
    scale = json.loads((pack / "vae" / "config.json").read_text())["scaling_factor"]
    linear = data and autoencoder.linear_facts(out, Drawings(data / "train"))
    autoencoder.write_facts(out, linear or {"frozen": False, "scaling_factor": scale})
    name = design_named(pack)
    write_design(out, name)
    save_atomically({"module": unet_weights(pack, name)}, out / "unet" / "start.pt")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="by its drawings a linear encoder is known, which is a hundred times faster")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoints")
    options = parser.parse_args()
    unpack(options.pack, options.out, options.data)


if __name__ == "__main__":
    main()
