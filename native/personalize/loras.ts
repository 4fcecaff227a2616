/** The LoRAs of a workspace: loras/NAME, each a folder with its weights and what is known of them. */
import { basename } from "node:path"
import { z } from "zod"
import { contentHash } from "../base/content-hash.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { loraNameSchema, packLora } from "../contract/lora.ts"
import type { RecipeMade } from "../contract/recipe.ts"
import type { Settings } from "../contract/settings.ts"
import { inOrder, type Lora } from "../models/lora/lora.ts"
import { readLora } from "../models/lora/lora-file.ts"
import type { Pack } from "../models/pack.ts"
import { type Kept, KeptFiles } from "./kept-files.ts"

interface Facts {
  /** Whether it makes pictures of a few steps possible (LCM-LoRA). */
  isFewSteps: boolean
}

export interface InstalledLora extends Kept, Facts {}

const kept = new KeptFiles<Facts>({
  nameSchema: loraNameSchema,
  manifestFile: "lora.json",
  fileName: () => "lora.safetensors",
  facts: z.object({ isFewSteps: z.boolean() }),
  mostBytes: 8 * 1024 ** 3,
  errors: {
    badName: name => new StudioError("lora.bad_name", { name }),
    taken: lora => new StudioError("lora.taken", { lora }),
    unknown: (lora, near) => new StudioError("lora.unknown", { lora, near }),
    changed: lora => new StudioError("lora.changed", { lora }),
    tooLarge: (file, limit) =>
      new StudioError("lora.unreadable", { file, problem: note("file.over_limit", { limit }) }),
  },
})

/** What of a workspace these functions need. */
interface Place {
  readonly lorasDir: string
  readonly cacheDir: string
}

/** By name; folders that hold none are passed by. */
export const listLoras = ({ lorasDir }: Place): Promise<InstalledLora[]> => kept.list(lorasDir)

/** @throws StudioError lora.unknown, with near matches */
export const findLora = ({ lorasDir }: Place, name: string): Promise<InstalledLora> =>
  kept.find(lorasDir, name)

export const loraFileOf = ({ lorasDir }: Place, lora: Pick<InstalledLora, "name" | "source">): string =>
  kept.fileOf(lorasDir, lora)

/** The pack's own for few steps; null for a pack without. */
export async function loraOfPack(pack: Pack, cacheDir: string): Promise<Lora | null> {
  if (!pack.has("few_steps")) return null
  const file = await pack.weightsFile("few_steps")
  return { name: packLora, hash: await contentHash(file, cacheDir), file, isFewSteps: true }
}

/** One of the workspace, or the pack's own, ready to draw with. @throws StudioError lora.unknown, lora.changed */
export async function openLora({ lorasDir, cacheDir }: Place, name: string, pack?: Pack): Promise<Lora> {
  if (name === packLora && pack && !(await isKept(lorasDir, name))) {
    const own = await loraOfPack(pack, cacheDir)
    if (own) return own
  }
  const { hash, file, isFewSteps } = await kept.open(lorasDir, name, cacheDir)
  return { name, hash, file, isFewSteps }
}

const isKept = (dir: string, name: string): Promise<boolean> =>
  kept.find(dir, name).then(
    () => true,
    () => false,
  )

export interface AddOptions {
  /** That of the file when absent. */
  name?: string | undefined
  /** Whether it is an LCM-LoRA; told by the file's name when absent. */
  isFewSteps?: boolean | undefined
  /** Takes the place of one that has the name. */
  replace?: boolean | undefined
}

/**
 * Copies a LoRA's file into the workspace.
 *
 * @throws StudioError lora.bad_name, lora.taken, lora.unreadable, weights.unreadable, workspace.no_space
 */
export const addLora = (
  { lorasDir }: Place,
  file: string,
  { name, isFewSteps, replace }: AddOptions = {},
): Promise<InstalledLora> =>
  kept.add(lorasDir, file, {
    name,
    replace,
    inspect: async (path, own) => {
      await readLora(path)
      return { isFewSteps: isFewSteps ?? /lcm/i.test(`${own} ${basename(file)}`) }
    },
  })

/** @throws StudioError lora.unknown */
export const removeLora = ({ lorasDir }: Place, name: string): Promise<InstalledLora> =>
  kept.remove(lorasDir, name)

/**
 * How strongly each of the opened LoRAs acts, in one order whatever order they are named in. Those for few steps keep their
 * strength: less of them gives no other look, only a worse picture.
 */
export function strengthsOf(
  opened: readonly Lora[],
  { loras, loraStrength }: Pick<Settings, "loras" | "loraStrength">,
): RecipeMade["loras"] {
  const byHash = new Map<string, RecipeMade["loras"][number]>()
  for (const { name, hash, isFewSteps } of opened) {
    const asked = loras.find(lora => lora.name === name)?.strength ?? 0
    const before = byHash.get(hash)?.strength ?? 0
    const strength = rounded(before + asked * (isFewSteps ? 1 : loraStrength))
    byHash.set(hash, { name, hash, strength })
  }
  return inOrder([...byHash.values()].filter(({ strength }) => strength !== 0))
}

/** Products such as 0.1 · 3 with the digits that were meant; never −0. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 + 0
