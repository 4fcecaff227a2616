"""The same guided steps by diffusers, with the same weights and inputs. Prints JSON; see sd15-steps.ts.

Run: python build/bench/sd15_diffusers.py PACK STEPS FOLDER  (needs torch, diffusers, safetensors)
"""

import json
import resource
import sys
import time
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import load_file


@torch.no_grad()
def main() -> None:
    pack, steps, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    given = load_file(folder / "fused.safetensors")
    unet = UNet2DConditionModel.from_pretrained(pack, subfolder="unet").eval()
    adapter: dict[str, dict[str, torch.Tensor]] = {"image_proj": {}, "ip_adapter": {}}
    for name, tensor in load_file(pack / "ip_adapter" / "model.safetensors").items():
        group, rest = name.split(".", 1)
        adapter[group][rest] = tensor
    unet._load_ip_adapter_weights([adapter], low_cpu_mem_usage=False)
    unet.config["encoder_hid_dim_type"] = None  # the image tokens come projected
    unet.encoder_hid_proj = None
    seconds = []
    for _ in range(steps):
        start = time.perf_counter()
        noise = unet(given["sample"], 501, encoder_hidden_states=(given["text"], [given["image"]])).sample
        seconds.append(time.perf_counter() - start)
    error = ((noise - given["noise"]).abs().max() / noise.std()).item()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peakBytes": peak, "error": error, "threads": torch.get_num_threads()}))


if __name__ == "__main__":
    main()
