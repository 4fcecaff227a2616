/** What an image set says about how its images were drawn. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { tinyScaled } from "../../models/fixtures.ts"
import { Session } from "../../personalize/session.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { makeImageSet } from "./make.ts"

test("why images are not quite as they were asked for is said once in the report", async () => {
  const folder = await mkdtemp(join(tmpdir(), "iamg-warnings-"))
  const vae = "vae/diffusion_pytorch_model.safetensors"
  const { dir } = await tinyScaled(join(folder, "pack"), vae, "decoder.conv_in.bias", 1e7)
  const studio = await openSmallStudio(folder, { packDir: dir, precision: "half" })
  try {
    const set = await smallSet(studio)
    const report = await makeImageSet(new Session(studio), set, join(folder, "out"))
    expect(report.rendered).toBe(4)
    expect(report.warnings).toEqual([note("runtime.wide_weights", { network: "vae_decoder" })])
    // What is there already was not drawn in this run.
    const again = await makeImageSet(new Session(studio), set, join(folder, "again"))
    expect(again).toMatchObject({ rendered: 0, warnings: [] })
  } finally {
    await studio.close()
    await rm(folder, { recursive: true, force: true })
  }
})
