/**
 * Teaching a product: a teapot, which the starter pack's world doesn't hold, from eight drawings; measured on two others, in a
 * workspace with the sample catalog. It says what a step takes and how the loss on the two falls. Before and after, a judge
 * says in how many pictures that ask for the product by its word it sees it, and in how many that ask for another subject it
 * sees that. The LoRA and the pictures that were drawn on the way are kept in out/teach. IAMG_TEACH='{"rank":8}' teaches with
 * other settings.
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { importCatalog } from "../../native/catalog/import/import.ts"
import { createWorkspace } from "../../native/catalog/workspace.ts"
import { previewSettings } from "../../native/contract/settings.ts"
import { productText, type TeachingSettings, teachingSettingsSchema } from "../../native/contract/teaching.ts"
import { sample } from "../../native/diffusion/sample.ts"
import { loadScenarios } from "../../native/interests/scenarios.ts"
import { imageFromPixels, pixelsFromImage } from "../../native/models/image.ts"
import type { LoraStrength } from "../../native/models/lora/lora.ts"
import { openPipeline, type Pipeline } from "../../native/models/pipeline.ts"
import { openLora } from "../../native/personalize/loras.ts"
import { openStudio, type Studio } from "../../native/personalize/studio.ts"
import { drawText } from "../../native/training/product/class-pictures.ts"
import { train } from "../../native/training/run.ts"
import { createProductRun, keepResult } from "../../native/training/start-run.ts"
import { world } from "../starter/artist/world.ts"
import { type Bench, figure, type Print, share } from "./figure.ts"
import { type Judge, openJudge, recognised } from "./judge.ts"
import { sampleCatalog, scenariosDir, starterPack } from "./sample-studio.ts"
import { type Redraw, SubjectProbe, unknownDrawing } from "./subject-probe.ts"

const product = "teapot"
/** Eight to learn, and two that are held out. */
const drawings = 10
/** Calm drawings, as the pack learnt from: what no word names hardly varies. */
const spread = 0.3

const { IAMG_TEACH = "{}" } = process.env

/** The class is the poster, not the teapot, which the pack doesn't know: so it keeps what it knows of posters. */
const settings: TeachingSettings = teachingSettingsSchema.parse({
  word: "zqx",
  class: "movie poster",
  text: "a {}",
  rank: 32,
  alpha: 32,
  convolutions: true,
  learningRate: 5e-4,
  classPictures: 40,
  validateEvery: 50,
  drawEvery: 200,
  polite: false,
  ...JSON.parse(IAMG_TEACH),
})

export const bench: Bench = {
  name: "teach",
  about: `${settings.steps} steps on eight drawings of a new subject; the loss on two others, before and after`,
  async run(print) {
    await withTeachingStudio(async (studio, folder) => {
      const judge = await openJudge(studio.runtime)
      const probe = await SubjectProbe.train(judge, product, redrawnBy(studio.pipeline))
      print(figure("judge, held-out drawings told right", probe.accuracy, "%", { atLeast: 0.95 }))
      print(figure("  those of them that were redrawn", probe.accuracyOfRedrawn, "%"))
      const untaught = await recognition(studio.pipeline, [], judge, probe)
      const { taught, lora } = await teach(studio, folder, print)
      const recognised = await recognition(taught, [lora], judge, probe)
      print(figure(`${product} seen where its word asks for it, before`, untaught.product, "%"))
      print(figure("  after", recognised.product, "%", { atLeast: 0.8 }))
      print(figure("other subjects seen where they are asked for, before", untaught.others, "%"))
      print(figure("  after", recognised.others, "%", { atLeast: untaught.others - 0.03 }))
      print(figure(`${product} seen where others are asked for, before`, untaught.mistaken, "%"))
      print(figure("  after", recognised.mistaken, "%"))
      print(`pictures and LoRA: ${out}`)
    })
  },
}

const out = join("out", "teach")

/** A studio with the sample catalog's items, and a folder of its own. */
async function withTeachingStudio(work: (studio: Studio, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "iamg-teach-"))
  try {
    const workspaceDir = join(folder, "workspace")
    const workspace = await createWorkspace(workspaceDir)
    const scenarios = [...(await loadScenarios([scenariosDir])).keys()]
    await importCatalog(workspace, sampleCatalog, { scenarios })
    await workspace.close()
    const options = { mode: "write", packDir: starterPack, scenariosDir, device: "cpu", lean: true } as const
    const studio = await openStudio({ workspaceDir, ...options })
    try {
      await work(studio, folder)
    } finally {
      await studio.close()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Teaches the product, says what that took, and keeps what it left. */
async function teach(
  studio: Studio,
  folder: string,
  print: Print,
): Promise<{ taught: Pipeline; lora: LoraStrength }> {
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
  print(figure("all of it", (performance.now() - started) / 60_000, "min", { atMost: 15 }))
  print(figure("a step", ended.secondsPerStep!, "s"))
  print(figure("most memory", ended.memoryBytes! / 2 ** 30, "GiB"))
  for (const { step, loss } of (await run.curves()).validation)
    print(figure(`loss on held-out drawings at step ${step}`, loss, ""))
  print(figure("held-out loss, after over before", after / before, "", { atMost: 0.99 }))
  await rm(out, { recursive: true, force: true })
  await mkdir(out, { recursive: true })
  await cp(run.drawnDir, out, { recursive: true })
  await cp(join(studio.workspace.lorasDir, lora!, "lora.safetensors"), join(out, "lora.safetensors"))
  const own = await openLora(studio.workspace, lora!)
  const taught = await openPipeline(studio.pack, studio.runtime, { loras: [own] })
  return { taught, lora: { hash: own.hash, strength: 1 } }
}

/** How much of a picture is there before it is redrawn, in hundredths. */
const start = 75

/** Draws pictures again from some noise: what they show stays, and fine outlines are lost. */
function redrawnBy(pipeline: Pipeline): Redraw {
  return async (picture, seed) => {
    const { width, height } = picture
    const { mean } = await pipeline.vaeEncode(pixelsFromImage(picture))
    const latents = { ...mean, data: mean.data.map(x => x * pipeline.scalingFactor) }
    const { states: text } = await pipeline.encodeText(["a movie poster"])
    const only = {
      lambda1: 1,
      lambda2: 0,
      imageScale: 0,
      guidance: pipeline.pack.guidance,
      width,
      height,
      seed,
    }
    const drawn = await sample(
      pipeline,
      { text },
      { ...previewSettings, ...only },
      { original: { latents, start } },
    )
    return imageFromPixels(await pipeline.vaeDecode(drawn))
  }
}

/** Pictures that ask for the product, and of each other subject. */
const asked = { product: 40, other: 6 }

/** In how many pictures the judge sees what they ask for, from the same noise each time. */
async function recognition(pipeline: Pipeline, loras: LoraStrength[], judge: Judge, probe: SubjectProbe) {
  const drawn = (text: string, seed: number) => drawText({ pipeline, text, seed, loras })
  const seen: boolean[] = []
  for (let seed = 0; seed < asked.product; seed++)
    seen.push(await probe.sees(await drawn(productText(settings), 1000 + seed)))
  const others: boolean[] = []
  const mistaken: boolean[] = []
  for (const subject of world["movie-poster"].subject!) {
    for (let seed = 0; seed < asked.other; seed++) {
      const image = await drawn(`a movie poster with a ${subject}`, 2000 + seed)
      others.push(recognised(await judge.look(image, "movie-poster"), { subject }).subject!)
      mistaken.push(await probe.sees(image))
    }
  }
  return { product: share(seen), others: share(others), mistaken: share(mistaken) }
}

async function drawProduct(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (let index = 0; index < drawings; index++) {
    const svg = unknownDrawing(product, `${product}/${index}`, spread)
    await writeFile(join(folder, `${index}.png`), await sharp(Buffer.from(svg)).png().toBuffer())
  }
}
