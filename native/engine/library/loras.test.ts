/** LoRAs as the page lists them: through the router of an engine, on a pack that brings one. */
import { cp } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder } from "../../catalog/fixtures/catalogs.ts"
import { assemblePack } from "../../models/assemble-pack.ts"
import { fixture } from "../../models/fixtures.ts"
import { openLibraryAt } from "./fixtures.ts"

test("the pack's own LoRA is listed with the workspace's, until one of these takes its name", async () => {
  const root = await temporaryFolder()
  const fewSteps = fixture("lora/few.safetensors")
  const pack = { dir: join(root, "p"), name: "p", licence: "none", origin: "test", trainedOn: "nothing" }
  await assemblePack({ base: fixture("tiny"), imageEncoder: fixture("tiny/image_encoder"), fewSteps }, pack)
  const { api, engine } = await openLibraryAt(root, pack.dir)
  const add = async (name: string) => {
    await cp(fixture("lora/style.safetensors"), join(root, `${name}.safetensors`))
    return api.loras.add({ handle: engine.grantFolder(join(root, `${name}.safetensors`)) })
  }
  await add("style")
  const [own, style] = await api.loras.list()
  expect(own).toMatchObject({ name: "pack", addedAt: null, isFewSteps: true, problem: null })
  expect(own!.bytes).toBeGreaterThan(1000)
  expect(style).toMatchObject({ name: "style", isFewSteps: false, addedAt: expect.any(String) })
  await add("pack")
  const names = (await api.loras.list()).map(({ name, addedAt }) => [name, addedAt !== null])
  expect(names).toEqual([
    ["pack", true],
    ["style", true],
  ])
})
