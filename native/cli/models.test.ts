/** `iamg models` against a hub on this machine that has the published models with small random weights. */
import { existsSync } from "node:fs"
import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { readRecipe } from "../exporting/read-recipe.ts"
import { publishedRepositories } from "../hub/fixtures/published.ts"
import { type StandInHub, startStandInHub } from "../hub/fixtures/stand-in-hub.ts"
import { iamg, writeCatalog } from "./fixtures.ts"

let folder: string
let hub: StandInHub

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-models-"))
  hub = await startStandInHub(publishedRepositories())
  vi.stubEnv("IAMG_MODELS", join(folder, "models"))
  vi.stubEnv("HF_ENDPOINT", hub.origin)
  vi.stubEnv("HF_HUB_CACHE", join(folder, "cache"))
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await hub.close()
  await rm(folder, { recursive: true, force: true })
})

test("the list says what there is, what it is for and under which licence", async () => {
  const { code, stdout } = await iamg("models")
  expect(code).toBe(0)
  expect(stdout).toContain("sd15-base")
  expect(stdout).toContain("creativeml-openrail-m")
  expect(stdout).toContain("licence not stated")
  expect(stdout).toContain("not downloaded")
  const { packs, models, bytesOnDisk } = (await iamg("models", "list", "--json")).json()
  expect([packs[0].id, packs[0].state, models.length, bytesOnDisk]).toEqual(["sd15", "absent", 12, 0])
})

test("a licence must be accepted, and a wrong name is answered with the right ones", async () => {
  const refused = await iamg("models", "get", "sd15", "--json")
  expect([refused.code, refused.json().error.code]).toEqual([1, "hub.licence_not_accepted"])
  expect(refused.json().error.details.licences).toHaveLength(6)
  const unknown = await iamg("models", "get", "sd16")
  expect(unknown.stderr).toContain("There is no model “sd16” in the list. It has sd15, ")
  const insecure = await iamg("models", "get", "sd15", "--mirror", "http://hub.example", "--json")
  expect(insecure.json().error.code).toBe("hub.insecure_address")
})

test("one command ends in a pack that draws", async () => {
  const got = await iamg("models", "get", "sd15", "--accept-licence")
  expect([got.code, got.stderr]).toEqual([0, ""])
  expect(got.stdout).toContain("Use it with --pack sd15.")
  const checked = await iamg("models", "check")
  expect([checked.code, checked.stdout.includes("nothing is damaged")]).toEqual([0, true])

  const workspace = join(folder, "workspace")
  await writeCatalog(join(folder, "catalog"))
  const model = ["--pack", "sd15", "--device", "cpu"]
  const imported = await iamg("import", join(folder, "catalog"), "-w", workspace, ...model, "--json")
  expect(imported.code).toBe(0)
  const out = join(folder, "out")
  const subject = ["--item", "item-2", "--persona", "shopper-secret-1"]
  const settings = ["--steps", "2", "--structure", "0.5", "--out", out]
  const drawn = await iamg("personalize", "-w", workspace, ...subject, ...model, ...settings, "--json")
  expect([drawn.code, drawn.stderr]).toEqual([0, ""])
  const [picture] = drawn.json().images
  expect(existsSync(picture.file ?? picture)).toBe(true)
})

test.each(["lcm-lora-sd15", "taesd", "realesrgan-4x"])("%s becomes a part of the pack", async extra => {
  expect((await iamg("models", "get", extra, "--accept-licence")).code).toBe(0)
})

/** With the pack's own LoRA, in four steps. */
const few = (command: string, ...more: string[]) => {
  const model = ["-w", join(folder, "workspace"), "--pack", "sd15", "--device", "cpu", "--size", "64x64"]
  const steps = [
    "--lora",
    "pack",
    "--scheduler",
    "lcm",
    "--steps",
    "4",
    "--guidance",
    "1",
    "--structure",
    "0.5",
  ]
  return iamg(command, ...model, ...steps, ...more, "--json")
}

test("with its extras it draws in four steps, with structure", async () => {
  const subject = ["--item", "item-2", "--persona", "shopper-secret-1", "--count", "1"]
  const drawn = await few("personalize", ...subject, "--out", join(folder, "few"))
  expect([drawn.code, drawn.stderr]).toEqual([0, ""])
  const { made, settings } = drawn.json().recipe
  expect(made.loras).toMatchObject([{ name: "pack", strength: 1 }])
  expect(settings).toMatchObject({ scheduler: "lcm", steps: 4, guidance: 1, structure: 0.5 })
})

test("what was drawn is exported larger, by the pack's own upscaler", async () => {
  const out = join(folder, "set")
  const set = ["--items", "item-2", "--personas", "shopper-secret-1", "--channel-size", "big=256x256"]
  const exported = await few("export", ...set, "--upscaler", "pack", "--with-recipe", "--out", out)
  expect([exported.code, exported.stderr]).toEqual([0, ""])
  expect(exported.json().report).toMatchObject({ files: 1, rendered: 0, reused: 1 })
  const name = (await readdir(out, { recursive: true })).find(name => name.endsWith("-big-1.png"))!
  const { width, height } = await sharp(join(out, name)).metadata()
  expect([width, height]).toEqual([256, 256])
  expect((await readRecipe(join(out, name))).upscaler).toMatchObject({ name: "pack", times: 4 })
})

test("what is removed frees its room, and is said to be gone", async () => {
  const removed = await iamg("models", "remove", "sd15", "--json")
  expect(removed.json().freedBytes).toBeGreaterThan(1_000_000)
  const again = await iamg("models", "remove", "sd15", "--json")
  expect([again.code, again.json().error.code]).toEqual([1, "hub.not_there"])
})
