import { mkdir, symlink, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { expect, test } from "vitest"
import { temporaryFolder } from "../fixtures/catalogs.ts"
import { ImageFolder } from "./files.ts"

async function folderOf(...files: string[]): Promise<{ dir: string; folder: ImageFolder }> {
  const dir = await temporaryFolder()
  for (const file of files) {
    await mkdir(join(dir, file, ".."), { recursive: true })
    await writeFile(join(dir, file), "")
  }
  return { dir, folder: await ImageFolder.open(dir) }
}

test.each([
  ["as it is", "images/a.png", "images/a.png"],
  ["in a folder of images", "images/a.png", "a.png"],
  ["letters with accents put together", "images/cafe\u0301.png", "images/caf\u00e9.png"],
  ["letters with accents taken apart", "caf\u00e9.png", "cafe\u0301.png"],
  ["a folder with accents taken apart", "Caf\u0065\u0301/a.png", "Caf\u00e9/a.png"],
  ["a byte-order mark before it", "images/a.png", "\uFEFFa.png"],
  ["the mark that Windows copies before a path", "images/a.png", "\u202Aimages\\a.png"],
  ["a mark in the file's own name", "\uFEFFa.png", "a.png"],
  ["a letter that joins, as Persian has", "\u0645\u06cc\u200c\u062e.png", "\u0645\u06cc\u062e.png"],
  ["an address's %20 of its own", "red%20shirt.png", "red%20shirt.png"],
  ["an address's %20 where the row has a space", "red%20shirt.png", "red shirt.png"],
  ["in other case", "Images/Pan.PNG", "images/pan.png"],
  ["spaces as in an address", "red shirt.png", "red%20shirt.png"],
  ["a version after it", "a.png", "a.png?v=1"],
  ["both", "红 色.png", "%E7%BA%A2%20%E8%89%B2.png?v=1&w=2#x"],
  ["backslashes", "sub/c.png", ".\\sub\\c.png"],
  ["a colon", "shirt: blue.png", "shirt: blue.png"],
  ["a percent sign of its own", "50% off.png", "50% off.png"],
  ["a question mark of its own", "what?.png", "what?.png"],
  ["a comma of its own", "a, b.png", "a, b.png"],
  ["what looks like a token of a file name", "{n}-{size}.png", "{n}-{size}.png"],
  ["the root of a site", "media/a.png", "/media/a.png"],
  ["way around", "sub/c.png", "images/../sub/./c.png"],
])("a picture is found by its name: %s", async (_how, file, name) => {
  const { dir, folder } = await folderOf(file)
  expect(await folder.named(name)).toBe(join(dir, file))
})

test("an absolute path into the folder is one", async () => {
  const { dir, folder } = await folderOf("images/a.png")
  expect(await folder.named(join(dir, "images/a.png"))).toBe(join(dir, "images/a.png"))
})

test("a name in the right case comes first, and one that fits two files is refused", async () => {
  const { dir, folder } = await folderOf("a.png", "A.png")
  expect(await folder.named("A.png")).toBe(join(dir, "A.png"))
  await expect(folder.named("a.PNG")).rejects.toMatchObject({
    code: "catalog.image_unclear",
    details: { image: "a.PNG", found: expect.arrayContaining(["a.png", "A.png"]) },
  })
})

test("of two names that read alike, each means its own file", async () => {
  const { dir, folder } = await folderOf("a b.png", "a%20b.png", "\uFEFFa b.png")
  for (const name of ["a b.png", "a%20b.png", "\uFEFFa b.png"])
    expect(await folder.named(name)).toBe(join(dir, name))
  await expect(folder.named("A b.png")).rejects.toMatchObject({ code: "catalog.image_unclear" })
})

test("nothing outside the folder is found or named, by links neither", async () => {
  const outside = await folderOf("secret.png")
  const { dir, folder } = await folderOf("a.png")
  await symlink(outside.dir, join(dir, "images"))
  for (const name of [
    "../secret.png",
    join(outside.dir, "secret.png"),
    "..%2Fsecret.png",
    "images/../../x.png",
  ])
    await expect(folder.named(name), name).rejects.toMatchObject({
      code: "catalog.image_outside",
      details: { near: [] },
    })
  await expect(folder.named("images/secret.png")).rejects.toMatchObject({ details: { near: [] } })
  await expect(folder.ofItem("secret", undefined)).rejects.toMatchObject({ code: "catalog.no_image" })
  for (const name of [".", "", "/"])
    await expect(folder.named(name)).rejects.toMatchObject({ code: "catalog.image_outside" })
})

test("files of a similar name are offered", async () => {
  const { folder } = await folderOf("images/red-shirt.png", "images/blue-shirt.png", "images/note.txt")
  await expect(folder.named("red_shirt.png")).rejects.toMatchObject({
    code: "catalog.image_missing",
    details: { image: "red_shirt.png", near: ["red-shirt.png"] },
  })
  await expect(folder.named("C:\\shop\\red-shirt.png")).rejects.toMatchObject({
    code: "catalog.image_outside",
    details: { near: ["red-shirt.png"] },
  })
  await expect(folder.named("https://example.org/red-shirt.png?v=2")).rejects.toMatchObject({
    code: "catalog.image_url",
    details: { near: ["red-shirt.png"] },
  })
  await expect(folder.named("pan.png")).rejects.toMatchObject({ details: { near: [] } })
})

test("a file named by the id is taken where the row names none or an address", async () => {
  const { dir, folder } = await folderOf("images/00123.png", "images/7.png", "Cafe\u0301.jpg", "a b%20c.png")
  expect(await folder.ofItem("7", undefined)).toBe(join(dir, "images/7.png"))
  expect(await folder.ofItem("7", "https://cdn.example.org/x/7-large.jpg")).toBe(join(dir, "images/7.png"))
  expect(await folder.ofItem("caf\u00e9", undefined)).toBe(join(dir, "Cafe\u0301.jpg"))
  expect(await folder.ofItem("a b c", undefined)).toBe(join(dir, "a b%20c.png"))
  await expect(folder.ofItem("7", "gone.png")).rejects.toMatchObject({ code: "catalog.image_missing" })
  await expect(folder.ofItem("123", undefined)).rejects.toMatchObject({
    code: "catalog.no_image",
    details: { id: "123", near: ["00123.png"] },
  })
})
