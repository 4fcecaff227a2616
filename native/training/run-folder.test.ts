import { appendFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, expect, test } from "vitest"
import { trainingSettingsSchema } from "../contract/training.ts"
import { findRun, type LogLine, listRuns, RunFolder } from "./run-folder.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-runs-"))
afterAll(() => rm(root, { recursive: true }))

let runsDir: string
let folder: RunFolder
const create = () =>
  RunFolder.create(
    runsDir,
    "test",
    { kind: "interests", settings: trainingSettingsSchema.parse({}) },
    { name: "p", hash: "h" },
  )
beforeEach(async () => {
  runsDir = await mkdtemp(join(root, "runs-"))
  folder = await create()
})

const step = (n: number, loss = n): LogLine => ({
  type: "step",
  step: n,
  loss,
  learningRate: 1e-4,
  gradientNorm: 2 * loss,
})
const validation = (n: number): LogLine => ({ type: "validation", step: n, loss: 1 / n })

test("a line that a kill cut short is passed by", async () => {
  await folder.log([step(1), validation(1)])
  await appendFile(join(folder.dir, "log.jsonl"), '{"type":"step","step":2,"lo')
  expect(await folder.readLog()).toEqual([step(1), validation(1)])
  await folder.log([step(2)])
  expect(await folder.readLog()).toEqual([step(1), validation(1), step(2)])
})

test("what will be done again is forgotten", async () => {
  await folder.log([step(1), step(2), validation(2), step(3)])
  await folder.cutLog(2)
  expect(await folder.readLog()).toEqual([step(1), step(2), validation(2)])
})

test("a long curve is thinned to the mean of neighbouring steps", async () => {
  await folder.log(Array.from({ length: 1000 }, (_, n) => step(n + 1)))
  const { losses } = await folder.curves()
  expect(losses).toHaveLength(334)
  expect(losses[0]).toEqual({ step: 3, loss: 2, gradientNorm: 4, learningRate: 1e-4 })
  expect(losses.at(-1)).toMatchObject({ step: 1000, loss: 1000 })
})

test("runs are listed newest first; a folder that holds none, or half of one, is passed by", async () => {
  await mkdir(join(runsDir, "20200101-000000-abcd"))
  await mkdir(join(runsDir, "notes"))
  await writeFile(join(folder.dir, "run.json"), "{")
  const whole = await create()
  expect((await listRuns(runsDir)).map(({ id }) => id)).toEqual([whole.id])
  await expect(folder.read()).rejects.toMatchObject({ code: "training.unknown_run" })
})

test("a run that is removed is gone, also when another process removed its folder first", async () => {
  await folder.remove()
  expect(await listRuns(runsDir)).toEqual([])
  await folder.remove()
  expect(await readdir(runsDir)).toEqual([])
})

test.each(["..", "../x", "20200101-000000-abcd/..", "20200101-000000-abcd", ""])("%j is no run", async id => {
  await expect(findRun(runsDir, id)).rejects.toMatchObject({ code: "training.unknown_run" })
})
