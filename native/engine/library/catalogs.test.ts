import { readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { openFilledLibrary } from "./fixtures.ts"

const code = (expected: string) => expect.objectContaining({ code: expected })

test("what is put away leaves lists, pool and counts, its renders and pictures stay, and all comes back", async () => {
  const { api, engine, idle } = await openFilledLibrary(8)
  const ids = async (away: "none" | "archived" | "removed") =>
    (await api.items.list({ away })).items.map(({ id }) => id)
  const done = await api.catalogs.putAway({ kind: "archived", items: ["m1", "m2"], personas: ["u1"] })
  expect(done).toEqual({ items: ["m1", "m2"], personas: ["u1"], deleted: [] })
  await idle()
  expect(await ids("none")).toEqual(["m0", "m3", "m4", "m5", "m6", "m7"])
  expect(await ids("archived")).toEqual(["m1", "m2"])
  expect(await api.app.status()).toMatchObject({
    workspace: { items: 6, personas: 0 },
    model: { prepared: 6 },
  })
  expect((await api.items.get({ id: "m1" })).away).toBe("archived")
  expect(await engine.images("item", "m1")).not.toBeNull()
  expect((await api.personas.list({ away: "archived" })).total).toBe(1)
  expect(await api.personas.get({ id: "u1" })).toMatchObject({ away: "archived", shopper: true })

  expect(await api.catalogs.bringBack(done)).toEqual(done)
  await idle()
  expect(await ids("none")).toHaveLength(8)
  expect(await api.app.status()).toMatchObject({
    workspace: { items: 8, personas: 1 },
    model: { prepared: 8 },
  })
  await expect(api.catalogs.putAway({ kind: "removed", items: ["m99"] })).rejects.toEqual(
    code("catalog.unknown_item"),
  )
})

test("an import tells what its folder no longer has, and the whole folder is put away and brought back", async () => {
  const { api, engine, root, over, idle } = await openFilledLibrary(4)
  const dir = join(root, "catalog")
  const file = join(dir, "items.csv")
  await writeFile(file, (await readFile(file, "utf8")).replace(/^m3,.*\n/m, ""))
  await over(
    (await api.imports.start({ handle: engine.grantFolder(dir), archiveGone: true, locale: "en" })).id,
  )
  await idle()
  const [catalog] = await api.catalogs.list()
  expect(catalog).toMatchObject({ items: 4, archived: 1, gone: 0 })
  const done = await api.catalogs.putAway({ kind: "removed", catalogs: [String(catalog!.id)] })
  expect(done.items).toEqual(["m0", "m1", "m2", "m3"])
  expect((await api.items.list({})).total).toBe(0)
  await api.catalogs.bringBack({ catalogs: [String(catalog!.id)] })
  expect((await api.items.list({})).total).toBe(4)
  await idle()
})

test("a shopper is erased through the persona, once no job is open", async () => {
  const { api, idle } = await openFilledLibrary(8)
  await idle()
  expect(await api.personas.erase({ id: "u1" })).toMatchObject({
    shopper: "u1",
    interactions: 8,
    personas: 1,
  })
  expect((await api.personas.list({})).total).toBe(0)
  await expect(api.personas.get({ id: "u1" })).rejects.toEqual(code("catalog.unknown_persona"))
})
