/**
 * Moving averages in checkpoints of the latent-diffusion code base (its `LitEma`): `model_ema.` and the name of the averaged
 * tensor without its dots. A file that has no others is drawn with these.
 */

const prefix = "model_ema."
const plainPrefix = "model.diffusion_model."

/** What names are made of, each before those that it begins with. */
const words = [
  "diffusion_model",
  "input_blocks",
  "middle_block",
  "output_blocks",
  "time_embed",
  "transformer_blocks",
  "in_layers",
  "emb_layers",
  "out_layers",
  "skip_connection",
  "attn[12]",
  "to_(?:out|[qkv])",
  "proj_(?:in|out)",
  "proj",
  "norm[123]?",
  "ff",
  "net",
  "conv",
  "op",
  "out",
  "weight",
  "bias",
]
const part = new RegExp(`${words.join("|")}|\\d+`, "y")

/** Blocks are counted with several digits, what is in them with one. */
const withInner = new Set(["input_blocks", "output_blocks"])

/** The parts of a name; undefined where it holds anything else. */
function partsOf(name: string): string[] | undefined {
  const parts: string[] = []
  part.lastIndex = 0
  while (part.lastIndex < name.length) {
    const found = part.exec(name)
    if (!found) return undefined
    const [word] = found
    const isBoth = withInner.has(parts.at(-1) ?? "") && /^\d\d/.test(word)
    parts.push(...(isBoth ? [word.slice(0, -1), word.slice(-1)] : [word]))
  }
  return parts
}

/** The name of the U-Net's tensor that `stored` is the moving average of; undefined for any other name. */
export function emaName(stored: string): string | undefined {
  if (!stored.startsWith(prefix)) return undefined
  const [model, ...parts] = partsOf(stored.slice(prefix.length)) ?? []
  return model === "diffusion_model" ? plainPrefix + parts.join(".") : undefined
}

/** Whether a checkpoint with these names holds the U-Net as moving averages alone. */
export function holdsOnlyEma(names: Iterable<string>): boolean {
  let holds = false
  for (const name of names) {
    if (name.startsWith(plainPrefix)) return false
    holds ||= emaName(name) !== undefined
  }
  return holds
}
