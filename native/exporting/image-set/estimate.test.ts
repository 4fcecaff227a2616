/** How long a set is said to take. */
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { fixture } from "../../models/fixtures.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { addUpscaler, openNamedUpscaler } from "../../personalize/upscalers.ts"
import { estimateImageSet } from "./estimate.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { makeImageSet } from "./make.ts"
import { expectedEnlargingSeconds, keepEnlargingPace } from "./pace.ts"

let folder: string
let studio: Studio
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-estimate-"))
  studio = await openSmallStudio(folder)
  await addUpscaler(studio.workspace, fixture("upscalers/compact-4x.safetensors"))
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

test("enlarging counts once an image was enlarged here: for images with a larger size that isn't written yet", async () => {
  const out = join(folder, "out")
  const sizes = [
    { name: "drawn", width: 64, height: 64 },
    { name: "large", width: 160, height: 160 },
    { name: "larger", width: 200, height: 200 },
  ]
  const set = await smallSet(studio, { sizes, upscaler: "compact-4x" })
  expect((await estimateImageSet(studio, set, null)).seconds).toBeNull()
  await makeImageSet(new Session(studio), set, out)

  const { hash } = await openNamedUpscaler(studio, "compact-4x")
  const drawn = { width: 64, height: 64 }
  expect(expectedEnlargingSeconds(studio, hash, drawn)).toBeGreaterThan(0)
  keepEnlargingPace(studio, hash, drawn, 3)
  await mkdir(join(folder, "again"))
  const again = await estimateImageSet(studio, set, join(folder, "again"))
  // Two items for two personas, all drawn before.
  expect(again).toMatchObject({ toRender: 0, seconds: 12 })
  const small = { ...set, sizes: set.sizes.slice(0, 1) }
  expect((await estimateImageSet(studio, small, null)).seconds).toBe(0)
  expect((await estimateImageSet(studio, { ...set, upscaler: null }, null)).seconds).toBe(0)
  const double = { ...set, settings: { ...set.settings, width: 128, height: 64 } }
  expect((await estimateImageSet(studio, double, null)).seconds).toBeNull()
})
