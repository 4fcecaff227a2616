"""Takes a fine-tuned adapter's interest attention into a pack: `adopt.py --adapter FOLDER --pack resources/starter`.

The pack keeps its own IP-Adapter, which learnt beside the U-Net: the adapter's learnt from items and their very own look,
holds a poster nearer to what it was, and shows less of the persona (LOG.md). Its training.json goes along as
interest/training.json, without the losses of single steps. What pack.json says of the pack comes from about.json.
"""

import argparse
import json
from pathlib import Path

from safetensors.torch import load_file

from manifest import save_half, write_json, write_manifest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--adapter", type=Path, required=True)
    parser.add_argument("--pack", type=Path, required=True)
    options = parser.parse_args()
    adapter, pack = options.adapter, options.pack
    (pack / "interest").mkdir(exist_ok=True)
    save_half(load_file(adapter / "interest.safetensors"), pack / "interest" / "model.safetensors")
    training = json.loads((adapter / "training.json").read_text())
    training["curves"] = {"validation": training["curves"]["validation"]}
    write_json(training, pack / "interest" / "training.json")
    about = json.loads((Path(__file__).parent / "about.json").read_text())
    write_manifest(pack, {**json.loads((pack / "pack.json").read_text()), **about})


if __name__ == "__main__":
    main()
