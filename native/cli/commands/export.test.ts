import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Command } from "commander"
import sharp from "sharp"
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { openSmallStudio } from "../../exporting/image-set/fixtures.ts"
import { readRecipe } from "../../exporting/read-recipe.ts"
import { fixture, packWithControlNets } from "../../models/fixtures.ts"
import { runCli } from "../program.ts"
import { setLocale } from "../voice.ts"
import { addExport } from "./export.ts"

/** What a candidate is worth is tested in native/measures. */
vi.mock("../../measures/candidates.ts", async original => ({
  ...(await original<typeof import("../../measures/candidates.ts")>()),
  judgeCandidate: async () => ({ persona: 0, item: 0, doubts: [note("image_set.one_tone", {})] }),
}))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-export-"))
  const studio = await openSmallStudio(folder)
  const items = ["i1", "i2", "i3", "i4"]
  await studio.workspace.createPersona({ name: "Mara, night owl", scenario: "movie-poster", items })
  await studio.close()
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** `iamg export … --json` on the small catalog: its exit code and its answer. */
async function iamgExport(out: string | null, ...args: string[]) {
  let stdout = ""
  const write = vi.spyOn(process.stdout, "write").mockImplementation(text => {
    stdout += text
    return true
  })
  const model = ["--pack", fixture("tiny"), "--device", "cpu"]
  const quick = ["--steps", "2", "--size", "64x64", "--history", "3", "--neighbours", "2"]
  const workspace = ["-w", join(folder, "workspace"), ...(out === null ? [] : ["--out", join(folder, out)])]
  try {
    const code = await runCli(["export", ...workspace, ...model, ...quick, ...args, "--json"])
    return { code, answer: JSON.parse(stdout) }
  } finally {
    write.mockRestore()
  }
}

test("items × personas × variants × sizes become files; personas go by name, items by a list in a file", async () => {
  await writeFile(join(folder, "items.txt"), "i0\r\ni5\n\n")
  const { code, answer } = await iamgExport(
    "set",
    "--items",
    `@${join(folder, "items.txt")}`,
    "--personas",
    "ada,Bo",
    "--variants",
    "2",
    "--format",
    "webp",
    "--quality",
    "70",
    "--channel-size",
    "thumbnail",
    "--channel-size",
    "tall=32x64:pad",
    "--template",
    "{item}/{persona}-{size}-{n}.{ext}",
    "--focus",
    "0.5,0.2",
    "--with-recipe",
  )
  expect(code).toBe(0)
  expect(answer.report).toMatchObject({ files: 16, rendered: 8, skipped: [] })
  expect(answer.report.upscaled).toEqual([{ size: "thumbnail", times: 5 }])
  const files = await readdir(join(folder, "set", "i5"))
  expect(files).toHaveLength(8)
  expect(files).toContain("Bo-tall-2.webp")
  expect(await readRecipe(join(folder, "set", "i5", "Bo-tall-2.webp"))).toMatchObject({ made: { seed: 1 } })
  expect(await readFile(join(folder, "set", "manifest.csv"), "utf8")).toContain("i0/Ada-tall-1.webp")
})

test("--items and --personas may come several times, and a name may hold a comma", async () => {
  const lists = ["--items", "i0", "--items", "i5,i0", "--personas", "Mara, night owl", "--personas", "ada,Bo"]
  const { code, answer } = await iamgExport("several", ...lists, "--dry-run")
  expect(code).toBe(0)
  expect(answer.estimate).toMatchObject({ files: 6 })
  const unknown = await iamgExport("several", "--items", "i0", "--personas", "Nora, Bo", "--dry-run")
  expect(unknown.answer.error).toMatchObject({
    code: "catalog.unknown_persona",
    details: { persona: "Nora" },
  })
})

test("--dry-run tells what it would take and writes nothing; --all takes the personas' items", async () => {
  const { code, answer } = await iamgExport("dry", "--all", "--personas", "Ada", "--dry-run")
  expect(code).toBe(0)
  expect(answer).toMatchObject({ report: null, estimate: { files: 6, collisions: [] } })
  await expect(readdir(join(folder, "dry"))).rejects.toMatchObject({ code: "ENOENT" })
})

test.each([
  [["--personas", "Ada"], 2, "cli.usage", "Name either --items or --all"],
  [["--items", "i0", "--all", "--personas", "Ada"], 2, "cli.usage", "Name either --items or --all"],
  [["--items", "i0"], 2, "cli.usage", "--personas"],
  [["--items", ",", "--personas", "Ada"], 2, "cli.usage", "--items gives no names"],
  [["--items", "@/nowhere", "--personas", "Ada"], 2, "cli.usage", "can't be read"],
  [["--items", "i9", "--personas", "Ada"], 1, "catalog.unknown_item", "i9"],
  [["--items", "i0", "--personas", "Adda"], 1, "catalog.unknown_persona", "Adda"],
  [["--items", "i0", "--personas", "Ada", "--format", "gif"], 2, "cli.usage", "png"],
  [["--items", "i0", "--personas", "Ada", "--channel-size", "big"], 2, "cli.usage", "name=WIDTHxHEIGHT"],
  [["--items", "i0", "--personas", "Ada", "--channel-size", "story:stretch"], 2, "cli.usage", ":extend"],
  [
    ["--items", "i0", "--personas", "Ada", "--channel-size", "a=2000x40:extend"],
    1,
    "image_set.bad_shape",
    "2000",
  ],
  [["--items", "i0", "--personas", "Ada", "--place-x", "2"], 1, "settings.invalid", "--place-x"],
  [["--items", "i0", "--personas", "Ada", "--protect-whole"], 1, "image_set.nothing_made", "fills the frame"],
  [
    ["--items", "i0", "--personas", "Ada", "--channel-size", "a=9999x10"],
    1,
    "settings.invalid",
    "--channel-size",
  ],
  [["--items", "i0", "--personas", "Ada", "--focus", "2,0"], 1, "settings.invalid", "--focus"],
  [["--items", "i0", "--personas", "Ada", "--focus", "x"], 2, "cli.usage", "--focus"],
  [["--items", "i0", "--personas", "Ada", "--focus", "0.5,"], 2, "cli.usage", "--focus"],
  [["--items", "i0", "--personas", "Ada", "--background", "red"], 1, "settings.invalid", "--background"],
  [["--items", "i0", "--personas", "Ada", "--quality", "101"], 1, "settings.invalid", "--quality"],
  [["--items", "i0", "--personas", "Ada", "--variants", "none"], 2, "cli.usage", "--variants"],
  [["--items", "i0", "--personas", "Ada", "--variants", "0"], 1, "settings.invalid", "--variants"],
  [["--items", "i0", "--personas", "Ada", "--quality", "8.5"], 2, "cli.usage", "--quality"],
  [["--items", "i0", "--personas", "Ada", "--template", "{item}"], 1, "image_set.bad_template", "{ext}"],
  [["--items", "i0,i1", "--personas", "Ada", "--template", "a.{ext}"], 1, "image_set.bad_template", "{item}"],
  [["--items", "i0", "--personas", "Ada", "--approved"], 1, "image_set.nothing_made", "approved"],
])("%j ends with %i, %s", async (args, code, error, part) => {
  const failed = await iamgExport("refused", ...args)
  expect(failed.code).toBe(code)
  expect(failed.answer.error.code).toBe(error)
  expect(`${failed.answer.error.message} ${failed.answer.error.next}`).toContain(part)
})

test.each([
  [[], "Give --out, or a farm"],
  [["--approved", "--queue", "redis://127.0.0.1:1", "--store", "/srv/iamg"], "Give --out, or a farm"],
  [["--best-of", "2", "--queue", "redis://127.0.0.1:1", "--store", "/srv/iamg"], "--best-of looks at"],
])("without --out, %j is refused", async (args, part) => {
  const { code, answer } = await iamgExport(null, "--items", "i0", "--personas", "Ada", ...args)
  expect([code, answer.error.code]).toEqual([2, "cli.usage"])
  expect(answer.error.message).toContain(part)
})

test("without --out, the estimate for a farm counts images and writes nothing", async () => {
  const farm = ["--queue", "redis://127.0.0.1:1", "--store", "/srv/iamg", "--dry-run"]
  const { code, answer } = await iamgExport(null, "--all", "--personas", "Ada", ...farm)
  expect(code).toBe(0)
  expect(answer).toMatchObject({ report: null, estimate: { files: 0, seconds: null, collisions: [] } })
})

test("a size is extended by name or by its sides: the whole picture in the middle, the rest drawn", async () => {
  const sizes = ["--channel-size", "story:extend", "--channel-size", "a=64x64:crop"]
  const asked = ["--items", "i0", "--personas", "Ada", "--protect-whole", ...sizes]
  const { code, answer } = await iamgExport("extended", ...asked)
  expect(code).toBe(0)
  expect(answer.report).toMatchObject({ files: 1, rendered: 1 })
  expect(answer.estimate.warnings).toContainEqual(
    expect.objectContaining({ code: "image_set.item_gives_nothing" }),
  )
  const { files } = JSON.parse(await readFile(join(folder, "extended", "manifest.json"), "utf8"))
  expect(files).toMatchObject([{ size: "story", width: 1080, height: 1920 }])
})

test("an unknown persona gets near matches", async () => {
  const { answer } = await iamgExport("refused", "--items", "i0", "--personas", "Adda")
  expect(answer.error.details.near).toHaveLength(1)
})

test("a set that is given no name has the same one in every language: it goes on where another language began", () => {
  for (const locale of ["en", "zh-Hans"] as const) {
    setLocale(locale)
    onTestFinished(() => setLocale("en"))
    const program = new Command()
    addExport(program)
    const name = program.commands[0]!.options.find(option => option.long === "--name")
    expect(name?.defaultValue).toBe("Image set")
  }
})

test("a layout is for every size or for one, and wrong ones are refused before the model is opened", async () => {
  const ask = (...more: string[]) =>
    iamgExport("laid", "--items", "i0", "--personas", "Ada", "--channel-size", "a=64x64", ...more)
  const both = await ask("--channel-size", "b=64x96", "--layout", "poster-title@b")
  expect(both.code).toBe(0)
  const { files } = JSON.parse(await readFile(join(folder, "laid", "manifest.json"), "utf8"))
  expect(files.map(({ size, layout }: Record<string, string>) => [size, layout])).toEqual([
    ["a", null],
    ["b", "poster-title"],
  ])
  for (const layout of ["poster-title@c", "Bad Name"])
    expect((await ask("--layout", layout)).answer.error.details.problem).toMatchObject({ code: "cli.layout" })
  expect((await ask("--layout", "nobody")).answer.error.code).toBe("layout.unknown")
  expect((await ask("--layout", "product-price")).answer.error.code).toBe("layout.refused")
})

test("--hint shows all images of the set a structure of one's own, which the workspace keeps", async () => {
  const { dir } = await packWithControlNets(join(folder, "controlled"))
  const sketch = join(folder, "sketch.png")
  await sharp({ create: { width: 64, height: 64, channels: 3, background: "#fff" } }).toFile(sketch)
  const ask = (out: string, ...more: string[]) =>
    iamgExport(out, "--items", "i0,i1", "--personas", "Ada", "--pack", dir, "--structure", "0.5", ...more)
  const named = ["--template", "{item}.{ext}", "--with-recipe", "--hint", sketch]
  expect((await ask("hinted", ...named)).code).toBe(0)
  const hints = ["i0", "i1"].map(async item => {
    const { settings } = await readRecipe(join(folder, "hinted", `${item}.png`))
    return [settings.structure, settings.structureHint]
  })
  const [first, second] = await Promise.all(hints)
  expect(first).toEqual([0.5, expect.stringMatching(/^[0-9a-f]{64}$/)])
  expect(second).toEqual(first)
  const missing = await ask("missing", "--hint", join(folder, "nowhere.png"))
  expect(missing.answer.error.code).toMatch(/^(catalog|file|image)\./)
  expect(await readdir(folder)).not.toContain("missing")
})

test("the best of several is taken; what is held can be taken, drawn again or skipped by the same line", async () => {
  const line = [
    "--items",
    "i0,i5",
    "--personas",
    "Ada",
    "--best-of",
    "2",
    "--seed",
    "77",
    "--no-contact-sheet",
  ]
  const { code, answer } = await iamgExport("best", ...line)
  expect(code).toBe(0)
  expect(answer.report).toMatchObject({ held: 2, files: 0, rendered: 4 })
  const more = await iamgExport("best", ...line, "--held", "draw")
  expect(more.answer.report).toMatchObject({ held: 2, files: 0, rendered: 4 })
  const again = await iamgExport("best", ...line, "--held", "take")
  expect(again.answer.report).toMatchObject({ held: 0, files: 2, rendered: 0 })
  expect(await readdir(join(folder, "best", "Ada"))).toHaveLength(2)
})

test.each([
  [["--approved", "--best-of", "2"], "cli.approved_draws_nothing"],
  [["--held", "skip"], "cli.held_of"],
  [["--tag", "cuda"], "cli.tag_of"],
])("%j is refused", async (args, problem) => {
  const { code, answer } = await iamgExport("refused", "--items", "i0", "--personas", "Ada", ...args)
  expect(code).toBe(2)
  expect(JSON.stringify(answer.error)).toContain(problem)
})

test("more candidates than there may be are refused by their flag", async () => {
  const { code, answer } = await iamgExport("refused", "--items", "i0", "--personas", "Ada", "--best-of", "9")
  expect(code).toBe(1)
  expect(JSON.stringify(answer.error)).toContain("--best-of")
})
