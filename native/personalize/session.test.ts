/** What a session keeps, and when it lets go of it; the road itself is tested in personalize.test.ts. */
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import { previewSettings, type SettingsInput } from "../contract/settings.ts"
import { edges, tinyUnder } from "../models/fixtures.ts"
import { coverImage, pixelsFromImage, readImage } from "../models/image.ts"
import { openPixelStudio } from "./fixtures/asks.ts"
import { Session } from "./session.ts"
import type { Studio } from "./studio.ts"

const about = { item: "i0", persona: "shopper-41" }
const small: SettingsInput = { width: 64, height: 64, steps: 3, history: 4, neighbours: 3 }

let folder: string
let studio: Studio

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-session-"))
  studio = await openPixelStudio(folder)
  await studio.pipeline.unconditional() // made once a pipeline, by the first that draws
})
afterAll(async () => {
  await studio.close()
  await rm(folder, { recursive: true, force: true })
})

/** Counts the runs of the networks that plan and conditions need, by name. */
function countRuns() {
  const names = ["encodeText", "encodeImage", "imageTokens", "interest"] as const
  const spies = names.map(name => vi.spyOn(studio.pipeline, name))
  onTestFinished(() => {
    for (const spy of spies) spy.mockRestore()
  })
  return () => {
    const counts = spies.map((spy, n) => [names[n]!, spy.mock.calls.length] as const)
    for (const spy of spies) spy.mockClear()
    return Object.fromEntries(counts.filter(([, count]) => count > 0))
  }
}

const drawn = async (session: Session, settings: SettingsInput = {}, seed = 7) => {
  const ready = await session.conditions(await session.plan(about, { ...small, ...settings }))
  return session.draw(ready, seed)
}

test("a render after a preview of the same settings, and the preview after it, run no encoder", async () => {
  const runs = countRuns()
  const session = new Session(studio)
  await drawn(session, { ...previewSettings, steps: 2 })
  expect(runs()).toMatchObject({ encodeImage: 1, imageTokens: 2, interest: 1 })
  await drawn(session, { scheduler: "ddim", steps: 3, count: 4 }, 8)
  await drawn(session, { lambda1: 0.3, lambda2: 0.5, guidance: 2, seed: 1 })
  expect(runs()).toEqual({})
})

test("another H encodes its own T* once, and the item's picture not again", async () => {
  const runs = countRuns()
  const session = new Session(studio)
  // All seven items, so that both have the same neighbours.
  await drawn(session, { neighbours: 7 })
  runs()
  const { recipe } = await drawn(session, { tags: 1, neighbours: 7 })
  expect(recipe.plan.interests).toHaveLength(1)
  const { encodeText, ...others } = runs()
  expect(encodeText).toBe(1)
  expect(others).toEqual({ imageTokens: 1, interest: 1 })
})

test("λ2 = 0 doesn't read the neighbours", async () => {
  const runs = countRuns()
  await drawn(new Session(studio), { lambda2: 0, tags: 0 })
  expect(runs()).toEqual({ encodeText: 1, encodeImage: 1, imageTokens: 1 })
})

test("structure shows the U-Net the item's edges, read once for all strengths and seeds", async () => {
  const own = await mkdtemp(join(tmpdir(), "iamg-structure-"))
  const pack = await tinyUnder(join(own, "pack"), "tiny-structure", edges)
  const structured = await openPixelStudio(own, undefined, pack.dir)
  onTestFinished(async () => {
    await structured.close()
    await rm(own, { recursive: true, force: true })
  })
  const session = new Session(structured)
  const told = async (settings: SettingsInput) =>
    session.conditions(await session.plan(about, { ...small, ...settings }))
  const plain = await told({ structureOf: "whole" })
  expect(plain.conditions.structure).toBeUndefined()
  expect(plain.recipe.settings).toMatchObject({ structure: 0, structureOf: "subject" })
  const half = await told({ structure: 0.5, structureOf: "whole" })
  const full = await told({ structure: 1, structureOf: "whole" })
  const { structure: hint } = half.conditions
  expect(hint!.shape).toEqual([1, 3, 256, 256])
  expect(hint!.data.includes(1)).toBe(true)
  expect(full.conditions.structure).toBe(hint)
  const pictures = [plain, half, full].map(async ready => (await session.draw(ready, 7)).image.data)
  expect(new Set((await Promise.all(pictures)).map(String)).size).toBe(3)
})

test("a pack that can't read edges draws without them, with a note", async () => {
  const { recipe, warnings } = await new Session(studio).plan(about, { ...small, structure: 0.5 })
  expect(recipe.settings.structure).toBe(0)
  expect(warnings).toContainEqual({ code: "settings.no_structure", details: { pack: "tiny" } })
})

test("drawing starts from the item's picture, encoded once for all shares of it and seeds", async () => {
  const session = new Session(studio)
  const ready = async (start: number) =>
    session.conditions(await session.plan(about, { ...small, steps: 10, start }))
  const [noise, some, most] = [await ready(0), await ready(40), await ready(95)]
  expect(noise.picture.start).toBeNull()
  expect(most.picture.start).toBe(some.picture.start)
  const { pipeline, workspace } = studio
  const { item } = most.recipe.plan
  const picture = await coverImage(await readImage(workspace.imagePath(item.imageHash)), 64, 64)
  const { mean } = await pipeline.vaeEncode(pixelsFromImage(picture))
  expect(most.picture.start!.data).toEqual(mean.data.map(x => x * pipeline.scalingFactor))

  const steps: string[] = []
  const onStep = ({ step, steps: of }: { step: number; steps: number }) => void steps.push(`${step}/${of}`)
  const { image } = await session.draw(most, 7, { onStep })
  expect(steps).toEqual(["1/1"])
  const pixels = async (of: typeof some, seed: number) => String((await session.draw(of, seed)).image.data)
  const all = [String(image.data), await pixels(some, 7), await pixels(some, 8), await pixels(noise, 7)]
  expect(new Set(all).size).toBe(4)
})

test("a change of the catalog counts after the session was told to forget", async () => {
  const session = new Session(studio)
  const rewritten = async () => (await session.plan(about, small)).plan.rewrite.text
  const before = await rewritten()
  onTestFinished(() => studio.workspace.setTagMerges([]))
  await studio.workspace.setTagMerges([{ from: "number", to: "figure" }])
  expect(await rewritten()).toBe(before)
  session.forget()
  expect(await rewritten()).toBe(before.replaceAll(" number,", " figure,"))
})

test("a plan that failed is made again when it is asked for again", async () => {
  const session = new Session(studio)
  const spy = vi.spyOn(studio.workspace, "itemTags").mockResolvedValueOnce(undefined)
  onTestFinished(() => spy.mockRestore())
  await expect(session.plan(about, small)).rejects.toMatchObject({ code: "item.untagged" })
  expect((await session.plan(about, small)).recipe.plan.interests.length).toBeGreaterThan(0)
})

test("the plan holds the history with the tags that it counted", async () => {
  const { subject, tagged } = await new Session(studio).plan(about, small)
  expect(subject.history.map(({ id }) => id)).toEqual(["i1", "i2", "i3", "i4"])
  expect(tagged).toEqual([
    { id: "i1", tags: ["odd", "number"] },
    { id: "i2", tags: ["even", "number"] },
    { id: "i3", tags: ["odd", "number"] },
    { id: "i4", tags: ["even", "number"] },
  ])
})

test("without the rewrite, T alone is read and retrieved by; who is asked about stays the same", async () => {
  const session = new Session(studio)
  const whole = await session.plan(about, small)
  const plain = await session.plan(about, small, { without: "rewrite" })
  expect(plain.plan.rewrite.text).toBe("Title 0. about number 0")
  expect(plain.plan.interests).toEqual(whole.plan.interests)
  expect(plain.plan.textNeighbours).not.toEqual(whole.plan.textNeighbours)
})

test("a session that has ended stops drawing before the next step, and begins nothing more", async () => {
  const session = new Session(studio)
  const ready = await session.conditions(await session.plan(about, small))
  const steps: number[] = []
  const onStep = ({ step }: { step: number }) => {
    steps.push(step)
    session.end()
  }
  await expect(session.draw(ready, 7, { onStep })).rejects.toMatchObject({ code: "job.cancelled" })
  expect(steps).toEqual([1])
  await expect(session.plan(about, small)).rejects.toMatchObject({ code: "job.cancelled" })
})
