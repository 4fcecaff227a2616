/** Fine-tuning and adapters on the command line, in processes of their own. */
import { spawn } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { openWorkspace } from "../../catalog/workspace.ts"
import type { TrainingCheck } from "../../contract/training.ts"
import { makeShop, tinyPack } from "../../training/fixtures.ts"

const root = resolve(import.meta.dirname, "../../..")
const model = ["--pack", tinyPack, "--device", "cpu"]
const small = ["--batch", "2", "--history", "3", "--neighbours", "2", "--draw-every", "0", "--full-speed"]

let folder: string
let workspace: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-train-"))
  workspace = await makeShop(folder)
})
afterAll(() => rm(folder, { recursive: true }))

/** `iamg … --json` on the workspace; with `stops`, Ctrl-C is pressed at its first output. */
async function iamg(args: readonly string[], { stops = false } = {}) {
  const command = ["native/cli/iamg.mjs", ...args, "-w", workspace, "--json"]
  const child = spawn(process.execPath, command, { cwd: root })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", chunk => {
    if (stops && stdout === "") child.kill("SIGINT")
    stdout += chunk
  })
  child.stderr.setEncoding("utf8").on("data", chunk => {
    stderr += chunk
  })
  const code = await new Promise<number | null>(settle => child.on("close", settle))
  return {
    code,
    stderr,
    json: () => JSON.parse(stdout),
    lines: () =>
      stdout
        .trim()
        .split("\n")
        .map(line => JSON.parse(line)),
  }
}

test("a run says a line a step, leaves an adapter, and images are made with it", async () => {
  const run = await iamg(["train", ...model, ...small, "--steps", "3", "--lr", "1e-3", "--name", "Shop"])
  expect([run.code, run.stderr]).toEqual([0, ""])
  const [last] = run.lines().splice(-1)
  expect(run.lines().slice(0, -1)).toMatchObject([1, 2, 3].map(step => ({ step, loss: expect.any(Number) })))
  expect(last.run).toMatchObject({ state: "done", step: 3, settings: { learningRate: 1e-3, polite: false } })

  const [adapter] = (await iamg(["adapters", "list"])).json()
  expect(adapter).toMatchObject({ name: "Shop", id: last.run.adapter, pack: "tiny" })
  const quick = ["--steps", "1", "--count", "1", "--size", "64x64", "--history", "3", "--neighbours", "2"]
  const request = ["--item", "i0", "--persona", "s0", "--out", join(folder, "out")]
  const image = await iamg(["personalize", ...model, ...request, ...quick, "--adapter", "shop"])
  expect([image.code, image.stderr]).toEqual([0, ""])
  expect(image.json().recipe.made.adapter).toMatchObject({ name: "Shop", hash: adapter.hash })
})

test("Ctrl-C pauses it and says how to go on; resumed, it does", async () => {
  const settings = [...small, "--steps", "100000", "--save-every", "50000"]
  const paused = await iamg(["train", ...model, ...settings, "--language", "zh"], { stops: true })
  expect(paused.code).toBe(130)
  const steps = paused.lines().slice(0, -1)
  expect(paused.lines().at(-1).error).toMatchObject({ code: "training.paused" })
  // Also while the studio has it open.
  const held = await openWorkspace(workspace, { mode: "write" })
  const [run] = (await iamg(["train", "--list"])).json()
  await held.close()
  expect(run).toMatchObject({ state: "paused", step: steps.at(-1).step })
  // What is kept is the same in every language.
  expect(run.name).toMatch(/^Fine-tuned \d{4}-\d\d-\d\d$/)

  const resumed = await iamg(["train", ...model, "--resume", run.id], { stops: true })
  expect(resumed.lines()[0].step).toBe(run.step + 1)
})

test("the check counts, and says why it can't start", async () => {
  const check = async (...settings: string[]): Promise<TrainingCheck> => {
    const { code, lines } = await iamg(["train", ...model, ...settings, "--check"])
    expect(code).toBe(0)
    return lines()[0]
  }
  expect(await check(...small)).toMatchObject({ source: "interactions", users: 12, refusals: [] })
  expect((await check("--history", "50")).refusals).toMatchObject([{ code: "training.too_few" }])
  const refused = await iamg(["train", ...model, "--history", "50"])
  expect([refused.code, refused.lines()[0].error.code]).toEqual([1, "training.refused"])
})

test("settings out of range, a run and adapters that aren't there are named", async () => {
  const codeOf = async (...args: string[]) => {
    const { code, lines } = await iamg(args)
    return [code, lines()[0].error.code]
  }
  expect(await codeOf("train", ...model, "--lr", "7")).toEqual([1, "settings.invalid"])
  expect(await codeOf("train", ...model, "--resume", "../run")).toEqual([1, "training.unknown_run"])
  expect(await codeOf("train", ...model, "--from", "gone")).toEqual([1, "adapter.unknown"])
  expect(await codeOf("adapters", "remove", "../..")).toEqual([1, "adapter.unknown"])
  expect(await codeOf("adapters", "import", join(folder, "catalog"))).toEqual([1, "pack.missing_file"])
})
