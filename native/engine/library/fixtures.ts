/** Test helpers: an engine on the tiny pack and a small catalog, called as a page calls it. */
import { join } from "node:path"
import { createRouterClient, type RouterClient } from "@orpc/server"
import { onTestFinished } from "vitest"
import { temporaryFolder, writeCatalog } from "../../catalog/fixtures/catalogs.ts"
import type { Job } from "../../contract/api/jobs.ts"
import { fixture } from "../../models/fixtures.ts"
import { forkTrainer } from "../../training/process/fork.ts"
import type { Engine } from "../context.ts"
import { createEngine } from "../engine.ts"

const scenariosDir = join(import.meta.dirname, "../../../resources/scenarios")

export interface Library {
  readonly api: RouterClient<Engine["router"]>
  readonly engine: Engine
  /** The folder that the picker may look into; the workspace is `w` in it, the catalog `catalog`. */
  readonly root: string
  /** Waits until a job is over. */
  over(id: string): Promise<Job>
  /** Waits until no job waits or runs. */
  idle(): Promise<void>
}

/** An engine on an empty workspace, beside a catalog of `count` items that isn't imported yet. */
export async function openLibrary(count: number): Promise<Library> {
  const root = await temporaryFolder()
  await writeCatalog(join(root, "catalog"), count)
  return openLibraryAt(root)
}

/** An engine on what another one has left there. */
export async function openLibraryAt(root: string, starterPack = fixture("tiny")): Promise<Library> {
  const engine = await createEngine(
    {
      workspaceDir: join(root, "w"),
      root,
      starterPack,
      scenariosDir,
      questionnaireDir: "",
      modelsFile: "",
      modelsDir: "",
      farmsFile: "",
      sampleCatalog: null,
    },
    forkTrainer,
  )
  onTestFinished(() => engine.close())
  const connection = { id: "test", signal: new AbortController().signal }
  const api = createRouterClient(engine.router, { context: { connection } })
  const jobs = async (wanted: (jobs: Job[]) => boolean) => {
    for (;;) {
      const found = await api.jobs.list()
      if (wanted(found)) return found
      await new Promise(resolve => setTimeout(resolve, 20))
    }
  }
  const isOver = ({ state }: Job) => ["done", "failed", "cancelled"].includes(state)
  return {
    api,
    engine,
    root,
    over: async id => {
      const found = await jobs(all => all.some(job => job.id === id && isOver(job)))
      return found.find(job => job.id === id)!
    },
    idle: async () => void (await jobs(all => all.every(isOver))),
  }
}

/** The same with the catalog imported, embedded and tagged. */
export async function openFilledLibrary(count: number): Promise<Library> {
  const library = await openLibrary(count)
  const { api, engine, root } = library
  await api.imports.start({ handle: engine.grantFolder(join(root, "catalog")), locale: "en" })
  await library.idle()
  return library
}
