/** The samples that a run learns from, and their check before it starts. */
import fs, { cp, mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises"
import { syncBuiltinESMExports } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest"
import { importCatalog } from "../catalog/import/import.ts"
import { createWorkspace } from "../catalog/workspace.ts"
import { note } from "../contract/codes/index.ts"
import type { Note } from "../contract/note.ts"
import {
  type InterestsRun,
  type TrainingSettingsInput,
  trainingSettingsSchema,
} from "../contract/training.ts"
import { findPairs } from "../personalize/pairs.ts"
import type { Studio } from "../personalize/studio.ts"
import { checkTraining } from "./check.ts"
import { Encodings } from "./encodings.ts"
import { makeShop, newRun, openShop } from "./fixtures.ts"
import { prepareRun } from "./prepare-run.ts"
import { train } from "./run.ts"
import type { RunFolder } from "./run-folder.ts"
import { planSamples } from "./samples.ts"
import { createRun } from "./start-run.ts"

let dir: string
let workspaceDir: string
let studio: Studio
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-shop-"))
  workspaceDir = await makeShop(dir, { items: 24, shoppers: 24 })
  studio = await openShop(workspaceDir)
})
afterAll(async () => {
  await studio.close()
  await rm(dir, { recursive: true })
})

const settingsOf = (settings: TrainingSettingsInput = {}) =>
  trainingSettingsSchema.parse({ batch: 4, history: 3, neighbours: 2, ...settings })
const quiet = { stopRequest: () => null, onRun: () => undefined, onStep: () => undefined }
const codes = (refusals: readonly { code: string }[]) => refusals.map(({ code }) => code)

/** Another shop in a folder of its own. */
async function anotherShop(change: (workspaceDir: string) => Promise<void> = async () => undefined) {
  const folder = await mkdtemp(join(tmpdir(), "iamg-shop-"))
  const copy = join(folder, "workspace")
  await cp(workspaceDir, copy, { recursive: true })
  await change(copy)
  const opened = await openShop(copy)
  onTestFinished(async () => {
    await opened.close()
    await rm(folder, { recursive: true })
  })
  return opened
}

/** A shop with a catalog of two items and the interactions in the given rows of interactions.csv. */
async function emptyShop(interactions: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), "iamg-shop-"))
  await cp(join(dir, "catalog"), join(folder, "catalog"), { recursive: true })
  await writeFile(
    join(folder, "catalog/interactions.csv"),
    ["user_id,item_id,timestamp,rating", ...interactions].join("\n"),
  )
  const workspace = await createWorkspace(join(folder, "workspace"))
  await importCatalog(workspace, join(folder, "catalog"), {
    scenario: "movie-poster",
    scenarios: ["movie-poster"],
  })
  await workspace.close()
  const opened = await openShop(join(folder, "workspace"))
  onTestFinished(async () => {
    await opened.close()
    await rm(folder, { recursive: true })
  })
  return opened
}

describe("samples", () => {
  test("are each shopper's latest item with the history before it, T* and its neighbours", async () => {
    const { source, train, heldOut, users } = await findPairs(studio, settingsOf())
    expect([source, users, train.length, heldOut.length]).toEqual(["interactions", 24, 22, 2])
    const pair = train.find(({ persona }) => persona.id === "s0")!
    expect(pair.item).toBe("i0")
    const [sample] = await planSamples(studio, [pair], settingsOf(), () => undefined)
    // History i1, i2, i3: "odd" twice, "even" once, "number" always.
    expect(sample!.rewrite).toContain(
      "This movie poster is about even, number, maybe related to number, odd, even.",
    )
    expect([sample!.texts.length, sample!.images.length]).toEqual([2, 2])
    expect(sample!.image).toBe((await studio.workspace.findItem("i0")).image)
  })

  test("hold out the same users in every run, whatever its seed, and never train on them", async () => {
    const who = async (settings?: TrainingSettingsInput) => {
      const { train, heldOut } = await findPairs(studio, settingsOf({ heldOut: 0.25, ...settings }))
      const ids = (pairs: typeof train) => pairs.map(({ persona }) => persona.id)
      return { train: ids(train), heldOut: ids(heldOut) }
    }
    const { train, heldOut } = await who()
    expect(heldOut).toHaveLength(5)
    expect(train.filter(id => heldOut.includes(id))).toEqual([])
    expect(await who({ seed: 5 })).toEqual({ train, heldOut })
  })

  test("come from saved personas where there are no interactions: each of their items in turn", async () => {
    const shop = await emptyShop([])
    await shop.workspace.createPersona({
      name: "Mina",
      scenario: "movie-poster",
      items: ["i1", "i2", "i3", "i4", "i5"],
      pinned: [],
      banned: [],
    })
    const { source, train, heldOut } = await findPairs(shop, settingsOf())
    expect(source).toBe("personas")
    expect([...train, ...heldOut].map(({ item }) => item).sort()).toEqual(["i1", "i2", "i3", "i4", "i5"])
  })

  test("that lack tags are left out, with a note", async () => {
    const shop = await anotherShop()
    const untagged = vi.spyOn(shop.workspace, "itemTags").mockImplementation(async id => {
      const parity = Number(id.slice(1)) % 2 === 0 ? "even" : "odd"
      return id === "i3" ? undefined : { image: [parity], text: ["number"], own: [], tagger: "test/1" }
    })
    const check = await checkTraining(shop, settingsOf())
    expect(check.untagged).toBe(1)
    expect(check.samples + check.heldOut).toBeLessThan(24)
    const folder = await newRun(shop, { steps: 1, heldOut: 0.4 })
    const run = await train(shop, folder, quiet)
    expect(run.problem).toBeNull()
    untagged.mockRestore()
    expect(run.notes).toMatchObject([{ code: "training.left_out" }])
  })

  test("whose picture is broken are left out, and the check names them", async () => {
    const { image } = await studio.workspace.findItem("i0")
    const shop = await anotherShop(copy => truncate(join(copy, "images", `${image}.png`), 60))
    const named = { brokenImages: ["i0"], brokenImageCount: 1 }
    const check = await checkTraining(shop, settingsOf())
    expect(check).toMatchObject(named)
    // Of 24 shoppers, the latest item of s0, s8 and s16 is i0.
    expect(check.samples + check.heldOut).toBe(21)
    const folder = await newRun(shop, { heldOut: 0.4, target: "keep-whole" })
    const run = await train(shop, folder, quiet)
    expect(run).toMatchObject({ state: "done", problem: null })
    expect(run.notes).toMatchObject([{ code: "training.left_out" }])
    await rm(shop.workspace.imagePath(image))
    expect(await checkTraining(shop, settingsOf())).toMatchObject(named)
  })
})

const readRun = async (folder: RunFolder) => (await folder.read()) as InterestsRun

describe("a run prepares", () => {
  const hooks = { check: () => undefined, doing: () => undefined, note: async () => undefined }

  test("no more held-out samples than it measures", async () => {
    const [persona] = await studio.workspace.personas()
    const many = Array.from({ length: 800 }, (_, n) => ({ ...persona!, id: `u${n}` }))
    const spy = vi.spyOn(studio.workspace, "personas").mockResolvedValue(many)
    onTestFinished(() => spy.mockRestore())
    const folder = await newRun(studio, { steps: 1, heldOut: 0.5 })
    const said: Note[] = []
    const check = () => {
      if (said.some(({ details }) => details.part === "heldOut")) throw new Error("enough")
    }
    const doing = (what: Note) => void said.push(what)
    await expect(
      prepareRun(studio, folder, await readRun(folder), { ...hooks, check, doing }),
    ).rejects.toThrow("enough")
    expect(said.at(-1)).toEqual(note("training.planning", { part: "heldOut", done: 1, total: 256 }))
  })

  test("any number of samples, and finds the K that all of them have", async () => {
    const folder = await newRun(studio)
    const sample = (K: number) => ({
      persona: "s0",
      item: "i0",
      image: "",
      rewrite: "",
      texts: Array<string>(K).fill(""),
      images: Array<string>(K).fill(""),
    })
    const samples = { train: Array(100_000).fill(sample(5)), heldOut: [sample(3)] }
    const spies = [
      vi.spyOn(folder, "samples").mockResolvedValue(samples),
      vi.spyOn(Encodings.prototype, "of").mockResolvedValue(undefined as never),
    ]
    onTestFinished(() => {
      for (const spy of spies) spy.mockRestore()
    })
    expect(await prepareRun(studio, folder, await readRun(folder), hooks)).toMatchObject({ neighbours: 3 })
  })
})

describe("the check refuses", () => {
  test("a single persona, of whom nothing is left to learn from", async () => {
    const shop = await anotherShop()
    const [persona] = await shop.workspace.personas()
    const items = (await shop.workspace.items()).map(({ id }) => id)
    const spy = vi
      .spyOn(shop.workspace, "personas")
      .mockResolvedValue([{ ...persona!, origin: "picked", items }])
    onTestFinished(() => spy.mockRestore())
    const { refusals, samples, heldOut } = await checkTraining(shop, settingsOf())
    expect([samples, heldOut, codes(refusals)]).toEqual([0, 24, ["training.too_few"]])
  })

  test("too few users", async () => {
    const shop = await emptyShop([0, 1, 2, 3, 4, 5, 6].map(n => `s,i${n},${1_700_000_000 + n},5`))
    expect(codes((await checkTraining(shop, settingsOf())).refusals)).toEqual(["training.too_few"])
    await expect(createRun(shop, "x", settingsOf())).rejects.toMatchObject({ code: "training.refused" })
    for (const name of ["", "x".repeat(101)])
      await expect(createRun(shop, name, settingsOf())).rejects.toMatchObject({ code: "settings.invalid" })
  })

  test("interactions of which none is positive", async () => {
    const shop = await emptyShop([0, 1, 2, 3, 4, 5, 6].map(n => `s,i${n},${1_700_000_000 + n},2`))
    expect(codes((await checkTraining(shop, settingsOf())).refusals)).toEqual(["training.no_positive"])
  })

  test("disk by the channels that the pack's latents have", async () => {
    const { diskBytes, samples, heldOut } = await checkTraining(studio, settingsOf())
    const { pipeline } = studio
    const [known, side] = [pipeline.latentChannels, studio.pack.nativeSize / pipeline.pixelsPerLatent]
    Object.assign(pipeline, { latentChannels: known + 12 })
    onTestFinished(() => void Object.assign(pipeline, { latentChannels: known }))
    const more = await checkTraining(studio, settingsOf())
    // Mean and variance of 12 channels, 4 bytes a number.
    expect(more.diskBytes - diskBytes).toBe((samples + heldOut) * 2 * 12 * side * side * 4)
  })

  test("what doesn't fit into memory or on the disk", async () => {
    const memory = vi.spyOn(process, "availableMemory").mockReturnValue(1e6)
    onTestFinished(() => memory.mockRestore())
    const { refusals, microBatch } = await checkTraining(studio, settingsOf())
    expect([codes(refusals), microBatch]).toEqual([["training.memory"], 1])
    memory.mockRestore()
    const full = { ...(await fs.statfs(workspaceDir)), bavail: 10 }
    const disk = vi.spyOn(fs, "statfs").mockResolvedValue(full)
    syncBuiltinESMExports()
    onTestFinished(() => {
      disk.mockRestore()
      syncBuiltinESMExports()
    })
    expect(codes((await checkTraining(studio, settingsOf())).refusals)).toEqual(["training.disk"])
  })

  test("a pack that has no image encoder", async () => {
    const bare = { ...studio, pack: { ...studio.pack, has: () => false } }
    expect(codes((await checkTraining(bare, settingsOf())).refusals)).toContain("training.no_ip_adapter")
  })

  test("a pack whose U-Net is made for inpainting", async () => {
    const spy = vi.spyOn(studio.pipeline, "isInpainting").mockResolvedValue(true)
    onTestFinished(() => spy.mockRestore())
    expect(codes((await checkTraining(studio, settingsOf())).refusals)).toEqual(["training.inpainting"])
  })

  test("a scenario or an adapter that isn't there", async () => {
    const check = (settings: TrainingSettingsInput) => checkTraining(studio, settingsOf(settings))
    await expect(check({ scenario: "cars" })).rejects.toMatchObject({ code: "scenario.unknown" })
    await expect(check({ from: "gone" })).rejects.toMatchObject({ code: "adapter.unknown" })
  })
})

test("the check counts what repeats", async () => {
  const items = await studio.workspace.items()
  const twice = items.map(item => ({ ...item, image: item.id === "i1" ? items[0]!.image : item.image }))
  const spy = vi.spyOn(studio.workspace, "items").mockResolvedValue(twice)
  onTestFinished(() => spy.mockRestore())
  expect(await checkTraining(studio, settingsOf())).toMatchObject({ duplicateImages: 2, duplicateTexts: 0 })
})

describe("encodings", () => {
  test("are computed once, by content, and again where a cached file was cut", async () => {
    const shop = await anotherShop(copy => rm(join(copy, "cache"), { recursive: true }))
    const encode = vi.spyOn(shop.pipeline, "encodeText")
    const first = await new Encodings(shop, "crop").states("a poster")
    expect(await new Encodings(shop, "crop").states("a poster")).toEqual(first)
    expect(encode).toHaveBeenCalledTimes(1)
    const [file] = await filesIn(shop, /^states/)
    await truncate(file!, 100)
    expect(await new Encodings(shop, "crop").states("a poster")).toEqual(first)
    expect(encode).toHaveBeenCalledTimes(2)
  })

  test("of a picture that isn't square depend on how it becomes so", async () => {
    const { image } = await studio.workspace.findItem("i2")
    const [crop, whole] = [new Encodings(studio, "crop"), new Encodings(studio, "keep-whole")]
    const [cropped, shown] = [await crop.latents(image), await whole.latents(image)]
    expect(cropped.shape).toEqual(shown.shape)
    expect(cropped.data).not.toEqual(shown.data)
  })
})

async function filesIn({ workspace, pack }: Studio, pattern: RegExp): Promise<string[]> {
  const folder = join(workspace.cacheDir, "training", pack.hash.slice(0, 16))
  return (await readdir(folder)).filter(name => pattern.test(name)).map(name => join(folder, name))
}
