/** For tests: a small shop, a workspace with a catalog of plain pictures, shoppers, tags and embeddings of the tiny pack. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { importCatalog } from "../catalog/import/import.ts"
import { createWorkspace } from "../catalog/workspace.ts"
import { type TrainingSettingsInput, trainingSettingsSchema } from "../contract/training.ts"
import { fixture } from "../models/fixtures.ts"
import { prepareItems } from "../personalize/prepare.ts"
import { openStudio, type Studio } from "../personalize/studio.ts"
import { RunFolder } from "./run-folder.ts"

export const scenariosDir = join(import.meta.dirname, "../../resources/scenarios")
export const tinyPack = fixture("tiny")

export interface ShopOptions {
  items?: number
  shoppers?: number
  /** Items that each shopper likes. */
  liked?: number
  /** The tiny one when absent. */
  packDir?: string
}

/** Writes a catalog of `items` items of one colour each, and makes a workspace of it: tagged, embedded. */
export async function makeShop(dir: string, options: ShopOptions = {}): Promise<string> {
  const { items = 10, shoppers = 12, liked = 7, packDir = tinyPack } = options
  const catalog = join(dir, "catalog")
  await mkdir(catalog, { recursive: true })
  const itemRows = ["id,title,description,image"]
  const interactions = ["user_id,item_id,timestamp,rating"]
  for (let item = 0; item < items; item++) {
    const background = { r: (item * 47) % 256, g: (item * 91) % 256, b: (item * 29) % 256 }
    await sharp({ create: { width: 40, height: 48, channels: 3, background } })
      .png()
      .toFile(join(catalog, `${item}.png`))
    itemRows.push(`i${item},Title ${item},about number ${item},${item}.png`)
  }
  for (let shopper = 0; shopper < shoppers; shopper++)
    for (let n = 0; n < liked; n++)
      interactions.push(`s${shopper},i${(shopper * 3 + n) % items},${1_700_000_000 - n},5`)
  await writeFile(join(catalog, "items.csv"), itemRows.join("\n"))
  await writeFile(join(catalog, "interactions.csv"), interactions.join("\n"))

  const workspaceDir = join(dir, "workspace")
  const workspace = await createWorkspace(workspaceDir)
  await importCatalog(workspace, catalog, { scenario: "movie-poster", scenarios: ["movie-poster"] })
  for (const { id } of await workspace.items()) {
    const parity = Number(id.slice(1)) % 2 === 0 ? "even" : "odd"
    await workspace.setItemTags(id, { image: [parity], text: ["number"], own: [], tagger: "test/1" })
  }
  await workspace.close()
  const studio = await openShop(workspaceDir, "write", packDir)
  await prepareItems(studio)
  await studio.close()
  return workspaceDir
}

export const openShop = (
  workspaceDir: string,
  mode: "read" | "write" = "write",
  packDir = tinyPack,
): Promise<Studio> => openStudio({ workspaceDir, mode, packDir, scenariosDir, device: "cpu", lean: true })

/** A shop that is opened in a folder of its own, and removed when it is closed. */
export async function temporaryShop(): Promise<{ root: string; studio: Studio; close: () => Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), "iamg-shop-"))
  const studio = await openShop(await makeShop(root))
  const close = async () => {
    await studio.close()
    await rm(root, { recursive: true })
  }
  return { root, studio, close }
}

/** A run of a few small steps. */
export function newRun(
  { workspace, pack }: Studio,
  settings: TrainingSettingsInput = {},
): Promise<RunFolder> {
  const small = {
    steps: 6,
    batch: 2,
    history: 3,
    neighbours: 2,
    validateEvery: 2,
    saveEvery: 2,
    drawEvery: 0,
  }
  const parsed = trainingSettingsSchema.parse({ ...small, ...settings })
  return RunFolder.create(
    workspace.runsDir,
    "test",
    { kind: "interests", settings: parsed },
    { name: pack.name, hash: pack.hash },
  )
}

/**
 * So many different pictures of a thing, of different sizes, in a new folder of `root`; `shadeOf` says how the nth looks.
 */
export async function makePictures(
  root: string,
  count: number,
  shadeOf: (index: number) => number = index => index,
): Promise<string> {
  const folder = await mkdtemp(join(root, "pictures-"))
  for (let index = 0; index < count; index++) {
    const shade = 20 + 9 * shadeOf(index)
    const thing = { create: { width: 24, height: 20, channels: 3 as const, background: "#803010" } }
    const size = { width: 40 + 3 * shadeOf(index), height: 60, channels: 3 as const }
    await sharp({ create: { ...size, background: { r: shade, g: 255 - shade, b: 90 } } })
      .composite([{ input: await sharp(thing).png().toBuffer() }])
      .png()
      .toFile(join(folder, `${index}.png`))
  }
  return folder
}
