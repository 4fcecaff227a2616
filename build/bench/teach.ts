/**
 * Teaching a product: a teapot, which the starter pack's world doesn't hold, from eight drawings; measured on two others. It
 * says what a step takes and how the loss on the two falls, and keeps the pictures of the taught pack in out/teach.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { createWorkspace } from "../../native/catalog/workspace.ts"
import { teachingSettingsSchema } from "../../native/contract/teaching.ts"
import { openStudio } from "../../native/personalize/studio.ts"
import { train } from "../../native/training/run.ts"
import { createProductRun, keepResult } from "../../native/training/start-run.ts"
import { draw } from "../starter/artist/compose.ts"
import { rngOf } from "../starter/artist/rng.ts"
import { unknownSubjects } from "../starter/artist/subjects/unknown.ts"
import { sampleSpec } from "../starter/artist/world.ts"
import { type Bench, figure } from "./figure.ts"
import { scenariosDir, starterPack } from "./sample-studio.ts"

const product = "teapot"
/** Eight to learn, and two that are held out. */
const drawings = 10

const settings = teachingSettingsSchema.parse({
  word: "zqx",
  class: product,
  text: "a movie poster with a {}",
  steps: 400,
  learningRate: 1e-3,
  classPictures: 16,
  validateEvery: 50,
  drawEvery: 200,
  polite: false,
})

export const bench: Bench = {
  name: "teach",
  about: `${settings.steps} steps on eight drawings of a new subject; the loss on two others, before and after`,
  async run(print) {
    const folder = await mkdtemp(join(tmpdir(), "iamg-teach-"))
    const workspaceDir = join(folder, "workspace")
    await (await createWorkspace(workspaceDir)).close()
    const device = "cpu"
    const studio = await openStudio({
      workspaceDir,
      mode: "write",
      packDir: starterPack,
      scenariosDir,
      device,
      lean: true,
    })
    try {
      const pictures = join(folder, "pictures")
      await drawProduct(pictures)
      const started = performance.now()
      const run = await createProductRun(studio, product, settings, { items: [], folder: pictures })
      const ended = await train(studio, run, {
        stopRequest: () => null,
        onRun: () => undefined,
        onStep: () => undefined,
      })
      if (ended.problem) throw new Error(JSON.stringify(ended.problem))
      const { lora } = await keepResult(studio.workspace, run)
      const [before, after] = [ended.firstValidation!, ended.bestValidation!]
      print(figure("all of it", (performance.now() - started) / 60_000, "min"))
      print(figure("a step", ended.secondsPerStep!, "s"))
      print(figure("most memory", ended.memoryBytes! / 2 ** 30, "GiB"))
      for (const { step, loss } of (await run.curves()).validation)
        print(figure(`loss on held-out drawings at step ${step}`, loss, ""))
      print(figure("held-out loss, after over before", after / before, "", { atMost: 0.99 }))
      const out = join("out", "teach")
      await rm(out, { recursive: true, force: true })
      await mkdir(out, { recursive: true })
      await cp(run.drawnDir, out, { recursive: true })
      await cp(join(studio.workspace.lorasDir, lora!, "lora.safetensors"), join(out, "lora.safetensors"))
      print(`pictures and LoRA: ${out}`)
    } finally {
      await studio.close()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

async function drawProduct(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let index = 0; index < drawings; index++) {
    const spec = sampleSpec(rngOf(`${product}/${index}`), "movie-poster")
    const { svg } = draw({ ...spec, facets: { ...spec.facets, subject: product } }, 1, unknownSubjects)
    await writeFile(join(folder, `${index}.png`), await sharp(Buffer.from(svg)).png().toBuffer())
  }
}
