/** The sample catalog in a workspace of its own, with the starter pack: used by most benches. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { importCatalog } from "../../native/catalog/import/import.ts"
import { createWorkspace } from "../../native/catalog/workspace.ts"
import { builtInTagger } from "../../native/interests/built-in-tagger.ts"
import { clipEmbedder } from "../../native/interests/clip-embedder.ts"
import { loadScenarios } from "../../native/interests/scenarios.ts"
import { tagItems } from "../../native/interests/tag-items.ts"
import { prepareItems } from "../../native/personalize/prepare.ts"
import { Stopwatch } from "../../native/personalize/stopwatch.ts"
import { openStudio, type Studio } from "../../native/personalize/studio.ts"

const resources = join(import.meta.dirname, "../../resources")
export const starterPack = join(resources, "starter")
export const sampleCatalog = join(resources, "sample-catalog")
export const scenariosDir = join(resources, "scenarios")

export interface SampleStudio {
  studio: Studio
  /** Seconds of import, embedding and tagging. */
  watch: Stopwatch
}

/** Imports, embeds and tags the sample catalog, calls `work`, and removes everything again. */
export async function withSampleStudio<Result>(
  work: (sample: SampleStudio) => Promise<Result>,
  packDir = starterPack,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "iamg-bench-"))
  const workspaceDir = join(folder, "workspace")
  const watch = new Stopwatch()
  try {
    const scenarios = [...(await loadScenarios([scenariosDir])).keys()]
    const workspace = await createWorkspace(workspaceDir)
    await watch.time("import", () => importCatalog(workspace, sampleCatalog, { scenarios }))
    await workspace.close()
    const studio = await openStudio({
      workspaceDir,
      mode: "write",
      packDir,
      scenariosDir,
      device: "auto",
    })
    try {
      await watch.time("embed", () => prepareItems(studio))
      const items = await studio.workspace.items()
      const tagger = builtInTagger(clipEmbedder(studio.pipeline))
      await watch.time("tag", () => tagItems(studio.workspace, items, tagger, studio.scenarios))
      return await work({ studio, watch })
    } finally {
      await studio.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
