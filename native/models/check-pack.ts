/** Checks a pack without running it: every tensor of every component, and that the components fit one another. */
import { tmpdir } from "node:os"
import { basename } from "node:path"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { createRuntime, type Port } from "../runtime/runtime.ts"
import { isNetInput } from "./foreground.ts"
import { Networks } from "./networks.ts"
import type { Pack } from "./pack.ts"
import { openTokenizers } from "./tokenizers.ts"
import { inspectUpscaler } from "./upscaler/upscaler-file.ts"

/** Throws pack.*, weights.*, model.* or runtime.* errors for the first thing that is wrong. */
export async function checkPack(pack: Pack): Promise<void> {
  const networks = new Networks(pack, null)
  const unet = await networks.unet()
  const vae = await networks.vae()
  const text = await networks.textEncoder()
  const adapter = pack.has("ip_adapter") ? await networks.ipAdapter() : undefined
  const image = await networks.imageEncoder()
  const clip = pack.has("clip_text") ? await networks.clipText() : undefined
  await openTokenizers(networks)
  if (pack.has("interest")) await networks.interest()
  for (const kind of pack.structureKinds) await networks.hintReader(kind)
  if (pack.has("foreground")) await checkForeground(pack)
  if (pack.has("vae_tiny")) await networks.vaeTiny()
  if (pack.has("upscaler")) await inspectUpscaler(await pack.weightsFile("upscaler"))
  if (pack.has("few_steps")) {
    const file = await pack.weightsFile("few_steps")
    await networks.checkLora(basename(file), file)
  }

  fits(
    "text_encoder's states",
    text.config.hidden_size,
    "the U-Net's cross_attention_dim",
    unet.config.cross_attention_dim,
  )
  fits(
    "the VAE's latent_channels",
    vae.config.latent_channels,
    "the U-Net's out_channels",
    unet.config.out_channels,
  )
  if (adapter) {
    fits(
      "the IP-Adapter's input",
      adapter.embedding,
      "image_encoder's embedding",
      image.config.projection_dim,
    )
  }
  if (clip) {
    fits(
      "clip_text's embedding",
      clip.config.projection_dim,
      "image_encoder's embedding",
      image.config.projection_dim,
    )
  }
}

/** Only ONNX Runtime reads these files, so the network's inputs and outputs come from there. */
async function checkForeground(pack: Pack): Promise<void> {
  const file = await pack.weightsFile("foreground")
  const { size } = pack.manifest.foreground ?? isNetInput
  const runtime = await createRuntime({ devices: ["cpu"], cacheDir: tmpdir() })
  try {
    const { inputs, outputs } = await runtime.loadFile(file)
    const takes = inputs.length === 1 && may(inputs[0]!, [1, 3, size, size])
    if (takes && may(outputs[0]!, [1, 1, size, size])) return
    const described = (ports: readonly Port[]) => ports.map(port => `${port.dtype}[${port.shape}]`).join(", ")
    const found = `${described(inputs)} → ${described(outputs.slice(0, 1))}`
    throw new StudioError("pack.wrong_foreground", { file, found, size })
  } finally {
    await runtime.close()
  }
}

/** Whether the port is of floats of that shape, or may be where it leaves sizes open. */
const may = ({ dtype, shape }: Port, wanted: readonly number[]): boolean =>
  dtype === "float32" &&
  shape.length === wanted.length &&
  shape.every((size, index) => typeof size === "string" || size === wanted[index])

function fits(what: string, size: number, other: string, otherSize: number): void {
  if (size === otherSize) return
  throw new StudioError("pack.mismatch", {
    problem: note("pack.width", { part: what, size, other, otherSize }),
  })
}
