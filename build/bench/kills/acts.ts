import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { temporaryOf } from "../../../native/base/temporary-file.ts"
import { writeCatalog } from "../../../native/catalog/fixtures/catalogs.ts"
import { importCatalog } from "../../../native/catalog/import/import.ts"
import { JobStore } from "../../../native/catalog/job-store.ts"
import { createWorkspace, openWorkspace } from "../../../native/catalog/workspace.ts"
import { settingsSchema } from "../../../native/contract/settings.ts"
import type { FloatTensor, Tensor } from "../../../native/contract/tensor.ts"
import { readRecipe } from "../../../native/exporting/read-recipe.ts"
import { readImage } from "../../../native/models/image.ts"
import { listAdapters } from "../../../native/training/adapters.ts"
import { Checkpoints } from "../../../native/training/checkpoint.ts"
import { makeShop } from "../../../native/training/fixtures.ts"
import { findRun, listRuns } from "../../../native/training/run-folder.ts"
import { openSafetensors, readTensors } from "../../../native/weights/safetensors.ts"
import { writeSafetensors } from "../../../native/weights/write-safetensors.ts"
import { type ActKind, iamg, root, script, tinyPack } from "./act.ts"
import { runAndKill } from "./kill.ts"

const model = ["--pack", tinyPack, "--device", "cpu"]
const fast = ["--steps", "4", "--size", "64x64", "--history", "3", "--neighbours", "2"]

/** Pictures below a folder, by their final names. */
const picturesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true }).catch(() => [] as string[])).filter(name =>
    /(^|[\\/])[^.\\/][^\\/]*\.png$/.test(name),
  )

/** Those that can't be read. */
async function brokenPictures(folder: string): Promise<string[]> {
  const problems: string[] = []
  for (const name of await picturesIn(folder))
    await readImage(join(folder, name)).catch(error => problems.push(`${name}: ${error.message}`))
  return problems
}

/** Old and new catalogs by turns: one of the two is there, whole. */
const importing: ActKind = {
  name: "import",
  async begin(dir) {
    const workspaceDir = join(dir, "w")
    const sizes = { Old: 60, New: 90 } as const
    for (const [title, size] of Object.entries(sizes)) {
      await mkdir(join(dir, title))
      await writeCatalog(join(dir, title), size, title)
    }
    const workspace = await createWorkspace(workspaceDir)
    await importCatalog(workspace, join(dir, "Old"), { scenarios: ["product"] })
    await workspace.close()
    let last = "Old"
    return {
      workspaceDir,
      args: async n =>
        script(
          "native/catalog/fixtures/import-catalog.ts",
          workspaceDir,
          join(dir, n % 2 === 0 ? "New" : "Old"),
        ),
      async check(workspace, lines, n) {
        const asked = n % 2 === 0 ? "New" : "Old"
        const items = await workspace.items()
        const titles = items.slice(0, sizes.Old).map(({ title }) => title.split(" ")[0]!)
        const found = [...new Set(titles)].join()
        const problems: string[] = []
        if (found !== "Old" && found !== "New") problems.push(`a mixture of ${found}`)
        if (items.length < sizes[last as keyof typeof sizes]) problems.push(`${items.length} items`)
        if (lines.includes("done") && found !== asked)
          problems.push(`${asked} was said to be done, and ${found} is there`)
        if (items.length === sizes.New) last = "New"
        const history = (await workspace.findPersona("u1")).items.length
        if (history !== items.length) problems.push(`a history of ${history} of ${items.length} items`)
        for (const { image } of items)
          await readFile(workspace.imagePath(image)).catch(() => problems.push(`no picture ${image}`))
        return problems
      },
    }
  },
}

/** A shop with pictures, shoppers, tags and embeddings of the tiny pack. */
async function shop(dir: string): Promise<string> {
  await mkdir(dir, { recursive: true })
  return makeShop(dir)
}

/** Whether a set has its list of files and no longer the mark of one that is being made. */
async function isFinished(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => [] as string[])
  return names.includes("manifest.json") && !names.includes("unfinished-image-set.json")
}

/** Sets of images into a folder each; every third kill meets the going on with the set before. */
const exporting: ActKind = {
  name: "export",
  async begin(dir) {
    const workspaceDir = await shop(dir)
    const out = join(dir, "out")
    await mkdir(out)
    const folderOf = (n: number) => join(out, `set-${Math.floor(n / 3)}`)
    const argsOf = (n: number) => {
      const what = ["i0", "i1"].flatMap(item => ["--items", item])
      const whose = ["s0", "s1"].flatMap(persona => ["--personas", persona])
      const seed = ["--seed", `${Math.floor(n / 3)}`]
      return iamg(
        "export",
        "-w",
        workspaceDir,
        ...model,
        ...fast,
        ...what,
        ...whose,
        ...seed,
        "--out",
        folderOf(n),
        "--json",
      )
    }
    return {
      workspaceDir,
      folders: [out],
      args: async n => argsOf(n),
      async check(_, lines, n) {
        const problems = await brokenPictures(out)
        const said = lines.length > 0 ? (await picturesIn(folderOf(n))).length : 5
        if (said < 5) problems.push(`said to be done with ${said} pictures`)
        return problems
      },
      // Whatever was killed before, asked for again it comes to its end.
      async finish(n) {
        // A finished set is whole, and is never written over.
        if (n % 3 !== 2 || ((await isFinished(folderOf(n))) && (await picturesIn(folderOf(n))).length === 5))
          return []
        const { exitCode } = await runAndKill(argsOf(n), null)
        const pictures = await picturesIn(folderOf(n))
        return exitCode === 0 && pictures.length === 5
          ? []
          : [`a set that doesn't come to its end: exit code ${exitCode}, ${pictures.length} pictures`]
      },
    }
  },
}

/** Runs, each resumed until it is done. */
const training: ActKind = {
  name: "train",
  async begin(dir) {
    const workspaceDir = await shop(dir)
    const runsDir = join(workspaceDir, "runs")
    const settings = [
      "--steps",
      "8",
      "--batch",
      "4",
      "--history",
      "3",
      "--neighbours",
      "2",
      "--save-every",
      "2",
      "--validate-every",
      "4",
      "--draw-every",
      "0",
      "--full-speed",
    ]
    let kept = new Map<string, number>()
    const open = async () =>
      (await listRuns(runsDir)).find(
        ({ state }) => state !== "done" && state !== "stopped" && state !== "failed",
      )
    return {
      workspaceDir,
      async args() {
        const run = await open()
        const which = run ? ["--resume", run.id] : settings
        return iamg("train", "-w", workspaceDir, ...model, ...which, "--json")
      },
      async check() {
        const problems: string[] = []
        const steps = new Map<string, number>()
        for (const { id, state, adapter } of await listRuns(runsDir)) {
          const folder = await findRun(runsDir, id)
          const latest = await new Checkpoints(folder.checkpointsDir).latest()
          problems.push(...latest.problems.map(({ code }) => `a checkpoint of ${id}: ${code}`))
          const step = latest.state?.step ?? 0
          steps.set(id, step)
          if (step < (kept.get(id) ?? 0)) problems.push(`${id} had step ${kept.get(id)} and has ${step}`)
          if (state === "failed") problems.push(`${id} failed`)
          if (
            adapter !== null &&
            !(await listAdapters(join(workspaceDir, "adapters"))).some(({ id }) => id === adapter)
          )
            problems.push(`the adapter ${adapter} is gone`)
        }
        for (const id of kept.keys()) if (!steps.has(id)) problems.push(`the run ${id} is gone`)
        kept = steps
        return problems
      },
    }
  },
}

/** Four images of a shopper's item. */
const renderInput = (n: number) => ({
  item: "i0",
  persona: "s0",
  settings: settingsSchema.parse({
    seed: 100 * n,
    count: 4,
    steps: 4,
    size: { width: 64, height: 64 },
    history: 3,
    neighbours: 2,
  }),
})

/** The studio's engine with renders to draw. */
const serving: ActKind = {
  name: "serve",
  // An engine without anyone to listen to ends when there is nothing left to do.
  endsOddly: true,
  async begin(dir) {
    const workspaceDir = await shop(dir)
    let known = new Set<string>()
    return {
      workspaceDir,
      async args(n) {
        const workspace = await openWorkspace(workspaceDir, { mode: "write" })
        const jobs = new JobStore(workspace.state)
        // One that was killed four times with nothing done in between isn't tried again, as it should be.
        if (!jobs.list().some(({ state }) => state === "queued" || state === "running"))
          jobs.add("render", `render ${n}`, renderInput(n), "last")
        await workspace.close()
        return script("native/engine/fixtures/render-until-killed.ts", workspaceDir, dir)
      },
      async check(workspace) {
        const problems: string[] = []
        const renders = await workspace.renders()
        for (const { path } of renders)
          await readRecipe(join(workspaceDir, path)).catch(error =>
            problems.push(`${path}: ${error.message}`),
          )
        const ids = new Set(renders.map(({ id }) => id))
        for (const id of known) if (!ids.has(id)) problems.push(`the render ${id} is gone`)
        known = ids
        for (const job of new JobStore(workspace.state).list())
          if (job.state === "failed" && job.problem?.code !== "job.lost")
            problems.push(`a job failed: ${job.problem?.code}`)
        return problems
      },
    }
  },
}

/** A workspace of version 0.1, brought to today's. */
const migrating: ActKind = {
  name: "migrate",
  async begin(dir) {
    const workspaceDir = join(dir, "w")
    return {
      workspaceDir,
      async args() {
        await rm(workspaceDir, { recursive: true, force: true })
        await cp(join(root, "native/engine/fixtures/version-1/workspace"), workspaceDir, { recursive: true })
        return script("build/bench/kills/open.ts", workspaceDir)
      },
      async check(workspace) {
        const counts = [
          await workspace.itemCount(),
          (await workspace.personas()).length,
          (await workspace.renders()).length,
        ]
        const problems = counts.join() === versionOne.join() ? [] : [`items, personas and renders: ${counts}`]
        const backups = (await readdir(join(workspaceDir, "backups"))).filter(name =>
          /^state-before-.*\.db$/.test(name),
        )
        return backups.length > 0 ? problems : [...problems, "no copy of the old state"]
      },
    }
  },
}
/** What the workspace of version 0.1 holds: items, personas, renders. */
const versionOne = [8, 2, 6]

/** All items of a catalog and a persona, put away and brought back by turns: all of them or none. */
const archiving: ActKind = {
  name: "archive",
  async begin(dir) {
    const workspaceDir = await shop(dir)
    let away = false
    return {
      workspaceDir,
      args: async () =>
        iamg("catalog", away ? "restore" : "archive", "-w", workspaceDir, "--from", "1", "--json"),
      async check(workspace, lines) {
        const [here, archived] = [await workspace.items(), await workspace.items({ away: "archived" })]
        const counts = [here.length, archived.length]
        if (here.length + archived.length !== 10 || (here.length > 0 && archived.length > 0))
          return [`a mixture: ${counts}`]
        const isAway = archived.length === 10
        const problems = lines.length > 0 && isAway === away ? [`said to be done, and isn't: ${counts}`] : []
        away = isAway
        return problems
      },
    }
  },
}

/** The tiny pack with its weights in half of the bytes. */
async function halvedTiny(to: string): Promise<void> {
  await cp(tinyPack, to, { recursive: true })
  const manifest = JSON.parse(await readFile(join(to, "pack.json"), "utf8"))
  await writeFile(join(to, "pack.json"), JSON.stringify({ ...manifest, files: [] }))
  for (const name of await readdir(to, { recursive: true })) {
    if (!/[\\/][^\\/]*\.safetensors$/.test(name)) continue
    const tensors = await readTensors(await openSafetensors(join(to, name)))
    for (const [key, tensor] of Object.entries(tensors))
      if (tensor.dtype === "float32") tensors[key] = halved(tensor as FloatTensor)
    await writeSafetensors(join(to, name), tensors)
  }
}

/** The upper halves of its numbers. */
const halved = ({ shape, data }: FloatTensor): Tensor => ({
  dtype: "bfloat16",
  shape,
  data: Uint16Array.from(new Uint32Array(data.buffer, data.byteOffset, data.length), bits => bits >>> 16),
})

/** A pack of half precision, whose weights are widened into the cache when they are loaded. */
const loading: ActKind = {
  name: "model loading",
  async begin(dir) {
    const workspaceDir = await shop(dir)
    const packDir = join(dir, "half")
    await halvedTiny(packDir)
    const argsOf = (folder: string) => {
      const what = ["--item", "i0", "--persona", "s0", "--seed", "1", "--count", "1", ...fast]
      const where = ["-w", workspaceDir, "--pack", packDir, "--device", "cpu", "--out", join(dir, folder)]
      return iamg("personalize", ...where, ...what, "--json")
    }
    /** Of the only picture there; null where there is none. */
    const pixelsIn = async (folder: string): Promise<Buffer | null> => {
      const [name] = await picturesIn(join(dir, folder))
      return name === undefined ? null : Buffer.from((await readImage(join(dir, folder, name))).data)
    }
    await runAndKill(argsOf("first"), null)
    const first = await pixelsIn("first")
    if (first === null) throw new Error("the pack of half precision draws nothing")
    return {
      workspaceDir,
      // A folder of the user's is swept when something is written there again.
      async args(n) {
        // Half of the loadings begin with an empty cache, the others with what the one before left.
        if (n % 2 === 0) await rm(join(workspaceDir, "cache"), { recursive: true, force: true })
        await rm(join(dir, "killed"), { recursive: true, force: true })
        return argsOf("killed")
      },
      async check() {
        const pixels = await pixelsIn("killed")
        return pixels === null || pixels.equals(first) ? [] : ["another picture"]
      },
      async finish(n) {
        if (n % 4 !== 3) return []
        const { exitCode } = await runAndKill(argsOf("killed"), null)
        const pixels = await pixelsIn("killed")
        const left = (await readdir(join(dir, "killed"))).filter(name => temporaryOf(name) !== undefined)
        if (left.length > 0) return [`left in the user's folder: ${left}`]
        return exitCode === 0 && pixels?.equals(first)
          ? []
          : [`no such picture afterwards: exit code ${exitCode}`]
      },
    }
  },
}

export const actKinds: readonly ActKind[] = [
  importing,
  exporting,
  training,
  serving,
  migrating,
  archiving,
  loading,
]
