/** Checks a pack without running it: every tensor of every component, and that the components fit one another. */
import { StudioError } from "../contract/errors.ts"
import { Networks } from "./networks.ts"
import type { Pack } from "./pack.ts"
import { openTokenizer } from "./tokenizer.ts"

/** Throws pack.*, weights.* or model.* errors for the first thing that is wrong. */
export async function checkPack(pack: Pack): Promise<void> {
  const networks = new Networks(pack, null)
  await openTokenizer(pack.file("tokenizer", ""))
  const unet = await networks.unet()
  const vae = await networks.vae()
  const text = await networks.textEncoder()
  const adapter = pack.has("ip_adapter") ? await networks.ipAdapter() : undefined
  const image = pack.has("image_encoder") ? await networks.imageEncoder() : undefined
  const clip = pack.has("clip_text") ? await networks.clipText() : undefined
  if (pack.has("interest")) await networks.interest()
  if (pack.has("foreground")) await pack.weightsFile("foreground")

  fits(
    "text_encoder's states",
    text.config.hidden_size,
    "the U-Net's cross_attention_dim",
    unet.config.cross_attention_dim,
  )
  fits(
    "the VAE's latent_channels",
    vae.config.latent_channels,
    "the U-Net's in_channels",
    unet.config.in_channels,
  )
  if (adapter && image) {
    fits(
      "the IP-Adapter's input",
      adapter.embedding,
      "image_encoder's embedding",
      image.config.projection_dim,
    )
  }
  if (clip && image) {
    fits(
      "clip_text's embedding",
      clip.config.projection_dim,
      "image_encoder's embedding",
      image.config.projection_dim,
    )
  }
}

function fits(what: string, size: number, other: string, otherSize: number): void {
  if (size === otherSize) return
  throw new StudioError("pack.mismatch", {
    problem: `${what} has ${size} numbers, ${other} has ${otherSize}`,
  })
}
