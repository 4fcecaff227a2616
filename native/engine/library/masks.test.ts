/** Masks as the page uses them: through the router of an engine on the tiny pack. */
import sharp from "sharp"
import { expect, onTestFinished, test, vi } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { Pipeline } from "../../models/pipeline.ts"
import { openFilledLibrary } from "./fixtures.ts"

const code = (expected: string) => expect.objectContaining({ code: expected })

/** A PNG of which the left half is kept. */
async function half(side: number): Promise<File> {
  const white = { create: { width: side / 2, height: side, channels: 3 as const, background: "#fff" } }
  const png = await sharp({ create: { width: side, height: side, channels: 3, background: "#000" } })
    .composite([{ input: white, left: 0, top: 0 }])
    .png()
    .toBuffer()
  return new File([new Uint8Array(png)], "mask.png", { type: "image/png" })
}

test("a mask is saved, listed, shown, deleted and brought back; others hear of it", async () => {
  const { api, engine } = await openFilledLibrary(3)
  const [item] = (await api.items.list({ limit: 1 })).items
  const { mask, notes } = await api.masks.save({
    item: item!.id,
    name: "logo",
    file: await half(item!.width),
  })
  expect(notes).toEqual([])
  expect(mask).toMatchObject({ name: "logo", share: 0.5, stale: false })
  expect(await api.masks.list({ item: item!.id })).toEqual([mask])
  const picture = await engine.images("mask", mask.hash)
  expect((await sharp(picture!.bytes).metadata()).width).toBe(item!.width)
  expect(await api.masks.remove({ item: item!.id, name: "logo" })).toEqual(mask)
  await expect(api.masks.remove({ item: item!.id, name: "logo" })).rejects.toEqual(code("mask.unknown"))
  expect(await api.masks.restore(mask)).toEqual(mask)
  const lost = { ...mask, hash: "0".repeat(64) }
  await expect(api.masks.restore(lost)).rejects.toEqual(code("mask.file_gone"))
  await expect(
    api.masks.save({ item: item!.id, name: "a,b", file: await half(item!.width) }),
  ).rejects.toEqual(code("BAD_REQUEST"))
})

test("without a foreground network no subject is found, and the job says why", async () => {
  const { api, over } = await openFilledLibrary(3)
  const [item] = (await api.items.list({ limit: 1 })).items
  await expect(api.masks.subject({ item: item!.id })).rejects.toEqual(code("mask.no_foreground"))
  const job = await over((await api.masks.makeSubjects({ items: [item!.id], name: "subject" })).id)
  expect(job).toMatchObject({ state: "failed", problem: { code: "mask.no_foreground" } })
})

test("a job makes the masks of many subjects, names the doubtful ones, and goes on where one can't be made", async () => {
  const { api, over } = await openFilledLibrary(3)
  const spy = vi.spyOn(Pipeline.prototype, "opacity").mockImplementation(async ({ width, height }) => {
    const at = spy.mock.calls.length
    const data = new Uint8Array(width * height * 3)
    // The first picture has a subject, the second none, the third one in two pieces.
    if (at !== 2) data.fill(255, 0, Math.round(width * height * 0.3) * 3)
    if (at === 3) data.fill(255, width * (height - 2) * 3)
    return { width, height, channels: 3, data }
  })
  onTestFinished(() => spy.mockRestore())
  const items = ["m0", "m1", "m2", "gone"]
  const { id } = await over((await api.masks.makeSubjects({ items, name: "subject" })).id)
  const { report } = await api.jobs.report({ id })
  expect(report).toEqual({
    name: "subject",
    made: 2,
    doubtful: [{ item: "m2", doubts: [note("mask.pieces", { count: 2 })] }],
    failed: [
      { item: "m1", reason: expect.objectContaining({ code: "mask.empty" }) },
      { item: "gone", reason: expect.objectContaining({ code: "catalog.unknown_item" }) },
    ],
  })
  expect((await api.jobs.list()).find(job => job.id === id)?.figures).toEqual({
    made: 2,
    doubtful: 1,
    failed: 2,
  })
  expect((await api.masks.list({ item: "m0" })).map(({ name }) => name)).toEqual(["subject"])
  const { picture } = await api.masks.subject({ item: "m0" })
  expect(picture).toMatch(/^data:image\/png;base64,/)
})
