/** The upscalers of a workspace, upscalers/NAME, and the one that a pack brings. */
import { z } from "zod"
import { contentHash } from "../base/content-hash.ts"
import type { RawImage } from "../base/raw-image.ts"
import { Originals } from "../catalog/originals.ts"
import type { Workspace } from "../catalog/workspace.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Recipe } from "../contract/recipe.ts"
import { packUpscaler, type UpscalerRef, upscalerNameSchema } from "../contract/upscaler.ts"
import type { Pack } from "../models/pack.ts"
import { type UpscaleOptions, upscale } from "../models/upscaler/upscale.ts"
import {
  inspectUpscaler,
  mostUpscalerBytes,
  openUpscaler,
  type Upscaler,
  type UpscalerFacts,
  upscalerKinds,
} from "../models/upscaler/upscaler-file.ts"
import type { Runtime } from "../runtime/runtime.ts"
import { type Kept, KeptFiles } from "./kept-files.ts"
import { wholeOf } from "./place.ts"
import { coverAt, isProtected, laidOver } from "./protect.ts"

export interface InstalledUpscaler extends Kept, UpscalerFacts {}

const kept = new KeptFiles<UpscalerFacts>({
  nameSchema: upscalerNameSchema,
  manifestFile: "upscaler.json",
  fileName: source => (/\.onnx$/i.test(source) ? "upscaler.onnx" : "upscaler.safetensors"),
  facts: z.object({ kind: z.enum(upscalerKinds), scale: z.union([z.literal(2), z.literal(4)]) }),
  mostBytes: mostUpscalerBytes,
  errors: {
    badName: name => new StudioError("upscaler.bad_name", { name }),
    taken: upscaler => new StudioError("upscaler.taken", { upscaler }),
    unknown: (upscaler, near) => new StudioError("upscaler.unknown", { upscaler, near }),
    changed: upscaler => new StudioError("upscaler.changed", { upscaler }),
    tooLarge: (file, limit) =>
      new StudioError("upscaler.unreadable", { file, problem: note("file.over_limit", { limit }) }),
  },
})

/** What of a workspace these functions need. */
interface Place {
  readonly upscalersDir: string
  readonly cacheDir: string
}

/** By name; folders that hold none are passed by. */
export const listUpscalers = ({ upscalersDir }: Place): Promise<InstalledUpscaler[]> =>
  kept.list(upscalersDir)

export interface AddOptions {
  /** That of the file when absent. */
  name?: string | undefined
  /** Takes the place of one that has the name. */
  replace?: boolean | undefined
}

/**
 * Copies an upscaler's file into the workspace, once it is known to be one.
 *
 * @throws StudioError upscaler.bad_name, upscaler.taken, upscaler.unreadable, weights.unreadable, workspace.no_space
 */
export const addUpscaler = (
  { upscalersDir }: Place,
  file: string,
  options: AddOptions = {},
): Promise<InstalledUpscaler> =>
  kept.add(upscalersDir, file, { ...options, inspect: path => inspectUpscaler(path) })

/** @throws StudioError upscaler.unknown */
export const removeUpscaler = ({ upscalersDir }: Place, name: string): Promise<InstalledUpscaler> =>
  kept.remove(upscalersDir, name)

/** An upscaler by its name and content, ready to run. */
export interface OpenedUpscaler {
  name: string
  hash: string
  network: Upscaler
}

/** As recipes name it, at its own scale or another. */
export const refOf = (
  { name, hash, network }: OpenedUpscaler,
  times: number = network.scale,
): UpscalerRef => ({ name, hash, times })

interface Model {
  pack: Pack
  runtime: Runtime
  workspace: Place
}

/** @throws StudioError upscaler.unknown, upscaler.changed, pack.no_component for a pack without one */
export async function openNamedUpscaler(
  { pack, runtime, workspace }: Model,
  name: string,
): Promise<OpenedUpscaler> {
  const { file, hash } = await locate(pack, workspace, name)
  return { name, hash, network: await openUpscaler(file, hash, runtime) }
}

async function locate(pack: Pack, { upscalersDir, cacheDir }: Place, name: string) {
  if (name !== packUpscaler) return kept.open(upscalersDir, name, cacheDir)
  const file = await pack.weightsFile("upscaler")
  return { file, hash: await contentHash(file, cacheDir) }
}

/**
 * The image of a recipe, so many times larger; what is protected is the original's at that size. The recipe says what enlarged it.
 *
 * @throws StudioError upscaler.too_large, model.not_finite, job.cancelled, and what a cover throws
 */
export async function upscaleImage(
  workspace: Workspace,
  upscaler: OpenedUpscaler,
  { image, recipe }: { image: RawImage; recipe: Recipe },
  options: UpscaleOptions = {},
): Promise<{ image: RawImage; recipe: Recipe }> {
  const enlarged = await upscale(upscaler.network, image, options)
  const original = isProtected(recipe) ? await new Originals(workspace).of(recipe.plan.item.imageHash) : null
  const cover = await coverAt(workspace, recipe, wholeOf(enlarged), original)
  return {
    image: laidOver(enlarged, cover),
    recipe: { ...recipe, upscaler: refOf(upscaler, enlarged.width / image.width) },
  }
}
