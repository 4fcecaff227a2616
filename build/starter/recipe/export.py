"""Writes the pack: diffusers' folders and names, fp16 weights, and pack.json with every file's size and SHA-256.

`python build/starter/recipe/export.py --data DIR --out DIR --pack resources/starter [--judge build/bench]`
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import PreTrainedModel

import clip
import foreground
import judge
import tokenizer as tokens
import unet as painting
import vae as autoencoder
from adapter import adapter_weights
from data import Drawings, signed
from design import UNSHUFFLE, build
from manifest import save_half, write_json, write_manifest
from onnxfile import export_onnx

SMALLEST_VARIANCE = 1e-6


class Mask(torch.nn.Module):
    """The foreground network with its sigmoid, so that its output is a mask in 0…1."""

    def __init__(self, network: torch.nn.Module):
        super().__init__()
        self.network = network

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.network(pixels).sigmoid()


def save_clip(model: PreTrainedModel, folder: Path) -> None:
    model.half().save_pretrained(folder)


def domain(pair: clip.ClipPair, drawings: Drawings) -> tuple[dict[str, torch.Tensor], float]:
    """Mean [p] and whitening [p,p] of the training drawings' unit embeddings, and the Mahalanobis distance that one
    drawing in ten exceeds (Lee et al. 2018)."""
    pixels = drawings.reduced(clip.SIDE)
    with torch.no_grad():
        embeds = F.normalize(torch.cat([pair.embed_image(signed(part)) for part in pixels.split(256)]), dim=-1)
    mean = embeds.mean(0)
    variances, axes = torch.linalg.eigh(torch.cov((embeds - mean).T))
    # A direction without variance would get an unbounded weight.
    whitening = axes @ torch.diag((variances.clamp(min=0) + SMALLEST_VARIANCE).rsqrt()) @ axes.T
    distances = ((embeds - mean) @ whitening).norm(dim=-1)
    return {"mean": mean, "whitening": whitening.contiguous()}, round(distances.quantile(0.9).item(), 4)


def write_unet(painter: painting.Painter, pack: Path) -> dict:
    """The U-Net, its IP-Adapter and its schedule, and what pack.json says of them."""
    unet = build(painter.design)
    own = {name: value for name, value in painter.unet.state_dict().items() if ".processor." not in name}
    unet.load_state_dict(painting.with_hint_gain(own, painting.HINT_GAIN))
    unet.half().save_pretrained(pack / "unet")
    save_half(adapter_weights(painter.unet, painter.image_proj), pack / "ip_adapter" / "model.safetensors")
    painting.scheduler_of(painter.design).save_pretrained(pack / "scheduler")
    # What the studio's trainer left for the weights before these doesn't fit them.
    shutil.rmtree(pack / "interest", ignore_errors=True)
    return {"structure": {"kind": "edges", "unshuffle": UNSHUFFLE, "guided": True}} if painter.design.structure else {}


def write_pack(data: Path, out: Path, pack: Path, about: dict) -> None:
    cpu = torch.device("cpu")
    pair, vae, painter = clip.load(data, out, cpu), autoencoder.load(out, cpu), painting.load(out, cpu)
    statistics, threshold = domain(pair, Drawings(data / "train", limit=4000))

    pack.mkdir(parents=True, exist_ok=True)
    words = tokens.ready(data, out)
    words.no_padding()
    words.no_truncation()
    (pack / "tokenizer").mkdir(exist_ok=True)
    words.save(str(pack / "tokenizer" / "tokenizer.json"))
    marks = {"bos_token": tokens.START, "eos_token": tokens.END, "pad_token": tokens.END, "unk_token": tokens.END}
    config = {"tokenizer_class": "CLIPTokenizer", "model_max_length": tokens.LENGTH, "do_lower_case": True, **marks}
    write_json(config, pack / "tokenizer" / "tokenizer_config.json")

    save_clip(pair.text, pack / "text_encoder")
    save_clip(pair.image, pack / "image_encoder")
    size = {"height": clip.SIDE, "width": clip.SIDE}
    preprocessor = {
        "image_processor_type": "CLIPImageProcessor",
        "do_resize": True,
        "size": {"shortest_edge": clip.SIDE},
        "do_center_crop": True,
        "crop_size": size,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [0.5, 0.5, 0.5],
        "image_std": [0.5, 0.5, 0.5],
        "resample": 3,
        "do_convert_rgb": True,
    }
    write_json(preprocessor, pack / "image_encoder" / "preprocessor_config.json")

    vae.register_to_config(scaling_factor=autoencoder.read_facts(out)["scaling_factor"])
    vae.half().save_pretrained(pack / "vae")
    drawn_by = write_unet(painter, pack)
    side = foreground.SIDE
    (pack / "foreground").mkdir(exist_ok=True)
    mask = Mask(foreground.load(out))
    export_onnx(mask, (1, 3, side, side), "pixels", ["mask"], pack / "foreground" / "model.onnx")
    save_file(statistics, pack / "domain.safetensors")

    facts = {
        "nativeSize": 256,
        "components": {"clip_text": "text_encoder"},
        "foreground": {"size": side, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
        "domain": {"statistics": "domain.safetensors", "threshold": threshold},
    }
    write_manifest(pack, {**about, **facts, **drawn_by})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoints")
    parser.add_argument("--pack", type=Path, required=True)
    parser.add_argument("--unet-only", action="store_true", help="all else in the pack stays as it is")
    parser.add_argument("--judge", type=Path, help="folder for the bench's classifier")
    options = parser.parse_args()
    about = json.loads((Path(__file__).parent / "about.json").read_text())
    if options.unet_only:
        before = json.loads((options.pack / "pack.json").read_text())
        painter = painting.load(options.out, torch.device("cpu"))
        write_manifest(options.pack, {**before, **about, **write_unet(painter, options.pack)})
    else:
        write_pack(options.data, options.out, options.pack, about)
    if options.judge:
        judge.export(options.data, options.out, options.judge)


if __name__ == "__main__":
    main()
