"""Trains the starter pack: everything in resources/starter, from nothing but drawings of the sample world.

    node --import tsx build/starter/draw.ts --count 10000 --seed 1 --split train --out DATA/train
    node --import tsx build/starter/draw.ts --count 20000 --seed 5 --split train --spread 0.3 --out DATA/calm
    node --import tsx build/starter/draw.ts --count 800 --seed 3 --split heldout --out DATA/heldout
    node --import tsx build/starter/draw.ts --count 4000 --seed 1000001 --split train --out DATA/judge
    python build/starter/recipe/train.py all --data DATA --out RUN
    python build/starter/recipe/export.py --data DATA --out RUN --pack resources/starter --judge build/bench

The studio's own trainer then trains the interest attention, beside the IP-Adapter, on the histories of a catalog that is
made for that (so that of the sample catalog's shoppers it knows none), and the interest attention goes into the pack:

    node --import tsx build/starter/catalog.ts --seed 1 --items 300 --shoppers 2000 --spread 0.3 --out CATALOG
    npm run -s iamg -- import CATALOG -w WORKSPACE
    npm run -s iamg -- train -w WORKSPACE --name Starter --steps 800 --lr 2e-4 --schedule cosine --warm-up 20 --drop-text 0.2
    npm run -s iamg -- adapters export Starter FOLDER -w WORKSPACE
    python build/starter/recipe/adopt.py --adapter FOLDER/Starter --pack resources/starter

Needs torch, diffusers, transformers, tokenizers, safetensors, onnx and Pillow. Every stage is also a command of its own,
writes RUN/STAGE/state.pt every 90 seconds and goes on from there when it is started again; `--minutes` is its budget of
training time. The stages, in order, and what each needs:

    text        text encoder: a text answers for the facets it names       (drawings)
    image       vision encoder, against the finished text encoder          (drawings, calm ones, text)
    vae         autoencoder; on a CPU only its decoder                     (drawings)
    unet        U-Net, image projection and IP-Adapter, together           (calm drawings, text, image, vae)
    decoder     the autoencoder's decoder, on the U-Net's latents too      (drawings, calm ones, vae, unet)
    foreground  subject masks                                              (drawings)
    judge       the bench's own classifier, on drawings of its own         (drawings)

To go on from a pack instead of from nothing, read its weights back first, then run any stages on the same RUN:

    python build/starter/recipe/unpack.py --pack resources/starter --data DATA --out RUN

A pack of one style alone, to compare with: one_style.py.

The default minutes are a beginning, some hundred on two CPU cores; the shipped pack took more of everything (LOG.md).
A GPU (in bfloat16) sees about a hundred times as many samples a minute: give it the same stages, and let it train the
VAE's encoder too. A machine without Node takes the drawings as SVG (rasterise.py).
"""

import argparse
from pathlib import Path

import torch

import clip
import decoder
import foreground
import judge
import loop
import unet
import vae
from loop import choose_device

# stage: how it is trained, and its minutes by default
STAGES = {
    "text": (clip.fit_text, 2),
    "image": (clip.fit_image, 6),
    "vae": (vae.fit, 25),
    "unet": (unet.fit, 40),
    "decoder": (decoder.fit, 20),
    "foreground": (foreground.fit, 3),
    "judge": (judge.fit, 5),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=[*STAGES, "all"])
    parser.add_argument("--data", type=Path, required=True, help="folder with train/, calm/, heldout/ and judge/ shards")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and logs")
    parser.add_argument("--minutes", type=float, help="budget of the stage; each has a default")
    parser.add_argument("--steps", type=int, help="budget of the stage in steps instead")
    parser.add_argument("--rate", type=float, help="peak learning rate; each stage has a default for a fresh start")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--bfloat16", action="store_true", help="on a CPU too: twice as fast on some, half as fast on others")
    parser.add_argument("--assist", action="store_true", help="help the process that trains this stage (board.py)")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    device = choose_device(options.device)
    loop.assisting, loop.peak_rate, loop.bfloat16_on_cpu = options.assist, options.rate, options.bfloat16
    loop.step_budget = options.steps
    for stage in STAGES if options.stage == "all" else [options.stage]:
        fit, minutes = STAGES[stage]
        fit(options.data, options.out, options.minutes or minutes, device)


if __name__ == "__main__":
    main()
