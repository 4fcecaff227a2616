/** `iamg upscalers`, and images that they enlarge, on a small catalog and a pack of random weights. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { readRecipe } from "../exporting/read-recipe.ts"
import { fixture } from "../models/fixtures.ts"
import { iamg, model, writeCatalog } from "./fixtures.ts"

let folder: string
let workspace: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-upscalers-"))
  workspace = join(folder, "workspace")
  await writeCatalog(join(folder, "catalog"))
  expect((await iamg("import", join(folder, "catalog"), "-w", workspace, ...model)).code).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const upscalers = (...args: string[]) =>
  iamg("upscalers", args[0]!, "-w", workspace, ...args.slice(1), "--json")
const compact = fixture("upscalers/compact-4x.safetensors")
const drawing = ["--history", "4", "--size", "64x64", "--steps", "1", "--lambda2", "0"]

/** A command with the workspace and the pack. */
const on = (command: string, args: string[], more: string[]) =>
  iamg(command, "-w", workspace, ...model, ...args, ...more, "--json")

const one = ["--item", "item-1", "--persona", "shopper-secret-1", "--count", "1"]
const personalize = (out: string, ...more: string[]) =>
  on("personalize", [...one, ...drawing, "--out", join(folder, out)], more)

const sizeOf = async (file: string) => {
  const { width, height } = await sharp(file).metadata()
  return [width, height]
}

test("an upscaler is added once it is known to be one, under a name that is free, and listed", async () => {
  expect((await upscalers("add", compact, "--name", "sharp")).json()).toMatchObject({
    name: "sharp",
    scale: 4,
  })
  expect((await upscalers("list")).json()).toMatchObject([{ name: "sharp", kind: "srvgg" }])
  expect((await upscalers("add", compact, "--name", "sharp")).json().error.code).toBe("upscaler.taken")
  expect((await upscalers("add", compact, "--name", "pack")).json().error.code).toBe("upscaler.bad_name")
  const broken = join(folder, "broken.safetensors")
  await writeFile(broken, "no weights")
  expect((await upscalers("add", broken)).json().error.code).toBe("weights.unreadable")
  expect((await upscalers("list")).json()).toHaveLength(1)
})

test("an image is saved larger, and its recipe says by what and of which size", async () => {
  const half = (await personalize("half", "--upscaler", "sharp", "--times", "2")).json()
  expect(await sizeOf(half.images[0].file)).toEqual([128, 128])
  const inside = await readRecipe(half.images[0].file)
  expect(inside.upscaler).toMatchObject({ name: "sharp", times: 2 })
  expect([inside.made.width, inside.made.height]).toEqual([64, 64])
  expect(half.recipe.upscaler).toBeUndefined()
})

test("without such an upscaler nothing is drawn", async () => {
  expect((await personalize("no", "--upscaler", "sharper")).json().error.code).toBe("upscaler.unknown")
  expect((await personalize("no", "--upscaler", "pack")).json().error.code).toBe("pack.no_component")
  expect((await personalize("no", "--times", "2")).json().error.details.problem.code).toBe("cli.times_of")
  expect(await readdir(folder)).not.toContain("no")
})

test("sizes of a set above the drawn one are cut from the enlarged image, with those below as drawn", async () => {
  const of = ["--items", "item-1", "--personas", "shopper-secret-1", "--with-recipe"]
  const sizes = ["--channel-size", "big=200x250", "--channel-size", "small=48x48"]
  const set = (out: string, ...more: string[]) =>
    on("export", [...of, ...drawing, ...sizes, "--out", join(folder, out)], more)
  const softened = ({ warnings }: { warnings: { code: string }[] }) => warnings.map(({ code }) => code)
  const plain = (await set("set")).json()
  expect(softened(plain.estimate)).toContain("image_set.softened")
  const enlarged = (await set("enlarged", "--upscaler", "sharp")).json()
  expect(softened(enlarged.estimate)).not.toContain("image_set.softened")
  // The picture in the history serves both.
  expect(enlarged.report).toMatchObject({ files: 2, rendered: 0, reused: 1 })
  const filesOf = async (out: string) => {
    const names = (await readdir(join(folder, out), { recursive: true })).filter(name =>
      /item-1.*png$/.test(name),
    )
    return names.toSorted().map(name => join(folder, out, name))
  }
  const [[bigPlain, smallPlain], [big, small]] = [await filesOf("set"), await filesOf("enlarged")]
  expect(await sizeOf(big!)).toEqual([200, 250])
  expect((await readRecipe(big!)).upscaler).toMatchObject({ name: "sharp", times: 4 })
  expect((await readRecipe(small!)).upscaler).toBeUndefined()
  expect(await readFile(small!)).toEqual(await readFile(smallPlain!))
  expect(await sharp(big!).raw().toBuffer()).not.toEqual(await sharp(bigPlain!).raw().toBuffer())
  expect((await set("none", "--upscaler", "sharper")).json().error.code).toBe("upscaler.unknown")
})

test("one that changed since it was added enlarges nothing; one that is removed is gone", async () => {
  const kept = join(workspace, "upscalers", "sharp", "upscaler.safetensors")
  await cp(fixture("upscalers/compact-2x.safetensors"), kept)
  expect((await personalize("no", "--upscaler", "sharp")).json().error.code).toBe("upscaler.changed")
  expect((await upscalers("remove", "sharp")).json()).toMatchObject({ name: "sharp" })
  expect((await upscalers("list")).json()).toEqual([])
})
