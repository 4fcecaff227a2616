/** The studio that a command's options ask for. */
import { existsSync } from "node:fs"
import { join, resolve } from "node:path"
import { keepPicture } from "../catalog/keep-picture.ts"
import { note } from "../contract/codes/index.ts"
import type { SettingsInput } from "../contract/settings.ts"
import { adapterManifestFile } from "../models/adapter.ts"
import { openStudio, type Studio } from "../personalize/studio.ts"
import { adapterDirOf, findAdapter } from "../training/adapters.ts"
import { withoutStop } from "../words/say.ts"
import { type ModelOptions, packDirOf, type WorkspaceOptions } from "./options.ts"
import { scenariosDir } from "./places.ts"
import { logFor } from "./verbose.ts"
import { say, text } from "./voice.ts"

/** Opens it for writing, calls `work` and closes it again. */
export async function withStudio<Result>(
  { workspace, adapter, device, precision, verbose, ...options }: WorkspaceOptions & ModelOptions,
  work: (studio: Studio) => Promise<Result>,
): Promise<Result> {
  const begun = performance.now()
  const studio = await openStudio({
    workspaceDir: resolve(workspace),
    mode: "write",
    packDir: packDirOf(options),
    adapterDir: adapter && (await adapterFolder(resolve(workspace), adapter)),
    scenariosDir,
    device,
    precision,
  })
  const log = logFor({ verbose })
  for (const { device, ok, reason } of studio.runtime.attempts)
    log.debug("device tried", { device, ok, reason: reason?.code ?? null })
  log.info("studio opened", {
    pack: studio.pack.hash.slice(0, 12),
    device: studio.runtime.device,
    precision: studio.runtime.precision,
    seconds: Math.round(performance.now() - begun) / 1000,
  })
  return work(studio).finally(() => studio.close())
}

/** The picture that --hint names, kept in the workspace, as a setting. */
export async function keepHint({ workspace }: Studio, { hint }: { hint?: string }): Promise<SettingsInput> {
  return hint === undefined ? {} : { structureHint: (await keepPicture(workspace, hint)).hash }
}

/** An adapter of the workspace by id or name, or any adapter's folder. */
async function adapterFolder(workspaceDir: string, adapter: string): Promise<string> {
  if (existsSync(join(adapter, adapterManifestFile))) return resolve(adapter)
  const dir = join(workspaceDir, "adapters")
  return adapterDirOf(dir, await findAdapter(dir, adapter))
}

/** The device in use, and what was tried before it. */
export type DeviceInUse = Pick<Studio["runtime"], "device" | "attempts">

export const deviceInUse = ({ device, attempts }: Studio["runtime"]): DeviceInUse => ({ device, attempts })

/** The device in use, and why those before it were not taken. */
export function describeDevice({ device, attempts }: DeviceInUse): string {
  const passed = attempts.filter(attempt => attempt.device !== device)
  const reasons = passed.map(attempt =>
    text("common.deviceAndReason", {
      device: attempt.device,
      reason: withoutStop(say(attempt.reason ?? note("runtime.not_tried", {}))),
    }),
  )
  return reasons.length > 0
    ? text("common.deviceAndReasons", { device, reasons: reasons.join(text("common.reasonSeparator")) })
    : device
}
