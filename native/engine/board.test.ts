/** Boards as a page asks for them, on the tiny pack: through the router. */
import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder, writeCatalog } from "../catalog/fixtures/catalogs.ts"
import type { BoardEvent, BoardTile } from "../contract/api/studio.ts"
import { note } from "../contract/codes/index.ts"
import { tinyScaled } from "../models/fixtures.ts"
import { openFilledLibrary, openLibraryAt } from "./library/fixtures.ts"

const quick = { steps: 4, history: 3, neighbours: 2, scheduler: "dpmpp-2m" } as const
const tileOf = (tile: number, settings: BoardTile["settings"] = {}, item = "m7"): BoardTile => ({
  tile,
  item,
  persona: "u1",
  settings: { ...quick, count: 1, ...settings },
})

async function all(events: Promise<AsyncIterable<BoardEvent>>): Promise<BoardEvent[]> {
  const seen: BoardEvent[] = []
  for await (const event of await events) seen.push(event)
  return seen
}

const code = (expected: string) => expect.objectContaining({ code: expected })

test("tiles are drawn in the order asked for, the first with guesses, and each as a preview draws it", async () => {
  const { api } = await openFilledLibrary(8)
  const tiles = [tileOf(4, { seed: 3 }), tileOf(0), tileOf(11, { lambda1: 0.5 })]
  const events = await all(api.studio.board({ tiles }))
  expect(events[0]).toMatchObject({ type: "step", tile: 4, step: 1, steps: 4 })
  const images = events.flatMap(event => (event.type === "image" ? [event] : []))
  expect(images.map(({ tile }) => tile)).toEqual([4, 0, 11])
  for (const [place, { frame }] of images.entries()) {
    const { tile: _, ...asked } = tiles[place]!
    for await (const event of await api.studio.preview(asked))
      if (event.type === "image") expect(event.frame).toBe(frame)
  }
  expect(new Set(images.map(({ frame }) => frame)).size).toBe(3)
})

test("a tile that can't be drawn says why, and the others are drawn", async () => {
  const { api } = await openFilledLibrary(8)
  const events = await all(api.studio.board({ tiles: [tileOf(0, {}, "m99"), tileOf(1)] }))
  expect(events[0]).toEqual({ type: "problem", tile: 0, problem: code("catalog.unknown_item") })
  expect(events.at(-1)).toMatchObject({ type: "image", tile: 1 })
})

test("a tile says what half precision could not hold", async () => {
  const root = await temporaryFolder()
  await writeCatalog(join(root, "catalog"), 8)
  const vae = "vae/diffusion_pytorch_model.safetensors"
  const { dir } = await tinyScaled(join(root, "wide"), vae, "decoder.conv_in.bias", 1e7)
  const { api, engine, idle } = await openLibraryAt(root, dir)
  await api.settings.set({ precision: "half" })
  await api.imports.start({ handle: engine.grantFolder(join(root, "catalog")), locale: "en" })
  await idle()
  const events = await all(api.studio.board({ tiles: [tileOf(0, { seed: 3 }), tileOf(1, { seed: 4 })] }))
  const said = events.flatMap(event => (event.type === "image" ? [event.warnings] : []))
  expect(said).toHaveLength(2)
  // It is said when the network is opened, which the first tile does.
  expect(said[0]).toContainEqual(note("runtime.wide_weights", { network: "vae_decoder" }))
})

test("a newer board of the same page ends the one before", async () => {
  const { api } = await openFilledLibrary(8)
  const older = all(api.studio.board({ tiles: [tileOf(0, { steps: 100 })] }))
  older.catch(() => undefined)
  await api.app.status()
  const newer = await all(api.studio.board({ tiles: [tileOf(0, { lambda1: 0.5 })] }))
  expect(newer.at(-1)?.type).toBe("image")
  await expect(older).rejects.toEqual(code("job.cancelled"))
})

test("a preview goes before the tiles that aren't looked at", async () => {
  const { api } = await openFilledLibrary(8)
  const seen: string[] = []
  const board = async () => {
    for await (const event of await api.studio.board({ tiles: [tileOf(0), tileOf(1, { steps: 30 })] }))
      if (event.type === "image") seen.push(`tile ${event.tile}`)
  }
  const drawn = board()
  await expect.poll(() => seen, { timeout: 30_000 }).toEqual(["tile 0"])
  const { tile: _, ...asked } = tileOf(2, { seed: 9 })
  for await (const event of await api.studio.preview(asked)) if (event.type === "image") seen.push("preview")
  await drawn
  expect(seen).toEqual(["tile 0", "preview", "tile 1"])
})

test("only one to twelve tiles of different places can be asked for", async () => {
  const { api } = await openFilledLibrary(8)
  const wrong = [
    [],
    Array.from({ length: 13 }, (_, tile) => tileOf(tile % 12)),
    [tileOf(1), tileOf(1, { seed: 2 })],
    [tileOf(12)],
  ]
  for (const tiles of wrong) await expect(api.studio.board({ tiles })).rejects.toEqual(code("BAD_REQUEST"))
})

test("a render can be asked for together with its mark", async () => {
  const { api, over } = await openFilledLibrary(8)
  const { tile: _, ...asked } = tileOf(0)
  const job = await api.studio.render({ ...asked, mark: { starred: true, verdict: "approved" } })
  expect(await over(job.id)).toMatchObject({ state: "done" })
  expect((await api.renders.list({})).renders).toMatchObject([{ starred: true, verdict: "approved" }])
})
