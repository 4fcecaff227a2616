/** A product on transparency: its own opacity is its foreground, and a persona's background goes right up to it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { importCatalog } from "../catalog/import/import.ts"
import { MaskStore } from "../catalog/mask-store.ts"
import type { SettingsInput } from "../contract/settings.ts"
import type { RawImage } from "../models/image.ts"
import { openPixelStudio } from "./fixtures/asks.ts"
import { wholeOf } from "./place.ts"
import { prepareItems } from "./prepare.ts"
import { coverAt, laidOver } from "./protect.ts"
import { replay } from "./replay.ts"
import { Session } from "./session.ts"
import type { Studio } from "./studio.ts"
import { keepSubjectMask } from "./subject-mask.ts"

let folder: string
let studio: Studio

/** i0 is a black disc with a soft edge, i1 a white one. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-cut-out-"))
  studio = await openPixelStudio(folder)
  for (const [name, fill] of [
    ["0", "#000"],
    ["1", "#fff"],
  ]) {
    const svg = `<svg width="120" height="120"><circle cx="60" cy="60" r="40" fill="${fill}"/></svg>`
    await writeFile(join(folder, "catalog", `${name}.png`), await sharp(Buffer.from(svg)).png().toBuffer())
  }
  const scenario = { scenario: "movie-poster", scenarios: ["movie-poster"] }
  await importCatalog(studio.workspace, join(folder, "catalog"), scenario)
  for (const id of ["i0", "i1"])
    await studio.workspace.setItemTags(id, { image: ["disc"], text: [], own: [], tagger: "test/1" })
  await prepareItems(studio)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})

const small: SettingsInput = {
  width: 64,
  height: 64,
  steps: 3,
  history: 4,
  neighbours: 3,
  protect: ["subject"],
}
const flat = (side: number, value: number): RawImage => ({
  width: side,
  height: side,
  channels: 3,
  data: new Uint8Array(side * side * 3).fill(value),
})

const plan = (item: string, settings: SettingsInput = {}) =>
  new Session(studio).plan({ item, persona: "shopper-41" }, { ...small, ...settings })

test("its opacity is the foreground, no network's guess; the recipe names it", async () => {
  const foreground = vi.spyOn(studio.pipeline, "foreground")
  const session = new Session(studio)
  const planned = await session.plan({ item: "i0", persona: "shopper-41" }, small)
  await session.conditions(planned)
  expect(foreground).not.toHaveBeenCalled()
  foreground.mockRestore()
  const item = await studio.workspace.findItem("i0")
  const [mask] = new MaskStore(studio.workspace).of(item)
  expect(planned.recipe.plan.preprocessing).toEqual({
    resize: "keep-whole",
    foreground: "own",
    opacity: mask!.hash,
  })
  expect((await plan("i2", { protect: [] })).recipe.plan.preprocessing.foreground).not.toBe("own")
})

test.each([
  ["i0", 64, 200],
  ["i0", 256, 200],
  ["i0", 1080, 200],
  ["i1", 256, 30],
  ["i1", 1080, 30],
])(
  "%s at %i pixels: what is opaque is the original, what is clear is drawn, and no ground shines between",
  async (id, side, drawn) => {
    const { recipe } = await plan(id)
    const image = laidOver(
      flat(side, drawn),
      await coverAt(studio.workspace, recipe, wholeOf({ width: side, height: side })),
    )
    const product = id === "i0" ? 0 : 255
    const [least, most] = [Math.min(product, drawn) - 2, Math.max(product, drawn) + 2]
    const middle = side / 2
    // As far as resampling reaches beside the edge.
    const near = Math.max(0.03, 4 / side)
    for (let at = 0; at < side * side; at++) {
      const value = image.data[at * 3]!
      // The disc's radius is a third of the side; the grey or white ground is in no range.
      const distance = Math.hypot((at % side) + 0.5 - middle, Math.floor(at / side) + 0.5 - middle) / side
      const [from, to] =
        distance < 1 / 3 - near
          ? [product, product]
          : distance > 1 / 3 + near
            ? [drawn, drawn]
            : [least, most]
      if (value < from || value > to) throw new Error(`${value} at ${distance}`)
    }
  },
)

test("drawn by a session, the product is the file's and its recipe draws it again; latents at its rim aren't kept", async () => {
  const session = new Session(studio)
  const ready = await session.conditions(await plan("i0"))
  const { image, recipe } = await session.draw(ready, 7)
  const at = (x: number, y: number) => image.data[(y * 64 + x) * 3]
  expect([at(32, 32), at(32, 14), at(48, 32)]).toEqual([0, 0, 0])
  const cells = ready.picture.kept!.cells
  const across = Math.sqrt(cells.length)
  const side = 64 / across
  for (let cell = 0; cell < cells.length; cell++) {
    const corners = [0, 1].flatMap(right =>
      [0, 1].map(down => [(cell % across) + right, Math.floor(cell / across) + down]),
    )
    const distances = corners.map(([x, y]) => Math.hypot(x! * side - 32, y! * side - 32))
    if (Math.max(...distances) < 64 / 3 - 1) expect(cells[cell]).toBe(1)
    if (Math.min(...distances) > 64 / 3 - side / 2) expect(cells[cell]).toBe(0)
  }
  expect((await replay(session, recipe)).image).toEqual(image)
})

test("asked for its subject, a cut-out gives its own opacity again, and no network's guess", async () => {
  const guess = vi.spyOn(studio.pipeline, "opacity")
  const item = await studio.workspace.findItem("i1")
  const [own] = new MaskStore(studio.workspace).of(item)
  const { mask, doubts } = await keepSubjectMask(studio, item, "again")
  expect([mask.hash, doubts]).toEqual([own!.hash, []])
  expect(guess).not.toHaveBeenCalled()
  guess.mockRestore()
})

test("the opacity's file being gone is said", async () => {
  const { recipe } = await plan("i0")
  const { preprocessing } = recipe.plan
  const lost = {
    ...recipe,
    plan: { ...recipe.plan, preprocessing: { ...preprocessing, opacity: "0".repeat(64) } },
  }
  await expect(new Session(studio).conditions({ studio, recipe: lost })).rejects.toMatchObject({
    code: "mask.file_gone",
    details: { item: "i0" },
  })
})
