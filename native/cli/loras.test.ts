/** `iamg loras`, and drawing with them, on a small catalog and a pack of random weights. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { fixture } from "../models/fixtures.ts"
import { iamg, model, writeCatalog } from "./fixtures.ts"

let folder: string
let workspace: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-loras-"))
  workspace = join(folder, "workspace")
  await writeCatalog(join(folder, "catalog"))
  expect((await iamg("import", join(folder, "catalog"), "-w", workspace, ...model)).code).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const loras = (...args: string[]) => iamg("loras", args[0]!, "-w", workspace, ...args.slice(1))
const pack = model.slice(model.indexOf("--pack"), model.indexOf("--pack") + 2)

test("a LoRA is added, checked, drawn with by few steps, and removed", async () => {
  const added = await loras("add", fixture("lora/few.safetensors"), "--name", "lcm", "--json")
  expect(added.json()).toMatchObject({ name: "lcm", isFewSteps: true })
  expect((await loras("add", fixture("lora/style.safetensors"), "--name", "ink")).stdout).toContain("ink")
  expect((await loras("check", "ink", ...pack, "--json")).json().misfits).toEqual([])

  const draw = (...args: string[]) =>
    iamg(
      "personalize",
      "-w",
      workspace,
      ...model,
      "--item",
      "item-1",
      "--persona",
      "shopper-secret-1",
      "--history",
      "4",
      "--size",
      "64x64",
      "--count",
      "1",
      "--out",
      join(folder, "out"),
      ...args,
    )
  const few = ["--scheduler", "lcm", "--steps", "4", "--guidance", "1", "--json"]
  const { recipe } = (await draw("--lora", "lcm", "--lora", "ink=0.6", ...few)).json()
  expect(recipe.settings).toMatchObject({ scheduler: "lcm", steps: 4, guidance: 1 })
  const strengths = recipe.made.loras.map(({ name, strength }: Record<string, unknown>) => [name, strength])
  expect(Object.fromEntries(strengths)).toEqual({ lcm: 1, ink: 0.6 })

  const swept = (...args: string[]) => {
    const of = ["--item", "item-1", "--persona", "shopper-secret-1", "--history", "4", "--size", "64x64"]
    const grid = ["--lambda2", "0", "--steps", "1", "--lora-strength", "0,2", "--out", join(folder, "sweep")]
    return iamg("sweep", "-w", workspace, ...model, ...of, ...grid, ...args, "--json")
  }
  const { cells, warnings } = (await swept("--lora", "ink")).json()
  expect(cells.map(({ loraStrength }: { loraStrength: number }) => loraStrength)).toEqual([0, 2])
  expect(cells[0].ssim).not.toBe(cells[1].ssim)
  const unused = { code: "settings.lora_strength_unused", details: {} }
  expect(warnings).not.toContainEqual(unused)
  expect((await swept()).json().warnings).toContainEqual(unused)

  const wrong = await draw("--lora", "ink=9", "--json")
  expect(wrong.json().error.code).toBe("settings.invalid")
  expect((await draw("--lora", "nothing", "--json")).json().error.code).toBe("lora.unknown")

  expect((await loras("remove", "ink", "--json")).json()).toMatchObject({ name: "ink" })
  const left = (await loras("list", "--json")).json()
  expect(left.map(({ name }: { name: string }) => name)).toEqual(["lcm"])
})

test("check lists each key of another model's LoRA", async () => {
  const other = fixture("tiny-sd2")
  const { misfits } = (
    await loras("check", fixture("lora/style.safetensors"), "--pack", other, "--json")
  ).json()
  expect(misfits.length).toBeGreaterThan(3)
  expect(misfits[0]).toMatchObject({
    key: expect.any(String),
    why: { code: expect.stringMatching(/^lora\./) },
  })
})
