/** What the shell is started with, and where things are. */
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import type { EngineOptions } from "../native/engine/context.ts"
import {
  defaultFarmsFile,
  defaultModelsDir,
  defaultWorkspace,
  shippedPlaces,
} from "../native/engine/places.ts"

export interface ShellPlaces {
  /** The built page. */
  pageDir: string
  preload: string
  engineProcess: string
  trainerProcess: string
  /** The folder of files that ship with the program. */
  resources: string
  /** Packaged, the files beside the archive, and the archive's list of them. */
  unpacked: string
  unpackedList: string
  /** Packaged, where updates come from. */
  release: string
}

/** `here`: the folder of the running file, dist/app. Packaged, what must be real files lies beside the archive. */
export const shellPlaces = (here: string, packaged: boolean, resourcesPath: string): ShellPlaces => ({
  pageDir: join(here, "..", "renderer"),
  preload: join(here, "preload.cjs"),
  engineProcess: join(here, "engine-process.js"),
  trainerProcess: join(here, "trainer-process.js"),
  resources: packaged ? join(resourcesPath, "studio") : join(here, "..", "..", "resources"),
  unpacked: join(resourcesPath, "app.asar.unpacked"),
  unpackedList: join(here, "unpacked-files.json"),
  release: join(here, "release.json"),
})

/** `--workspace DIR` and `--root DIR`; what Chromium understands itself is left to it. */
export function engineOptions(argv: readonly string[], resources: string): EngineOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: { workspace: { type: "string" }, root: { type: "string" } },
    strict: false,
  })
  const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined)
  const workspace = text(values.workspace)
  const { starterPack, scenariosDir, questionnaireDir, modelsFile, sampleCatalog } = shippedPlaces(resources)
  return {
    workspaceDir: workspace ? resolve(workspace) : defaultWorkspace(),
    root: resolve(text(values.root) ?? homedir()),
    starterPack,
    scenariosDir,
    questionnaireDir,
    modelsFile,
    modelsDir: defaultModelsDir(),
    farmsFile: defaultFarmsFile(),
    sampleCatalog: workspace ? null : sampleCatalog,
  }
}
