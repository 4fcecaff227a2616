/** The commands that draw, on a small catalog and a pack of random weights. Ctrl-C is seen in a process of its own. */
import { existsSync } from "node:fs"
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import sharp from "sharp"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { recipeSchema } from "../contract/recipe.ts"
import { readImage } from "../models/image.ts"
import { iamg, leftovers, model, spawned, writeCatalog } from "./fixtures.ts"

let folder: string
let workspace: string
const inFolder = (name: string) => join(folder, name)

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-drawing-"))
  workspace = inFolder("workspace")
  await writeCatalog(inFolder("catalog"))
  expect((await iamg("import", inFolder("catalog"), "-w", workspace, ...model)).code).toBe(0)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe("bad settings and names are refused with what would be right", () => {
  const personalize = (...args: string[]) =>
    iamg("personalize", "-w", workspace, ...model, "--out", inFolder("refused"), ...args)

  test("every setting out of range, in one sentence", async () => {
    const bad = ["--lambda1", "2.5", "--lambda2", "x", "--steps", "1.5", "--size", "100x64", "--fit", "loose"]
    const { code, stderr } = await personalize("--item", "item-1", "--persona", "shopper-secret-1", ...bad)
    expect(code).toBe(1)
    expect(stderr).toContain("--lambda1 is 2.5, but must be 0 to 2;")
    expect(stderr).toContain("--lambda2 is x, but must be 0 to 1;")
    expect(stderr).toContain("--steps is 1.5, but must be a whole number from 1 to 200;")
    expect(stderr).toContain("--fit is loose, but must be one of paper, keep-tags;")
    expect(stderr).toContain(
      "--size is 100x64, but must be WIDTHxHEIGHT, each a multiple of 64 from 64 to 2048.",
    )
  })

  test("an unknown item and an unknown persona, with near matches", async () => {
    const item = await personalize("--item", "item-11", "--persona", "shopper-secret-1")
    expect([item.code, item.stderr]).toEqual([
      1,
      expect.stringMatching(/no item "item-11".*\nDid you mean item-1,/),
    ])
    const persona = await personalize("--item", "item-1", "--persona", "shoper-secret-1", "--json")
    expect(persona.code).toBe(1)
    expect(persona.json().error).toMatchObject({
      code: "catalog.unknown_persona",
      details: { near: ["shopper-secret-1"] },
    })
  })

  test("a history that is too short says how much there is", async () => {
    const args = ["--item", "item-3", "--persona", "shopper-secret-1", "--history", "7"]
    const { code, stderr } = await personalize(...args)
    expect([code, stderr]).toEqual([1, expect.stringContaining("Use at most 6 history items (--history 6)")])
  })

  test("a recipe beside settings of one's own, and neither of both", async () => {
    const both = await personalize("--recipe", "x.png", "--image-scale", "1")
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("what --image-scale would")])
    const neither = await personalize("--item", "item-1")
    expect([neither.code, neither.stderr]).toEqual([2, expect.stringContaining("--persona, or --recipe")])
  })

  test("a sweep over values out of range", async () => {
    const { code, stderr } = await iamg(
      "sweep",
      "-w",
      workspace,
      "--item",
      "a",
      "--persona",
      "b",
      "--out",
      folder,
      "--lambda2",
      "0,1.5",
    )
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining("--lambda2 holds 1.5, but each value must be 0 to 1"),
    ])
  })

  test("nothing was written", () => {
    expect(existsSync(inFolder("refused"))).toBe(false)
  })
})

describe("personalising", () => {
  const out = () => inFolder("out")
  const small = ["--steps", "2", "--count", "2", "--seed", "40"]

  test("leaves images, a sheet and a recipe that names no shopper and no path", async () => {
    const { code, stderr, json } = await iamg(
      "personalize",
      "-w",
      workspace,
      ...model,
      "--item",
      "item-7",
      "--persona",
      "shopper-secret-1",
      ...small,
      "--lambda2",
      "0.3",
      "--out",
      out(),
      "--json",
    )
    expect([code, stderr]).toEqual([0, ""])
    const result = json()
    const recipe = recipeSchema.parse(result.recipe)
    expect(recipe).toMatchObject({
      settings: { lambda2: 0.3, steps: 2 },
      plan: { item: { id: "item-7" } },
      made: { seed: 40, device: "cpu" },
    })
    expect(recipe.plan.persona.history).toEqual(["item-6", "item-5", "item-4", "item-3", "item-2"])
    expect(result.images.map((image: { seed: number }) => image.seed)).toEqual([40, 41])
    for (const file of [
      ...result.images.map((image: { file: string }) => image.file),
      result.sheet,
      result.recipeFile,
    ]) {
      const bytes = await readFile(file, "latin1")
      expect(bytes).not.toContain("secret")
      expect(bytes).not.toContain(folder)
    }
    expect((await sharp(result.images[0].file).metadata()).width).toBe(64)
    expect(await leftovers(out())).toEqual([])
  })

  test("iamg recipe prints what an image carries, for people and for programs", async () => {
    const image = (await readdir(out())).find(name => name.endsWith("-41.png"))!
    const { json } = await iamg("recipe", join(out(), image), "--json")
    expect(recipeSchema.parse(json())).toMatchObject({ made: { seed: 41 }, plan: { item: { id: "item-7" } } })
    const { stdout } = await iamg("recipe", join(out(), image))
    expect(stdout).toContain("T*, the rewritten text\n  Lighthouse 7")
    expect(stdout).toMatch(/Seed +41/)
  })

  test("--recipe makes the same pixels again, from an image or from recipe.json", async () => {
    const image = (await readdir(out())).find(name => name.endsWith("-41.png"))!
    const again = inFolder("again")
    const replay = (file: string, ...more: string[]) =>
      iamg("personalize", "-w", workspace, ...model, "--recipe", join(out(), file), "--out", again, ...more)
    expect((await replay(image)).code).toBe(0)
    expect(await readFile(join(again, image))).toEqual(await readFile(join(out(), image)))
    await rm(again, { recursive: true })
    expect((await replay("recipe.json", "--count", "2")).code).toBe(0)
    const first = (await readImage(join(out(), image))).data
    expect(Buffer.from((await readImage(join(again, image))).data).equals(Buffer.from(first))).toBe(true)
  })

  test("a recipe of another pack, and a file without recipe, are refused", async () => {
    const recipe = JSON.parse(await readFile(join(out(), "recipe.json"), "utf8"))
    recipe.made.pack.hash = "0".repeat(64)
    await writeFile(inFolder("other.json"), JSON.stringify(recipe))
    const other = await iamg(
      "personalize",
      "-w",
      workspace,
      ...model,
      "--recipe",
      inFolder("other.json"),
      "--out",
      folder,
    )
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining('made with the pack "tiny"')])
    const none = await iamg("recipe", join(folder, "catalog", "image-1.png"), "--json")
    expect([none.code, none.json().error.code]).toEqual([1, "recipe.none"])
  })

  test("Ctrl-C ends with 130, keeps what was drawn and leaves the workspace whole", async () => {
    const interrupted = inFolder("interrupted")
    const { child, done } = spawned([
      "personalize",
      "-w",
      workspace,
      ...model,
      "--item",
      "item-8",
      "--persona",
      "shopper-secret-1",
      "--steps",
      "3",
      "--count",
      "64",
      "--out",
      interrupted,
      "--json",
    ])
    while (
      child.exitCode === null &&
      !(existsSync(interrupted) && (await readdir(interrupted)).some(name => name.endsWith("-0.png")))
    ) {
      await sleep(50)
    }
    child.kill("SIGINT")
    const { code, stderr, json } = await done
    expect([code, json().error.code]).toEqual([130, "job.cancelled"])
    expect(stderr).toContain("Stopping after the current step")
    const kept = await readdir(interrupted)
    expect(kept.length).toBeLessThan(64)
    for (const name of kept) await readImage(join(interrupted, name))
    expect((await iamg("personas", "create", "After", "-w", workspace, "--item", "item-1")).code).toBe(0)
  })
})

test("a sweep leaves an image a setting, a contact sheet and a CSV", async () => {
  const out = inFolder("sweep")
  const { code, json } = await iamg(
    "sweep",
    "-w",
    workspace,
    ...model,
    "--item",
    "item-8",
    "--persona",
    "shopper-secret-1",
    "--lambda1",
    "0.5,1",
    "--lambda2",
    "0,0.2",
    "--tags",
    "2",
    "--steps",
    "2",
    "--out",
    out,
    "--json",
  )
  expect(code).toBe(0)
  expect(
    json().cells.map((cell: { lambda1: number; lambda2: number; tags: number }) => [
      cell.lambda1,
      cell.lambda2,
      cell.tags,
    ]),
  ).toEqual([
    [0.5, 0, 2],
    [0.5, 0.2, 2],
    [1, 0, 2],
    [1, 0.2, 2],
  ])
  const [header, ...rows] = (await readFile(join(out, "sweep.csv"), "utf8")).trim().split("\r\n")
  expect(header).toBe("lambda1,lambda2,H,seed,seconds,SSIM,CLIP score,file")
  expect(rows).toHaveLength(4)
  for (const row of rows) await readImage(join(out, row.split(",").at(-1)!))
  expect((await sharp(join(out, "contact-sheet.png")).metadata()).format).toBe("png")
})

test("a sweep over a choice: its columns, and one image each", async () => {
  const out = inFolder("sweep-of-solvers")
  const asked = ["--scheduler", "ddim,dpmpp-2m", "--lambda2", "0.2", "--steps", "2", "--tags", "2"]
  const about = ["-w", workspace, ...model, "--item", "item-8", "--persona", "shopper-secret-1"]
  const { json } = await iamg("sweep", ...about, ...asked, "--out", out, "--json")
  expect(
    json().cells.map((cell: { scheduler: string; lambda2: number }) => [cell.scheduler, cell.lambda2]),
  ).toEqual([
    ["ddim", 0.2],
    ["dpmpp-2m", 0.2],
  ])
  const [header, first] = (await readFile(join(out, "sweep.csv"), "utf8")).trim().split("\r\n")
  expect(header).toBe("lambda1,lambda2,H,scheduler,seed,seconds,SSIM,CLIP score,file")
  expect(first).toMatch(/^1,0.2,2,ddim,0,/)
})

test("a sweep overwrites no other sweep in its folder", async () => {
  const about = ["-w", workspace, ...model, "--item", "item-8", "--persona", "shopper-secret-1"]
  const out = inFolder("two-sweeps")
  const sweep = async (lambda2: string) => {
    const asked = ["--lambda2", lambda2, "--steps", "2", "--tags", "2"]
    return (await iamg("sweep", ...about, ...asked, "--out", out, "--json")).json()
  }
  const first = await sweep("0.2")
  const csv = await readFile(first.csv, "utf8")
  const second = await sweep("0.4")
  expect([second.csv, second.contactSheet]).toEqual([
    join(out, "sweep-2.csv"),
    join(out, "contact-sheet-2.png"),
  ])
  expect(await readFile(first.csv, "utf8")).toBe(csv)
  expect(await readFile(second.csv, "utf8")).toContain("1,0.4,2,")
  expect((await sharp(second.contactSheet).metadata()).format).toBe("png")
})
