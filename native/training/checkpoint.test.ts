import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { Checkpoints, type TrainingState } from "./checkpoint.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-checkpoints-"))
afterAll(() => rm(root, { recursive: true }))

let dir: string
let checkpoints: Checkpoints
beforeEach(async () => {
  dir = await mkdtemp(join(root, "run-"))
  checkpoints = new Checkpoints(dir)
})

const tensors = (value: number) => ({
  "ip_adapter/1.to_k_ip.weight": floatTensor(
    [2, 3],
    Float32Array.from({ length: 6 }, (_, i) => value / (i + 3)),
  ),
})
const stateAt = (step: number): TrainingState => ({
  step,
  weights: tensors(step),
  average: { updates: step, values: tensors(step + 3) },
  optimizer: { steps: step, first: tensors(step + 1), second: tensors(step + 2) },
})
const fileAt = (step: number) => join(dir, `step-${String(step).padStart(8, "0")}.safetensors`)

test("everything is read again as it was, to the last bit", async () => {
  await checkpoints.save(stateAt(7), 2)
  expect(await checkpoints.latest()).toEqual({ state: stateAt(7), problems: [] })
})

test("without an average there is none", async () => {
  const { average: _, ...state } = stateAt(7)
  await checkpoints.save(state, 2)
  expect((await checkpoints.latest()).state).toEqual(state)
})

test("the latest are kept, and other files are left alone", async () => {
  await writeFile(join(dir, "notes.txt"), "")
  for (const step of [2, 4, 6, 100_000]) await checkpoints.save(stateAt(step), 2)
  expect(await checkpoints.steps()).toEqual([100_000, 6])
  expect(await readdir(dir)).toContain("notes.txt")
})

describe("one that was cut short", () => {
  test.each([0, 5, 100, 900])("to %i bytes is passed over for the one before, and named", async bytes => {
    for (const step of [2, 4]) await checkpoints.save(stateAt(step), 2)
    await truncate(fileAt(4), bytes)
    const { state, problems } = await checkpoints.latest()
    expect(state).toEqual(stateAt(2))
    expect(problems).toEqual([
      expect.objectContaining({ details: expect.objectContaining({ file: fileAt(4) }) }),
    ])
  })

  test("and is the only one, leaves none", async () => {
    await checkpoints.save(stateAt(2), 2)
    await truncate(fileAt(2), 40)
    expect(await checkpoints.latest()).toMatchObject({
      state: null,
      problems: [{ code: expect.stringMatching(/^weights\./) }],
    })
  })
})
