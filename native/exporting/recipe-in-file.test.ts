import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import type { Recipe } from "../contract/recipe.ts"
import { readImage } from "../models/image.ts"
import { exampleImage, exampleRecipe } from "./fixtures.ts"
import { readRecipe } from "./read-recipe.ts"
import { writeImage } from "./write-image.ts"
import { buildXmp, recipeFromXmp } from "./xmp.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-exporting-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const inFolder = (name: string) => join(folder, name)

/** A 1×1 PNG that carries any packet. */
async function imageWith(name: string, packet: string): Promise<string> {
  const blank = sharp({ create: { width: 1, height: 1, channels: 3, background: "white" } })
  await writeFile(inFolder(name), await blank.withXmp(packet).png().toBuffer())
  return inFolder(name)
}

/** A packet around a property of our namespace. */
const packetWith = (description: string, before = "") =>
  `${before}<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${description}</rdf:RDF></x:xmpmeta>`
const ours = 'xmlns:q="urn:iamg-studio:recipe:1/"'

/** The example with another T*. */
function withText(text: string): Recipe {
  const { plan } = exampleRecipe
  return { ...exampleRecipe, plan: { ...plan, rewrite: { ...plan.rewrite, text } } }
}

describe("a recipe travels in its image", () => {
  test.each(["png", "jpg", "webp", "avif"])("through a .%s", async extension => {
    const file = inFolder(`image.${extension}`)
    await writeImage(file, exampleImage(), exampleRecipe, "working")
    expect(await readRecipe(file)).toEqual(exampleRecipe)
    expect((await sharp(file).metadata()).xmpAsString).toContain("digitalsourcetype/trainedAlgorithmicMedia")
  })

  test("a PNG keeps every pixel", async () => {
    const file = inFolder("pixels.png")
    await writeImage(file, exampleImage(), exampleRecipe, "working")
    expect(Buffer.from((await readImage(file)).data)).toEqual(Buffer.from(exampleImage().data))
  })

  test("a public copy keeps the AI mark and leaves the recipe out", async () => {
    const file = inFolder("public.jpg")
    await writeImage(file, exampleImage(), exampleRecipe, "public")
    await expect(readRecipe(file)).rejects.toMatchObject({ code: "recipe.none" })
    const bytes = await readFile(file, "latin1")
    expect(bytes).toContain("trainedAlgorithmicMedia")
    expect(bytes).not.toContain("poster-")
  })

  test("as an indented recipe.json, too", async () => {
    await writeFile(inFolder("recipe.json"), JSON.stringify(exampleRecipe, null, 2))
    expect(await readRecipe(inFolder("recipe.json"))).toEqual(exampleRecipe)
  })

  test("when an editor made it an attribute under another prefix", () => {
    const json = JSON.stringify(exampleRecipe).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    const attribute = json.replaceAll('"', "&quot;")
    const packet = packetWith(`<rdf:Description ${ours} q:Recipe="${attribute}"/>`)
    expect(recipeFromXmp(Buffer.from(packet), "x.png")).toEqual(exampleRecipe)
  })

  test("when its text is nothing but letters that XML must escape", () => {
    const escaped = withText("<&>".repeat(3000))
    const packet = Buffer.from(buildXmp("trainedAlgorithmicMedia", escaped))
    expect(recipeFromXmp(packet, "x.png")).toEqual(escaped)
  })

  test("the largest recipe fits every format but JPEG, one byte more is refused", async () => {
    const sized = (letters: number): Recipe => ({
      ...withText("y".repeat(letters)),
      settings: {
        ...exampleRecipe.settings,
        excludedNeighbours: Array.from({ length: 290 }, (_, i) => `${i}`.padEnd(198, "x")),
      },
    })
    const spare = 60 * 1024 - Buffer.byteLength(JSON.stringify(sized(0)))
    const largest = sized(spare)
    expect(Buffer.byteLength(JSON.stringify(largest))).toBe(60 * 1024)
    for (const extension of ["png", "webp", "avif"]) {
      const file = inFolder(`largest.${extension}`)
      await writeImage(file, exampleImage(), largest, "working")
      expect(await readRecipe(file)).toEqual(largest)
    }
    for (const [name, recipe] of [
      ["larger.png", sized(spare + 1)] as const,
      ["largest.jpg", largest] as const,
    ]) {
      const write = writeImage(inFolder(name), exampleImage(), recipe, "working")
      await expect(write).rejects.toMatchObject({ code: "recipe.too_large" })
    }
  })
})

describe("a hostile or broken file is refused", () => {
  const recipe = buildXmp("trainedAlgorithmicMedia", exampleRecipe)

  test.each([
    ["a document type", `<!DOCTYPE a [<!ENTITY b "c">]>${recipe}`],
    ["a document type in lower case", `<!doctype a>${recipe}`],
    ["an entity alone", recipe.replace("<rdf:RDF", '<!ENTITY lol "lol"><rdf:RDF')],
    ["a wrong type in the recipe", recipe.replace('"lambda1":1', '"lambda1":"1"')],
    ["λ1 out of its range", recipe.replace('"lambda1":1', '"lambda1":1e9')],
    ["a later version", recipe.replace('"version":2', '"version":3')],
    ["a field of a later version", recipe.replace('"version":2', '"version":2,"masks":[]')],
    ["cut JSON", recipe.replace('"version":2', '"version":')],
    ["XML that never closes", recipe.slice(0, recipe.indexOf("</iamg:Recipe>"))],
    ["deep nesting", packetWith(`<a ${ours}>${"<b>".repeat(5000)}${"</b>".repeat(5000)}</a>`)],
  ])("%s", async (name, packet) => {
    const file = await imageWith(`${name}.png`, packet)
    await expect(readRecipe(file)).rejects.toMatchObject({ code: "recipe.invalid", details: { file } })
  })

  test.each([
    [
      "a 1 MB recipe",
      packetWith(
        `<rdf:Description ${ours}><q:Recipe>{"a":"${"b".repeat(2 ** 20)}"}</q:Recipe></rdf:Description>`,
      ),
    ],
    [
      "a recipe just too large",
      packetWith(
        `<rdf:Description ${ours}><q:Recipe>{"a":"${"b".repeat(61_440)}"}</q:Recipe></rdf:Description>`,
      ),
    ],
  ])("%s", async (name, packet) => {
    await expect(readRecipe(await imageWith(`${name}.png`, packet))).rejects.toMatchObject({
      code: "recipe.too_large",
    })
  })

  test("an image of another program holds no recipe", async () => {
    const file = await imageWith("other.png", packetWith('<rdf:Description rdf:about=""/>'))
    await expect(readRecipe(file)).rejects.toMatchObject({ code: "recipe.none" })
  })

  test.each([
    ["text.txt", "no recipe here", "recipe.none"],
    ["drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>', "recipe.none"],
    ["cut.json", "{", "recipe.invalid"],
    ["empty.json", "{}", "recipe.invalid"],
    ["large.json", `{"a":"${"b".repeat(61_440)}"}`, "recipe.too_large"],
    ["broken.png", "\x89PNG\r\n\x1a\nnothing", "image.unreadable"],
  ])("%s", async (name, content, code) => {
    await writeFile(inFolder(name), content, "latin1")
    await expect(readRecipe(inFolder(name))).rejects.toMatchObject({ code })
  })

  test("a file that isn't there, and a folder", async () => {
    await expect(readRecipe(inFolder("nowhere.png"))).rejects.toMatchObject({ code: "image.unreadable" })
    await expect(readRecipe(folder)).rejects.toMatchObject({ code: "image.unreadable" })
  })
})

describe("writing", () => {
  test("refuses names of other formats", async () => {
    const write = writeImage(inFolder("image.gif"), exampleImage(), exampleRecipe, "working")
    await expect(write).rejects.toMatchObject({ code: "export.unknown_format" })
  })

  test("says why a file can't be written, and leaves nothing behind", async () => {
    await writeFile(inFolder("file"), "")
    const write = writeImage(join(inFolder("file"), "image.png"), exampleImage(), exampleRecipe, "working")
    await expect(write).rejects.toMatchObject({ code: "export.not_written" })
    expect((await readdir(folder)).filter(name => name.endsWith(".tmp"))).toEqual([])
  })
})
