import { mkdir, rm, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { createRouterClient } from "@orpc/server"
import { expect, test } from "vitest"
import { temporaryFolder } from "../../catalog/fixtures/catalogs.ts"
import { os } from "../context.ts"
import { createHandles, foldersRouter } from "./folders.ts"

/** `root` with a folder, a file and a hidden file in it, and a secret beside it. */
async function openPicker() {
  const top = await temporaryFolder()
  const root = join(top, "root")
  await mkdir(join(root, "posters 10"), { recursive: true })
  await mkdir(join(root, "posters 2"))
  await mkdir(join(top, "root-secret"))
  await writeFile(join(root, "items.csv"), "id")
  await writeFile(join(root, ".hidden"), "")
  await writeFile(join(top, "root-secret/key"), "secret")
  const handles = createHandles()
  const connection = { id: "test", signal: new AbortController().signal }
  const router = os.folders.router(foldersRouter(handles, root))
  return { top, root, handles, folders: createRouterClient(router, { context: { connection } }) }
}

test("folders come first, by name as people count, without hidden files, and lead on by handle", async () => {
  const { folders } = await openPicker()
  const root = await folders.open({})
  expect(root.entries.map(({ name, kind, bytes }) => [name, kind, bytes])).toEqual([
    ["posters 2", "folder", null],
    ["posters 10", "folder", null],
    ["items.csv", "file", 2],
  ])
  expect(root.trail.map(({ name }) => name)).toEqual(["root"])
  const inner = await folders.open({ handle: root.entries[0]!.handle })
  expect(inner.trail.map(({ name }) => name)).toEqual(["root", "posters 2"])
  expect(inner.trail[0]!.handle).toBe(root.handle)
})

test("links that leave the root aren't listed, and links inside it are", async () => {
  const { top, root, folders } = await openPicker()
  await symlink(join(top, "root-secret"), join(root, "way out"))
  await symlink(join(top, "root-secret/key"), join(root, "key"))
  await symlink(join(root, "posters 2"), join(root, "shortcut"))
  await symlink(join(root, "nowhere"), join(root, "broken"))
  const names = (await folders.open({})).entries.map(({ name }) => name)
  expect(names).toEqual(["posters 2", "posters 10", "shortcut", "items.csv"])
})

test("a folder that becomes a link out of the root is refused, also to make a folder in", async () => {
  const { top, root, folders } = await openPicker()
  const { handle } = (await folders.open({})).entries[0]!
  await rm(join(root, "posters 2"), { recursive: true })
  await symlink(join(top, "root-secret"), join(root, "posters 2"))
  await expect(folders.open({ handle })).rejects.toMatchObject({ code: "folders.outside" })
  await expect(folders.create({ parent: handle, name: "new" })).rejects.toMatchObject({
    code: "folders.outside",
  })
})

test("a folder outside whose name begins like the root's is outside", async () => {
  const { top, handles, folders } = await openPicker()
  await expect(folders.open({ handle: handles.grant(join(top, "root-secret")) })).rejects.toMatchObject({
    code: "folders.outside",
  })
})

test("a path instead of a handle, and a folder or root that is gone, are refused by their codes", async () => {
  const { top, root, folders } = await openPicker()
  await expect(folders.open({ handle: top })).rejects.toMatchObject({ code: "folders.unknown_handle" })
  const [first, , file] = (await folders.open({})).entries
  await rm(join(root, "posters 2"), { recursive: true })
  await expect(folders.open({ handle: first!.handle })).rejects.toMatchObject({ code: "folders.unreadable" })
  await expect(folders.open({ handle: file!.handle })).rejects.toMatchObject({ code: "folders.unreadable" })
  await rm(root, { recursive: true })
  await expect(folders.open({})).rejects.toMatchObject({ code: "folders.unreadable" })
})

test("a made folder is opened; names that are paths, hidden or taken are refused", async () => {
  const { folders } = await openPicker()
  const parent = (await folders.open({})).handle
  expect(await folders.create({ parent, name: "Autumn sets" })).toMatchObject({
    name: "Autumn sets",
    entries: [],
  })
  for (const name of ["../up", "a/b", "a\\b", "..", ".hidden", "ends.", "nul\u0000"])
    await expect(folders.create({ parent, name }), name).rejects.toMatchObject({ code: "folders.bad_name" })
  await expect(folders.create({ parent, name: "Autumn sets" })).rejects.toMatchObject({
    code: "folders.exists",
  })
})

test("a folder of very many entries is listed in part, and marked as such", async () => {
  const { root, folders } = await openPicker()
  const names = Array.from({ length: 1001 }, (_, index) => `item-${index}`)
  await Promise.all(names.map(name => writeFile(join(root, "posters 2", name), "")))
  const { entries } = await folders.open({})
  const found = await folders.open({ handle: entries[0]!.handle })
  expect(found.more).toBe(true)
  expect(found.entries).toHaveLength(1000)
})
