/** Everything a personalisation needs, opened once: workspace, scenarios, pack, devices, pool. */
import { LRUCache } from "lru-cache"
import { memoized } from "../base/memo.ts"
import { openWorkspace, type Workspace } from "../catalog/workspace.ts"
import type { Scenario } from "../contract/scenario.ts"
import type { Device, PrecisionChoice, Settings } from "../contract/settings.ts"
import { findScenario, loadScenarios } from "../interests/scenarios.ts"
import { type Adapter, openInstalledAdapter } from "../models/adapter.ts"
import { inOrder, type Lora } from "../models/lora/lora.ts"
import { openPipeline } from "../models/pipeline.ts"
import { openPool, type Pool } from "../pool/pool.ts"
import { type Domain, openDomain } from "./domain.ts"
import { type Model, openModel } from "./drawing-studio.ts"
import { openLora, strengthsOf } from "./loras.ts"

export interface StudioOptions {
  workspaceDir: string
  /** `write` keeps every other writer out. */
  mode: "read" | "write"
  packDir: string
  /** A fine-tuned adapter's folder; the pack's own adapter when absent. */
  adapterDir?: string | undefined
  /** Folder of the scenarios that ship with the program. */
  scenariosDir: string
  /** `auto` tries the platform's devices in order and reports each. */
  device: Device | "auto"
  /** `auto` when absent. */
  precision?: PrecisionChoice | undefined
  /** For a process that trains, in float32: see RuntimeOptions. */
  lean?: boolean
}

export interface Studio extends Model {
  readonly workspace: Workspace
  readonly scenarios: ReadonlyMap<string, Scenario>
  /** Those that draw along. */
  readonly loras: readonly Lora[]
  readonly domain: Domain | null
  readonly pool: Pool
  /** @throws StudioError scenario.unknown */
  scenario(id: string): Scenario
  close(): Promise<void>
}

/** Opens a studio and its workspace. Whatever was opened is closed again when a later part fails. */
export async function openStudio({ workspaceDir, mode, ...options }: StudioOptions): Promise<Studio> {
  const workspace = await openWorkspace(workspaceDir, { mode })
  try {
    const scenarios = await loadScenarios([options.scenariosDir, workspace.scenariosDir])
    const studio = await openStudioOn(workspace, scenarios, options)
    return {
      ...studio,
      close: async () => {
        await studio.close()
        await workspace.close()
      },
    }
  } catch (error) {
    await workspace.close()
    throw error
  }
}

/** The same studio drawing with another adapter; null: with the pack's own weights. Closing it is the first one's business. */
export async function withAdapter(studio: Studio, adapter: Adapter | null): Promise<Studio> {
  if (adapter?.hash === studio.adapter?.hash) return studio
  const pipeline = await openPipeline(studio.pack, studio.runtime, { adapter, loras: studio.loras })
  return { ...studio, adapter, pipeline }
}

/** The same studio drawing along with these LoRAs and no others. @throws StudioError lora.misfit */
export async function withLoras(studio: Studio, loras: readonly Lora[]): Promise<Studio> {
  const hashes = (some: readonly Lora[]) => some.map(({ hash }) => hash).join()
  if (hashes(inOrder(loras)) === hashes(inOrder(studio.loras))) return studio
  const known = tuned.get(studio) ?? new LRUCache<string, Promise<Studio>>({ max: mostTuned })
  tuned.set(studio, known)
  const key = loras.map(({ name, hash }) => `${hash} ${name}`).join("\n")
  return memoized(known, key, async () => {
    const unique = [...new Map(loras.map(lora => [lora.hash, lora])).values()]
    const { adapter, pack, runtime } = studio
    return { ...studio, loras, pipeline: await openPipeline(pack, runtime, { adapter, loras: unique }) }
  })
}

/**
 * The studio that draws with the adapter and the LoRAs that the settings name; the studio itself where they name none.
 *
 * @throws StudioError adapter.unknown, lora.unknown, lora.changed, and the errors of one that doesn't fit the pack
 */
export async function studioFor(
  studio: Studio,
  {
    adapter: id,
    loras = [],
    loraStrength = 1,
  }: Pick<Settings, "adapter"> & Partial<Pick<Settings, "loras" | "loraStrength">>,
): Promise<Studio> {
  const adapted = await adaptedStudio(studio, id)
  if (loras.length === 0) return adapted
  const opened = await Promise.all(loras.map(({ name }) => openLora(studio.workspace, name, studio.pack)))
  // Without those at 0 the graphs are the plain ones, and so is every bit of the picture.
  const acting = strengthsOf(opened, { loras, loraStrength }).map(({ hash }) => hash)
  return withLoras(
    adapted,
    opened.filter(({ hash }) => acting.includes(hash)),
  )
}

async function adaptedStudio(studio: Studio, id: string | null): Promise<Studio> {
  if (id === null) return studio
  const adapter = await openInstalledAdapter(studio.workspace.adaptersDir, id)
  const known = tuned.get(studio) ?? new LRUCache<string, Promise<Studio>>({ max: mostTuned })
  tuned.set(studio, known)
  return memoized(known, adapter.hash, () => withAdapter(studio, adapter))
}

/** By what they draw with, for each studio that is open. */
const tuned = new WeakMap<Studio, LRUCache<string, Promise<Studio>>>()
const mostTuned = 32

/**
 * A studio on a workspace that is open already, and stays open when the studio is closed.
 *
 * @throws StudioError pack.no_component for a pack without an image encoder, and what else opening its parts throws
 */
export async function openStudioOn(
  workspace: Workspace,
  scenarios: ReadonlyMap<string, Scenario>,
  {
    packDir,
    adapterDir,
    device,
    precision,
    lean = false,
  }: Omit<StudioOptions, "workspaceDir" | "mode" | "scenariosDir">,
): Promise<Studio> {
  const model = await openModel({
    packDir,
    adapterDir,
    device,
    precision,
    lean,
    cacheDir: workspace.cacheDir,
  })
  const opened: { close(): void | Promise<void> }[] = [model.runtime]
  const close = async () => {
    for (const part of opened) await part.close()
  }
  try {
    const pool = await openPool(workspace.poolDir, { pack: model.pack.hash, ...model.pipeline.widths })
    opened.unshift(pool)
    return {
      ...model,
      workspace,
      scenarios,
      loras: [],
      domain: await openDomain(model.pack),
      pool,
      scenario: id => findScenario(scenarios, id),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
