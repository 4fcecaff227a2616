/** Transparent PNGs as they are imported: the opacity of a product becomes a mask of its item. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterEach, beforeEach, expect, test } from "vitest"
import type { Locale } from "../words/locale.ts"
import { cutOutOf } from "./cut-outs.ts"
import { importCatalog } from "./import/import.ts"
import { MaskStore } from "./mask-store.ts"
import { checkWorkspace } from "./repair/repair-workspace.ts"
import { createWorkspace, type Workspace } from "./workspace.ts"

let folder: string
let workspace: Workspace

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-cut-outs-"))
  await mkdir(join(folder, "catalog"))
  workspace = await createWorkspace(join(folder, "workspace"))
})
afterEach(async () => {
  await workspace.close()
  await rm(folder, { recursive: true, force: true })
})

/** A disc of 60 pixels in 100 × 80, on transparency, with a soft edge. */
const disc = (fill: string, radius = 30) =>
  sharp(
    Buffer.from(`<svg width="100" height="80"><circle cx="50" cy="40" r="${radius}" fill="${fill}"/></svg>`),
  )
    .png()
    .toBuffer()

/** All but the corners of 100 × 100 pixels. */
const icon = () =>
  sharp(
    Buffer.from(`<svg width="100" height="100"><rect width="100" height="100" rx="12" fill="#246"/></svg>`),
  )
    .png()
    .toBuffer()

async function importAll(pictures: Record<string, Buffer>, locale: Locale = "en") {
  const rows = ["id,title,description,image"]
  for (const [name, bytes] of Object.entries(pictures)) {
    await writeFile(join(folder, "catalog", `${name}.png`), bytes)
    rows.push(`${name},${name},about ${name},${name}.png`)
  }
  await writeFile(join(folder, "catalog", "items.csv"), rows.join("\n"))
  const scenario = { scenario: "product", scenarios: ["product"] }
  await importCatalog(workspace, join(folder, "catalog"), { ...scenario, locale })
}

async function masksOf(id: string) {
  return new MaskStore(workspace).of(await workspace.findItem(id))
}

test("a product on transparency comes with its mask, a white one too; opaque pictures and round corners don't", async () => {
  const opaque = await sharp(await disc("#c33"))
    .flatten({ background: "#eee" })
    .png()
    .toBuffer()
  await importAll({ red: await disc("#c33"), white: await disc("#fff"), opaque, icon: await icon() })
  const area = (Math.PI * 30 ** 2) / 8000
  for (const id of ["red", "white"]) {
    const [mask, ...others] = await masksOf(id)
    expect(others).toEqual([])
    expect(mask).toMatchObject({ name: "subject", width: 100, height: 80, stale: false })
    expect(Math.abs(mask!.share - area)).toBeLessThan(0.01)
    const file = await sharp(workspace.maskPath(mask!.hash)).raw().toBuffer()
    expect([file[0], file[40 * 100 + 50]]).toEqual([0, 255])
    expect(cutOutOf(workspace, (await workspace.findItem(id)).image)).toBe(mask!.hash)
  }
  expect(await masksOf("opaque")).toEqual([])
  expect(await masksOf("icon")).toEqual([])
})

test("its name is that of the studio's own button, in the user's language", async () => {
  await importAll({ red: await disc("#c33") }, "zh-Hans")
  expect((await masksOf("red")).map(({ name }) => name)).toEqual(["主体"])
})

test("a mask that the user deleted or drew anew stays so when the catalog is imported again; another picture brings its own", async () => {
  await importAll({ red: await disc("#c33"), blue: await disc("#33c") })
  const store = new MaskStore(workspace)
  store.remove(await workspace.findItem("red"), "subject")
  const data = new Uint8Array(8000)
  data.fill(255, 0, 800)
  await store.save(await workspace.findItem("blue"), "subject", { width: 100, height: 80, data })
  await importAll({ red: await disc("#c33"), blue: await disc("#33c") })
  expect(await masksOf("red")).toEqual([])
  expect((await masksOf("blue"))[0]!.share).toBeCloseTo(0.1, 6)
  await importAll({ red: await disc("#3c3", 20), blue: await disc("#33c", 20) })
  for (const id of ["red", "blue"]) {
    const [mask] = await masksOf(id)
    expect(mask).toMatchObject({ name: "subject", stale: false })
    expect(mask!.share).toBeLessThan(0.2)
  }
})

test("a picture that was imported before programs knew cut-outs gets its mask at the next import", async () => {
  await importAll({ red: await disc("#c33") })
  workspace.state.write(state =>
    state.exec("DELETE FROM masks; DELETE FROM cut_outs; DELETE FROM cut_out_masks"),
  )
  await importAll({ red: await disc("#c33") })
  expect((await masksOf("red")).map(({ name }) => name)).toEqual(["subject"])
})

test("a file of a cut-out that is lost is missed, though its mask was deleted", async () => {
  await importAll({ red: await disc("#c33") })
  const item = await workspace.findItem("red")
  const { hash } = new MaskStore(workspace).remove(item, "subject")
  expect((await readFile(workspace.maskPath(hash))).length).toBeGreaterThan(0)
  await rm(workspace.maskPath(hash))
  const { problems } = await checkWorkspace(workspace.dir)
  expect(problems).toContainEqual({ code: "repair.masks_missing", details: { count: 1, items: ["red"] } })
})
