/** Teaching a product from its pictures to a LoRA that draws; what is said of pictures and words before it starts. */
import { copyFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import {
  classText,
  loraNameOf,
  productText,
  type TeachingSettingsInput,
  teachingSettingsSchema,
} from "../../contract/teaching.ts"
import { Networks } from "../../models/networks.ts"
import { listLoras, loraFileOf } from "../../personalize/loras.ts"
import { type Studio, withLoras } from "../../personalize/studio.ts"
import { openSafetensors, readTensor, readTensors } from "../../weights/safetensors.ts"
import { makePictures, temporaryShop } from "../fixtures.ts"
import { type StopRequest, train } from "../run.ts"
import type { RunFolder } from "../run-folder.ts"
import { StagedLoss } from "../staged-loss.ts"
import { createProductRun, keepResult } from "../start-run.ts"
import type { StepResult } from "../trainer.ts"
import { checkTeaching } from "./check-teaching.ts"
import { drawText } from "./class-pictures.ts"
import { readProduct } from "./product-file.ts"

let root: string
let studio: Studio
let close: () => Promise<void>
let bags: string
beforeAll(async () => {
  ;({ root, studio, close } = await temporaryShop())
  bags = await picturesOf(6)
})
afterAll(() => close())

const picturesOf = (count: number, shadeOf?: (index: number) => number) => makePictures(root, count, shadeOf)

const small: TeachingSettingsInput = {
  word: "zqx",
  class: "bag",
  steps: 4,
  rank: 2,
  alpha: 3,
  classPictures: 2,
  validateEvery: 2,
  drawEvery: 0,
  saveEvery: 1,
  learningRate: 1e-2,
}
const settingsOf = (more: Partial<TeachingSettingsInput> = {}) =>
  teachingSettingsSchema.parse({ ...small, ...more })

const newRun = (more?: Partial<TeachingSettingsInput>, folder = bags) =>
  createProductRun(studio, "Our bag", settingsOf(more), { items: [], folder })

async function go(folder: RunFolder, stopAt: (step: number) => StopRequest | null = () => null) {
  const steps: StepResult[] = []
  const run = await train(studio, folder, {
    stopRequest: () => stopAt(steps.at(-1)?.step ?? 0),
    onRun: () => undefined,
    onStep: result => steps.push(result),
  })
  return { run, losses: steps.map(({ loss }) => loss) }
}

test("a product is learned, and its LoRA is in the workspace, once, and changes what is drawn", async () => {
  const folder = await newRun({ drawEvery: 4 })
  const { run, losses } = await go(folder)
  expect(run).toMatchObject({
    kind: "product",
    state: "done",
    step: 4,
    samples: 5,
    heldOut: 1,
    problem: null,
  })
  expect(losses).toHaveLength(4)
  expect(run.bestValidation).toBeLessThan(run.firstValidation!)
  expect((await folder.curves()).drawn).toMatchObject([
    { step: 4, text: "a photo of zqx bag" },
    { step: 4, text: "a photo of zqx bag" },
    { step: 4, text: "a photo of bag" },
  ])
  const kept = await keepResult(studio.workspace, folder)
  expect(kept.lora).toBe("Our-bag")
  expect((await keepResult(studio.workspace, folder)).lora).toBe("Our-bag")
  const [lora, ...others] = await listLoras(studio.workspace)
  expect(others).toEqual([])
  const file = loraFileOf(studio.workspace, lora!)
  expect(await new Networks(studio.pack, null).misfitsOf(file)).toEqual([])

  const taught = await withLoras(studio, [{ ...lora!, file }])
  const drawn = (strength: number) =>
    drawText({
      pipeline: taught.pipeline,
      text: "a photo of zqx bag",
      seed: 3,
      loras: [{ hash: lora!.hash, strength }],
    })
  expect((await drawn(1)).data).not.toEqual((await drawn(0)).data)
})

test("a taught text encoder changes what the U-Net reads of a text, and nothing that retrieval reads", async () => {
  const folder = await newRun({ steps: 2, textEncoder: true })
  await go(folder)
  const lora = { name: "text", hash: "e".repeat(64), file: folder.loraFile, isFewSteps: false }
  const { pipeline } = await withLoras(studio, [lora])
  const text = "a photo of zqx bag"
  const own = (await studio.pipeline.encodeText([text])).states
  const states = (strength: number) => pipeline.promptStates(text, [{ hash: lora.hash, strength }])
  expect((await states(0))!.data).toEqual(own.data)
  expect((await states(1))!.data).not.toEqual(own.data)
  expect((await pipeline.encodeText([text])).states.data).toEqual(own.data)
})

test.each([
  ["attention", {}, /_attn\d_/],
  ["attention and convolutions", { convolutions: true }, /_conv(1|2|_shortcut)?\./],
  [
    "U-Net and text encoder",
    { textEncoder: true },
    /^lora_te_text_model_encoder_layers_\d_self_attn_(q|k|v|out)_proj\./,
  ],
])("what is written of %s is read as the same branches: every matrix, and α", async (_, parts, others) => {
  const folder = await newRun({ steps: 1, ...parts })
  await go(folder)
  const [best, left] = await Promise.all(
    [folder.bestFile, folder.loraFile].map(async file => readTensors(await openSafetensors(file))),
  )
  const lora = { name: "left", hash: "f".repeat(64), file: folder.loraFile, isFewSteps: false }
  const read = await new Networks(studio.pack, studio.workspace.cacheDir, null, [lora]).loraWeights()
  expect(read.map(({ name }) => name).toSorted()).toEqual(Object.keys(best!).toSorted())
  for (const { name } of read) expect(left![name]!.data).toEqual(best![name]!.data)
  const other = { ...lora, file: folder.diffusersLoraFile }
  const networks = new Networks(studio.pack, studio.workspace.cacheDir, null, [other])
  const named = await networks.loraWeights()
  expect(named.map(({ name }) => name.split(".")[0])).toEqual(
    read.map(({ name }) => (name.startsWith("lora_te_") ? "text_encoder" : "unet")),
  )
  for (const [index, { name }] of named.entries()) {
    const scale = name.endsWith("lora_B.weight") ? 3 / 2 : 1
    const ours = best![read[index]!.name]!.data as Float32Array
    expect((await readTensor(await openSafetensors(other.file), name)).data).toEqual(ours.map(x => x * scale))
  }
  const alphas = Object.entries(left!).filter(([name]) => name.endsWith(".alpha"))
  expect(alphas).toHaveLength(read.length / 2)
  expect(read.some(({ name }) => others.test(name))).toBe(true)
  for (const { name } of read) if (!/_attn\d_/.test(name)) expect(name).toMatch(others)
  expect(alphas.every(([, { data }]) => data[0] === 3)).toBe(true)
  expect((await openSafetensors(folder.loraFile)).metadata).toMatchObject({
    ss_network_dim: "2",
    "modelspec.trigger_phrase": "zqx bag",
  })
})

test.each([{}, { convolutions: true }, { textEncoder: true }])(
  "a run that is paused and resumed walks the same way, bit by bit: %j",
  async parts => {
    const whole = await newRun(parts)
    const plain = await go(whole)
    const folder = await newRun(parts)
    const first = await go(folder, step => (step >= 2 ? "pause" : null))
    expect(first.run).toMatchObject({ state: "paused", step: 2 })
    const rest = await go(folder)
    expect([...first.losses, ...rest.losses]).toEqual(plain.losses)
    const weights = async (of: RunFolder) => readTensors(await openSafetensors(of.loraFile))
    expect(await weights(folder)).toEqual(await weights(whole))
  },
)

describe("when memory runs out", () => {
  /** It does for steps of more than `rows` rows: in the way back, from the given call on. */
  function runsOutAbove(rows: number, from = 0): () => void {
    const { gradients } = StagedLoss.prototype
    let calls = 0
    const spy = vi.spyOn(StagedLoss.prototype, "gradients").mockImplementation(async function (
      this: StagedLoss,
      inputs,
    ) {
      if (calls++ >= from && inputs.sample!.shape[0]! > rows)
        throw new StudioError("runtime.out_of_memory", { model: "loss", device: "cuda" })
      return gradients.call(this, inputs)
    })
    onTestFinished(() => spy.mockRestore())
    return () => spy.mockRestore()
  }

  test.each([{}, { textEncoder: true }])(
    "product and class are learned one after the other, and the same is learned: %j",
    async parts => {
      const plain = await go(await newRun({ steps: 2, ...parts }))
      runsOutAbove(1)
      const { run, losses } = await go(await newRun({ steps: 2, ...parts }))
      expect(run).toMatchObject({ state: "done", microBatch: 1, accumulation: 2 })
      expect(run.notes).toMatchObject([{ code: "training.fewer_at_once" }])
      for (const [step, loss] of losses.entries()) expect(loss).toBeCloseTo(plain.losses[step]!, 4)
    },
  )

  test("and there is not enough for one row, the run says so, and goes on from the step before", async () => {
    const folder = await newRun({ textEncoder: true })
    const restore = runsOutAbove(0, 2)
    const { run, losses } = await go(folder)
    expect(run).toMatchObject({ state: "failed", step: 2, problem: { code: "runtime.out_of_memory" } })
    restore()
    const rest = await go(folder)
    expect(rest.run).toMatchObject({ state: "done", step: 4 })
    expect([...losses, ...rest.losses]).toHaveLength(4)
  })
})

test("pictures are copied: the folder may go once the run is made", async () => {
  const folder = await picturesOf(3)
  const run = await newRun({ steps: 1 }, folder)
  await rm(folder, { recursive: true })
  expect((await go(run)).run).toMatchObject({ state: "done", samples: 3, heldOut: 0 })
})

describe("pictures of the class", () => {
  test("are drawn before the first step, each once", async () => {
    const folder = await newRun({ steps: 1 })
    const files = [0, 1].map(index => join(folder.dir, "class", `000${index}.png`))
    const times = () => Promise.all(files.map(async file => (await stat(file)).mtimeMs))
    await go(folder, step => (step === 1 ? "pause" : null))
    const before = await times()
    await go(folder)
    expect(await times()).toEqual(before)
  })

  test("are of the class and of the catalog's items in turn, which is settled once", async () => {
    const folder = await newRun({ steps: 1, classPictures: 4 })
    await go(folder, () => "pause")
    const file = join(folder.dir, "class", "texts.json")
    const texts = JSON.parse(await readFile(file, "utf8")) as string[]
    const ofItem = expect.stringMatching(
      /^Title \d\. about number \d This movie poster is about (odd|even), number\.$/,
    )
    expect(texts).toEqual(["a photo of bag", ofItem, "a photo of bag", ofItem])
    expect(new Set(texts).size).toBe(3)
    await writeFile(file, JSON.stringify(texts.toReversed()))
    await go(folder)
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(texts.toReversed())
    const alone = await newRun({ steps: 1, classAlone: true })
    await go(alone, () => "pause")
    const own = JSON.parse(await readFile(join(alone.dir, "class", "texts.json"), "utf8"))
    expect(own).toEqual(["a photo of bag", "a photo of bag"])
  })

  test("that fail are left out, and said so; where all fail, the run ends with the reason", async () => {
    const { vaeDecode } = studio.pipeline
    let calls = 0
    const decode = vi.spyOn(studio.pipeline, "vaeDecode").mockImplementation(async latents => {
      if (calls++ === 0) throw new StudioError("model.not_finite_step", { network: "vae", step: 1, steps: 1 })
      return vaeDecode.call(studio.pipeline, latents)
    })
    onTestFinished(() => decode.mockRestore())
    const { run } = await go(await newRun({ steps: 1 }))
    expect(run.state).toBe("done")
    expect(run.notes).toMatchObject([{ code: "teaching.class_failed", details: { picture: 1 } }])
    decode.mockImplementation(async () => {
      throw new StudioError("model.not_finite_step", { network: "vae", step: 1, steps: 1 })
    })
    const { run: failed } = await go(await newRun({ steps: 1, seed: 9 }))
    expect(failed).toMatchObject({ state: "failed", problem: { code: "teaching.no_class" } })
  })
})

describe("the check", () => {
  const check = (folder: string, more?: Partial<TeachingSettingsInput>) =>
    checkTeaching(studio, settingsOf(more), { items: [], folder })
  const codes = (notes: readonly { code: string }[]) => notes.map(({ code }) => code)

  test("counts pictures and tells what it takes", async () => {
    const found = await check(bags)
    expect(found).toMatchObject({
      pictures: 5,
      heldOut: 1,
      text: "a photo of zqx bag",
      classText: "a photo of bag",
    })
    expect(found.refusals).toEqual([])
    expect(found.seconds).toBeGreaterThan(0)
    expect(found.memoryBytes).toBeGreaterThan(1e6)
  })

  test("refuses two pictures, and thirty that are the same", async () => {
    expect(codes((await check(await picturesOf(2))).refusals)).toEqual(["teaching.few_pictures"])
    const same = await check(await picturesOf(30, () => 4))
    expect(same.refusals).toMatchObject([{ code: "teaching.few_pictures", details: { found: 1, same: 29 } }])
    await expect(newRun({}, await picturesOf(2))).rejects.toMatchObject({ code: "training.refused" })
  })

  test("leaves out what can't be read, and says that transparent parts become white", async () => {
    const folder = await picturesOf(4)
    await writeFile(join(folder, "broken.png"), "no picture")
    const clear = {
      create: { width: 64, height: 64, channels: 4 as const, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    }
    const dot = await sharp({ create: { width: 20, height: 20, channels: 3, background: "red" } })
      .png()
      .toBuffer()
    await sharp(clear)
      .composite([{ input: dot }])
      .png()
      .toFile(join(folder, "clear.png"))
    const found = await check(folder)
    expect(found.unreadable).toEqual(["broken.png"])
    expect(codes(found.warnings)).toEqual(
      expect.arrayContaining(["teaching.unreadable", "teaching.on_white"]),
    )
  })

  test("takes pictures of any size, and says which are small, and which lose their edges by cropping", async () => {
    const folder = await picturesOf(3)
    const sizes = [
      [900, 300],
      [128, 128],
    ] as const
    for (const [width, height] of sizes) {
      const thing = { create: { width: 20, height: 20, channels: 3 as const, background: "#102030" } }
      await sharp({ create: { width, height, channels: 3, background: "#c0ffee" } })
        .composite([{ input: await sharp(thing).png().toBuffer(), left: height / 4, top: height / 4 }])
        .png()
        .toFile(join(folder, `${width}.png`))
    }
    const kept = await check(folder)
    expect(kept).toMatchObject({ pictures: 4, heldOut: 1, refusals: [] })
    expect(kept.warnings).toContainEqual(note("teaching.small", { count: 3, side: studio.pack.nativeSize }))
    expect(codes(kept.warnings)).not.toContain("teaching.cropped")
    const cropped = (await check(folder, { target: "crop" })).warnings
    expect(cropped).toContainEqual(note("teaching.cropped", { count: 1 }))
  })

  test("says when a word means something, falls into pieces, or is the class", async () => {
    expect(codes((await check(bags, { word: "number" })).warnings)).toContain("teaching.word_in_catalog")
    expect(codes((await check(bags, { word: "x-1/y.2" })).warnings)).toContain("teaching.word_pieces")
    expect(codes((await check(bags, { word: "Bag" })).refusals)).toContain("teaching.bad_word")
    expect(codes((await check(bags, { text: "so ".repeat(90) })).refusals)).toContain("teaching.long_text")
  })

  test("an empty folder and an unknown item are named", async () => {
    const folder = join(root, "empty")
    await mkdir(folder)
    await expect(check(folder)).rejects.toMatchObject({ code: "teaching.no_pictures" })
    const items = checkTeaching(studio, settingsOf(), { items: ["nothing"] })
    await expect(items).rejects.toMatchObject({ code: "catalog.unknown_item" })
  })

  test("items give their pictures; those of one colour show nothing", async () => {
    const found = await checkTeaching(studio, settingsOf(), { items: ["i0", "i1", "i2"] })
    expect(found).toMatchObject({ pictures: 0, unreadable: ["i0", "i1", "i2"] })
    const few = found.refusals.filter(({ code }) => code === "teaching.few_pictures")
    expect(few).toMatchObject([{ details: { found: 0, unreadable: 3 } }])
  })

  test("with fewer than five pictures none is held out, and that is said", async () => {
    const found = await check(await picturesOf(4))
    expect(found).toMatchObject({ pictures: 4, heldOut: 0 })
    expect(codes(found.warnings)).toContain("teaching.none_held_out")
  })
})

test("the same pictures are held out whatever the folder is called", async () => {
  const folder = await mkdtemp(join(root, "other-"))
  for (let index = 0; index < 6; index++)
    await copyFile(join(bags, `${index}.png`), join(folder, `${index}.png`))
  const [one, other] = [await newRun(), await newRun({}, folder)]
  expect(await readProduct(other)).toEqual(await readProduct(one))
})

test("texts and names", () => {
  const settings = settingsOf({ text: "{} in the rain, {}" })
  expect(productText(settings)).toBe("zqx bag in the rain, zqx bag")
  expect(classText(settings)).toBe("bag in the rain, bag")
  expect(productText(settingsOf({ text: "a picture of" }))).toBe("a picture of zqx bag")
  expect(loraNameOf(" Tasche: „grün“ / 2 ")).toBe("Tasche-grün-2")
  expect(loraNameOf("…")).toBe("product")
})
