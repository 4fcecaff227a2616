"""The same training steps by PyTorch, with the same weights, inputs and recomputation. Prints JSON; see train-steps.ts.

Run: python build/bench/train_torch.py PACK STEPS FOLDER  (needs torch, diffusers, safetensors)
"""

import json
import resource
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from safetensors.torch import load_file

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "fixtures"))
from gradients import interest_embedding, predict  # noqa: E402
from networks import InterestAttention  # noqa: E402


def main() -> None:
    pack, steps, folder = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    given = load_file(folder / "step.safetensors")
    ours = given.pop("losses")
    unet = UNet2DConditionModel.from_pretrained(pack, subfolder="unet").requires_grad_(False)
    unet.train()  # diffusers recomputes in training alone; there is no dropout that this would switch on
    unet.enable_gradient_checkpointing()
    stored = load_file(pack / "ip_adapter" / "model.safetensors")
    adapter = {name: tensor.requires_grad_() for name, tensor in stored.items() if ".to_" in name}
    interest = InterestAttention(given["text"].shape[-1])
    interest.load_state_dict(load_file(pack / "interest" / "model.safetensors"))
    parameters = [*adapter.values(), *interest.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=1e-4, weight_decay=0.01)
    seconds, losses = [], []
    for _ in range(steps):
        start = time.perf_counter()
        fused = interest_embedding(interest, given["text"], given["text_neighbours"], given["image_neighbours"])
        loss = F.mse_loss(predict(unet, adapter, {**given, "interest": fused}), given["target"])
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        seconds.append(time.perf_counter() - start)
        losses.append(loss.item())
    error = ((torch.tensor(losses) - ours).abs() / ours).max().item()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "peakBytes": peak, "error": error}))


if __name__ == "__main__":
    main()
