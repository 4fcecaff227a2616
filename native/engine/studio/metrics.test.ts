import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { personalize } from "../../personalize/personalize.ts"
import { Session } from "../../personalize/session.ts"
import { makeShop, openShop } from "../../training/fixtures.ts"
import { measure, measureWarnings } from "./metrics.ts"

test("LPIPS weights that can't be used are named in a warning, and the other measures stay", async () => {
  const root = await mkdtemp(join(tmpdir(), "iamg-metrics-"))
  const workspaceDir = await makeShop(root)
  onTestFinished(() => rm(root, { recursive: true }))
  const plain = await openShop(workspaceDir)
  expect(await measureWarnings(plain)).toEqual([])
  await plain.close()

  await mkdir(join(workspaceDir, "lpips"))
  await writeFile(join(workspaceDir, "lpips", "alex.safetensors"), "no tensors")
  const studio = await openShop(workspaceDir)
  onTestFinished(() => studio.close())
  const file = join(workspaceDir, "lpips", "alex.safetensors")
  expect(await measureWarnings(studio)).toMatchObject([
    { code: "evaluation.no_lpips", details: { reason: { code: "weights.unreadable", details: { file } } } },
  ])
  const settings = { steps: 1, count: 1, history: 3, neighbours: 2 }
  const { images } = await personalize(new Session(studio), { item: "i0", persona: "s0", settings })
  expect(await measure(studio, images[0]!.image, images[0]!.recipe)).toMatchObject({
    ssim: expect.any(Number),
    clipText: expect.any(Number),
    lpips: null,
  })
})
