"""A pack that was trained differently: another pack's U-Net and IP-Adapter, trained on with drawings of one style alone, as
Openjourney was made of Stable Diffusion. All else is the other pack's.

    node --import tsx build/starter/draw.ts --count 1500 --seed 91 --split train --spread 0.3 --style neon --out DATA/calm
    python build/starter/recipe/one_style.py --style neon --pack resources/starter --data DATA --out RUN --result PACK

PACK is then an arm of the study of methods: `iamg evaluate methods --arm openjourney=PACK`. Started again, it goes on from
its last checkpoint in RUN.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch

import loop
import unet as painting
from export import write_unet
from loop import choose_device
from manifest import write_manifest
from unpack import unpack


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--style", required=True, help="the style of the drawings, for the pack's name")
    parser.add_argument("--pack", type=Path, required=True, help="what it goes on from")
    parser.add_argument("--data", type=Path, required=True, help="folder with calm/ shards of one style")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and logs")
    parser.add_argument("--result", type=Path, required=True, help="folder of the pack that it leaves")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--rate", type=float, default=3e-4, help="peak learning rate")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    loop.step_budget, loop.peak_rate = options.steps, options.rate
    if not (options.out / "unet" / "start.pt").exists():
        unpack(options.pack, options.out)
    painting.fit(options.data, options.out, 0, choose_device(options.device))
    shutil.copytree(options.pack, options.result, dirs_exist_ok=True)
    # Its interest attention belongs to the U-Net before: write_unet takes it away.
    facts = write_unet(painting.load(options.out, torch.device("cpu")), options.result)
    about = json.loads((options.pack / "pack.json").read_text())
    name = f"{about['name']}-{options.style}"
    trained = f"{about['name']} {about['version']}; then its U-Net and IP-Adapter, {options.steps} steps of drawings in the style “{options.style}” alone."
    write_manifest(options.result, {**about, **facts, "name": name, "trainedOn": trained})


if __name__ == "__main__":
    main()
