/**
 * A fine-tuned adapter: a folder whose to_k_ip, to_v_ip (ip_adapter/) and interest attention (interest/) stand in for
 * the pack's own. The image projection always stays the pack's.
 */
import { createHash } from "node:crypto"
import { existsSync } from "node:fs"
import { readdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { z } from "zod"
import { StudioError } from "../contract/errors.ts"
import { readConfig } from "./config.ts"

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

export const adapterSchema = z.object({
  format: z.literal(1),
  name: z.string().trim().min(1).max(100),
  /** Hash of the pack that it was trained on. */
  pack: sha256,
  /** SHA-256 of each weights file, by its folder. */
  weights: z.partialRecord(z.enum(["ip_adapter", "interest"]), sha256),
})

export interface Adapter {
  readonly name: string
  readonly hash: string
  /** Hash of the pack that it was trained on. */
  readonly pack: string
  /** Its weights file for a component; absent: the pack's own serves. */
  weightsFile(component: "ip_adapter" | "interest"): string | undefined
}

/** Opens the adapter in `dir` (adapter.json and one safetensors file a folder). */
export async function openAdapter(dir: string): Promise<Adapter> {
  const root = resolve(dir)
  const { name, pack, weights } = await readConfig(join(root, "adapter.json"), adapterSchema)
  const files = new Map<string, string>()
  for (const component of ["ip_adapter", "interest"] as const) {
    if (!weights[component]) continue
    const folder = join(root, component)
    const found = existsSync(folder)
      ? (await readdir(folder)).filter(file => file.endsWith(".safetensors"))
      : []
    if (found.length !== 1)
      throw new StudioError("pack.missing_file", { file: join(folder, "model.safetensors") })
    files.set(component, join(folder, found[0]!))
  }
  const parts = Object.entries(weights).map(([component, digest]) => `${digest} ${component}`)
  return {
    name,
    hash: createHash("sha256").update(parts.toSorted().join("\n")).digest("hex"),
    pack,
    weightsFile: component => files.get(component),
  }
}
