"""Makes shards of pixels from shards of SVG, on a machine without Node (16 cores: a thousand drawings a second).

    node --import tsx build/starter/draw.ts --vector --count 20000 --seed 1 --split train --out VECTOR/train
    tar -cJf drawings.tar.xz VECTOR                                          # 0.8 KB a drawing
    python build/starter/recipe/rasterise.py VECTOR/train DATA/train         # there, after unpacking

Needs resvg_py, numpy, torch and Pillow. resvg draws what librsvg draws, to a level or two of 255 in the mean.
"""

import argparse
import io
import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import resvg_py
from PIL import Image

from data import MASK_SIDE, SIDE


def pixels(svg: str, side: int, mode: str) -> bytes:
    """Rows of an SVG, side × side × 3 (mode RGB) or × 1 (mode L)."""
    png = resvg_py.svg_to_bytes(svg_string=svg, width=side, height=side, skip_system_fonts=True)
    picture = Image.open(io.BytesIO(bytes(png))).convert("RGB")
    return (picture.getchannel(0) if mode == "L" else picture).tobytes()


def rasterise(shard: Path, out: Path) -> str:
    name = shard.name.removesuffix(".svg.jsonl")
    drawings = [json.loads(line) for line in shard.read_text().splitlines()]
    rgb = b"".join(pixels(drawing["svg"], SIDE, "RGB") for drawing in drawings)
    mask = b"".join(pixels(drawing["maskSvg"], MASK_SIDE, "L") for drawing in drawings)
    (out / f"{name}.rgb").write_bytes(rgb)
    (out / f"{name}.mask").write_bytes(mask)
    # Last: whoever sees it sees the whole shard.
    lines = [json.dumps(drawing["record"]) + "\n" for drawing in drawings]
    (out / f"{name}.jsonl").write_text("".join(lines))
    return name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vector", type=Path, help="folder of shard-*.svg.jsonl")
    parser.add_argument("out", type=Path, help="folder for the shards of pixels")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    shards = sorted(options.vector.glob("shard-*.svg.jsonl"))
    with ProcessPoolExecutor() as pool:
        for name in pool.map(rasterise, shards, [options.out] * len(shards)):
            print(name, flush=True)


if __name__ == "__main__":
    main()
