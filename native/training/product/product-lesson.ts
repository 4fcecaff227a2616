/** The lesson of one product: a word for it, its pictures, and pictures of its class, kept as a LoRA. */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { hashFile } from "../../base/content-hash.ts"
import { pngBytes } from "../../base/raw-image.ts"
import { writeAtomic } from "../../catalog/atomic.ts"
import { note } from "../../contract/codes/index.ts"
import {
  classText,
  keepsClass,
  productText,
  type TeachingSettings,
  teachingRows,
} from "../../contract/teaching.ts"
import type { FloatTensor } from "../../contract/tensor.ts"
import type { ProductRun } from "../../contract/training.ts"
import { Networks } from "../../models/networks.ts"
import { openPipeline } from "../../models/pipeline.ts"
import { sha256 } from "../../personalize/hash.ts"
import type { Studio } from "../../personalize/studio.ts"
import { readRef } from "../../weights/safetensors.ts"
import { writeSafetensors } from "../../weights/write-safetensors.ts"
import { noisingOf } from "../batch.ts"
import { Encodings } from "../encodings.ts"
import type { Lesson } from "../lesson.ts"
import type { PrepareHooks } from "../prepare-run.ts"
import type { RunFolder } from "../run-folder.ts"
import { measuredDraw, measuredRows } from "../validation.ts"
import { type ClassPicture, classPictures, drawText } from "./class-pictures.ts"
import { settledClassTexts } from "./class-texts.ts"
import { type ProductRow, planRows, productBatch, timestepOf } from "./product-batch.ts"
import { holdsOut, type Product, productPicture, readProduct } from "./product-file.ts"
import { writeProductLoss } from "./product-loss.ts"
import { freshLora, underDiffusersNames, writeLora } from "./start-lora.ts"

/** @throws StudioError teaching.no_class, image.unreadable */
export async function productLesson(
  studio: Studio,
  folder: RunFolder,
  run: ProductRun,
  hooks: PrepareHooks,
): Promise<Lesson> {
  const { pack, pipeline, runtime } = studio
  const { settings, name } = run
  const { seed, rank, alpha, word } = settings
  const product = await readProduct(folder)
  const classes = await drawClass(studio, folder, settings, product, hooks)
  const networks = await startNetworks(studio, folder, run)

  const own = new Encodings(studio, settings.target, image => productPicture(folder, image))
  const ofClass = new Encodings(studio, settings.target, image => classes.get(image)!.file)
  const classImages = [...classes.keys()]
  await encodeAll(
    own,
    [...product.train, ...product.heldOut].map(({ image }) => image),
    hooks,
  )
  await encodeAll(ofClass, classImages, hooks)
  // Where the text encoder is taught, its graph reads tokens.
  const read = async (text: string) =>
    settings.textEncoder ? pipeline.tokenizer.encode(text).ids : own.states(text)
  const productRead = await read(productText(settings))

  const noising = noisingOf(pipeline)
  const timesteps = noising.alphas.length
  const plan = planRows(seed, product.train.length, classImages.length, settings.priorWeight)
  const ofClassRow = async (image: string) => ({
    latents: await ofClass.latents(image),
    text: await read(classes.get(image)!.text),
  })
  const learned = async (place: number): Promise<ProductRow> => {
    const { of, picture, weight } = plan(place)
    const timestep = timestepOf(seed, place, timesteps)
    return of === "product"
      ? {
          latents: await own.latents(product.train[picture]!.image),
          text: productRead,
          weight,
          place,
          timestep,
        }
      : { ...(await ofClassRow(classImages[picture]!)), weight, place, timestep }
  }
  const measured = async (row: number): Promise<ProductRow> => ({
    latents: await own.latents(product.heldOut[row % product.heldOut.length]!.image),
    text: productRead,
    weight: 1,
    ...measuredDraw(row, timesteps),
  })
  const batchOf = async (rows: Promise<ProductRow>[]) => productBatch(noising, seed, await Promise.all(rows))
  const side = pack.nativeSize / pipeline.pixelsPerLatent
  const rows = teachingRows(settings)
  const facts = { alpha, rank, title: name, word: `${word} ${settings.class}` }

  return {
    weights: await weightsOf(networks),
    rows,
    measuredRows: measuredRows(product.heldOut.length, rows),
    samples: product.train.length,
    heldOut: holdsOut(product) ? product.heldOut.length : 0,
    dataHash: sha256(JSON.stringify(product)),
    key: `${pack.hash.slice(0, 16)}, product of ${folder.id}`,
    write: count => writeProductLoss(networks, { rows: count, height: side, width: side }),
    learn: places => batchOf(places.map(learned)),
    measure: numbers => batchOf(numbers.map(measured)),
    async *draw(weights, step) {
      const file = join(folder.drawnDir, "lora.safetensors")
      await writeLora(file, weights, { ...facts, training: {} })
      const lora = { name, hash: await hashFile(file), file, isFewSteps: false }
      const taught = await openPipeline(pack, runtime, { loras: [lora] })
      const loras = [{ hash: lora.hash, strength: 1 }]
      for (const [index, { text, seed }] of looks(settings).entries()) {
        const drawn = await drawText({ pipeline: taught, text, seed, loras })
        const picture = `${String(step).padStart(8, "0")}-${index}.png`
        await writeAtomic(join(folder.drawnDir, picture), await pngBytes(drawn))
        yield { type: "drawn", step, text, file: picture }
      }
    },
    async leave(weights, training) {
      const targets = await new Networks(pack, null).loraTargets()
      await writeSafetensors(folder.diffusersLoraFile, underDiffusersNames(weights, targets, settings), {
        format: "pt",
      })
      await writeLora(folder.loraFile, weights, { ...facts, training: { pack: pack.name, ...training } })
    },
  }
}

/** The product twice, and its class, to see that it isn't forgotten. */
const looks = (settings: TeachingSettings) => [
  { text: productText(settings), seed: 7 },
  { text: productText(settings), seed: 8 },
  { text: classText(settings), seed: 7 },
]

/** The class's pictures by their content; none where it isn't kept. */
async function drawClass(
  studio: Studio,
  { dir }: RunFolder,
  settings: TeachingSettings,
  product: Product,
  hooks: PrepareHooks,
): Promise<Map<string, ClassPicture>> {
  if (!keepsClass(settings)) return new Map()
  const folder = join(dir, "class")
  const texts = await settledClassTexts(studio, folder, settings, product)
  const pictures = await classPictures(studio, folder, { texts, seed: settings.seed }, hooks)
  const byContent = new Map<string, ClassPicture>()
  for (const picture of pictures) byContent.set(await hashFile(picture.file), picture)
  return byContent
}

async function encodeAll(
  encodings: Encodings,
  images: readonly string[],
  hooks: PrepareHooks,
): Promise<void> {
  for (const [index, image] of images.entries()) {
    hooks.check()
    hooks.doing(note("training.encoding", { done: index + 1, total: images.length }))
    await encodings.latents(image)
  }
}

/** The networks with the LoRA that the run starts from. Its file stays: it says which matrices are trained. */
async function startNetworks(
  { pack, workspace }: Studio,
  folder: RunFolder,
  { settings, name }: ProductRun,
): Promise<Networks> {
  const { rank, alpha, seed, word } = settings
  const file = join(folder.startDir, "lora.safetensors")
  if (!existsSync(file)) {
    const fresh = freshLora(await new Networks(pack, null).loraTargets(), settings, seed)
    await writeLora(file, fresh, { rank, alpha, title: name, word, training: {} })
  }
  const lora = { name, hash: await hashFile(file), file, isFewSteps: false }
  return new Networks(pack, workspace.cacheDir, null, [lora])
}

async function weightsOf(networks: Networks): Promise<Record<string, FloatTensor>> {
  const refs = await networks.loraWeights()
  return Object.fromEntries(
    await Promise.all(refs.map(async ref => [ref.name, (await readRef(ref)) as FloatTensor] as const)),
  )
}
