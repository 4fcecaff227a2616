"""What a pack's files have in common: fp16 weights, and pack.json, which names every file with its size and SHA-256."""

import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save_file


def save_half(weights: dict[str, torch.Tensor], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: value.detach().half().contiguous() for name, value in weights.items()}, path, {"format": "pt"})


def write_json(value: object, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=2) + "\n")


def write_manifest(pack: Path, facts: dict) -> None:
    """pack.json: `facts`, and the files that are there."""
    files = sorted(path for path in pack.rglob("*") if path.is_file() and path.name != "pack.json")
    for path in files:
        path.chmod(0o644)  # safetensors writes files that only their owner can read
    listed = [
        {
            "path": path.relative_to(pack).as_posix(),
            "size": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in files
    ]
    write_json({"format": 1, **facts, "files": listed}, pack / "pack.json")
    print(f"{pack}: {sum(path.stat().st_size for path in files) / 2**20:.1f} MiB in {len(files)} files")
