import { existsSync, statSync } from "node:fs"
import { mkdir, mkdtemp, readFile, rename, rm, symlink, unlink, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { OutputFolder } from "./output-folder.ts"

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "iamg-output-"))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const code = (expected: string) => expect.objectContaining({ code: expected })

test("files are written into folders of it, which are made", async () => {
  const folder = await OutputFolder.open(join(root, "a", "b"))
  await folder.write("c/d.txt", "one")
  await folder.append("c/d.txt", " two")
  expect(await readFile(folder.pathOf("c/d.txt"), "utf8")).toBe("one two")
  await folder.checkFiles([{ name: "c/d.txt", bytes: 7 }])
})

test("a folder that vanished is reported as gone, and isn't made again", async () => {
  const path = join(root, "out")
  const folder = await OutputFolder.open(path)
  await folder.write("a/one.txt", "one")
  await rm(path, { recursive: true })
  await expect(folder.write("a/two.txt", "two")).rejects.toEqual(code("export.folder_gone"))
  await expect(folder.append("a/one.txt", "two")).rejects.toEqual(code("export.folder_gone"))
  await expect(folder.checkFiles([])).rejects.toEqual(code("export.folder_gone"))
  await expect(OutputFolder.existing(path)).rejects.toEqual(code("export.folder_gone"))
  expect(existsSync(path)).toBe(false)
  await writeFile(path, "a file in its place")
  await expect(folder.write("two.txt", "two")).rejects.toEqual(code("export.folder_gone"))
})

test("a file that should be there already isn't begun again", async () => {
  const folder = await OutputFolder.open(join(root, "out"))
  await expect(folder.append("journal", "line")).rejects.toMatchObject({ code: "ENOENT" })
})

test("files that are missing, cut short or now folders are named", async () => {
  const folder = await OutputFolder.open(join(root, "out"))
  for (const name of ["there", "cut", "moved", "folder"]) await folder.write(name, "12345")
  await writeFile(folder.pathOf("cut"), "1")
  await rename(folder.pathOf("moved"), join(root, "moved"))
  await rm(folder.pathOf("folder"))
  await mkdir(folder.pathOf("folder"))
  const files = ["there", "cut", "moved", "folder"].map(name => ({ name, bytes: 5 }))
  await expect(folder.checkFiles(files)).rejects.toMatchObject({
    code: "export.files_gone",
    details: { names: ["cut", "moved", "folder"] },
  })
})

const otherDevice = "/dev/shm"
const hasOtherDevice = existsSync(otherDevice) && statSync(otherDevice).dev !== statSync(tmpdir()).dev

test.runIf(hasOtherDevice)("a folder in its place on another drive gets nothing", async () => {
  const elsewhere = await mkdtemp(join(otherDevice, "iamg-output-"))
  const path = join(root, "out")
  await mkdir(join(root, "real"))
  await symlink(join(root, "real"), path)
  const folder = await OutputFolder.open(path)
  await unlink(path)
  await symlink(elsewhere, path)
  try {
    await expect(folder.write("one.txt", "one")).rejects.toEqual(code("export.folder_replaced"))
    expect(existsSync(join(elsewhere, "one.txt"))).toBe(false)
  } finally {
    await rm(elsewhere, { recursive: true })
  }
})
