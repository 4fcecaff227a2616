"""IP-Adapter: decoupled cross-attention and the image projection.

    Z' = Attn(q, text·to_k, text·to_v) + Attn(q, image·to_k_ip, image·to_v_ip)

Both contexts travel through the U-Net as one sequence: text [B,77,d], then image [B,4,d].
"""

import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from diffusers.models.attention_processor import Attention, AttnProcessor2_0
from torch import nn

from tokenizer import LENGTH

IMAGE_TOKENS = 4


class ImageProjection(nn.Module):
    """image_embeds [B,p] to image_tokens [B,4,d]; IP-Adapter's names (image_proj.proj, image_proj.norm)."""

    def __init__(self, embedding: int, width: int):
        super().__init__()
        self.proj = nn.Linear(embedding, IMAGE_TOKENS * width)
        self.norm = nn.LayerNorm(width)

    def forward(self, image_embeds: torch.Tensor) -> torch.Tensor:
        return self.norm(self.proj(image_embeds).unflatten(-1, (IMAGE_TOKENS, -1)))


class DecoupledAttention(nn.Module):
    """Attention processor of a cross-attention layer."""

    def __init__(self, width: int, inner: int):
        super().__init__()
        self.to_k_ip = nn.Linear(width, inner, bias=False)
        self.to_v_ip = nn.Linear(width, inner, bias=False)

    def forward(
        self,
        attn: Attention,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor,
        attention_mask: torch.Tensor | None = None,
        temb: torch.Tensor | None = None,
    ) -> torch.Tensor:
        text, image = encoder_hidden_states.tensor_split((LENGTH,), dim=1)

        def heads(states: torch.Tensor) -> torch.Tensor:
            return states.unflatten(-1, (attn.heads, -1)).transpose(1, 2)  # (batch, heads, tokens, head size)

        query = heads(attn.to_q(hidden_states))
        out = F.scaled_dot_product_attention(query, heads(attn.to_k(text)), heads(attn.to_v(text)))
        key, value = heads(self.to_k_ip(image)), heads(self.to_v_ip(image))
        out = out + F.scaled_dot_product_attention(query, key, value)
        return attn.to_out[0](out.transpose(1, 2).flatten(2))


def attach(unet: UNet2DConditionModel) -> None:
    """Puts a DecoupledAttention into every cross-attention layer, its weights a copy of the text's keys and values."""
    processors = {}
    for name in unet.attn_processors:
        attn = unet.get_submodule(name.removesuffix(".processor"))
        if name.endswith("attn1.processor"):
            processors[name] = AttnProcessor2_0()
        else:
            processors[name] = DecoupledAttention(attn.to_k.in_features, attn.to_k.out_features)
            processors[name].to_k_ip.weight.data.copy_(attn.to_k.weight.data)
            processors[name].to_v_ip.weight.data.copy_(attn.to_v.weight.data)
    unet.set_attn_processor(processors)


def adapter_weights(unet: UNet2DConditionModel, projection: ImageProjection) -> dict[str, torch.Tensor]:
    """IP-Adapter's names: N counts all attention layers, down blocks, up blocks, mid block, so cross-attention is odd."""
    weights = {f"image_proj.{name}": value for name, value in projection.state_dict().items()}
    for n, processor in enumerate(unet.attn_processors.values()):
        if isinstance(processor, DecoupledAttention):
            weights[f"ip_adapter.{n}.to_k_ip.weight"] = processor.to_k_ip.weight
            weights[f"ip_adapter.{n}.to_v_ip.weight"] = processor.to_v_ip.weight
    return {name: value.detach() for name, value in weights.items()}
