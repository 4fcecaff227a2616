/** Studies on a small shop with the tiny pack: their images, measures, files and findings. */
import { existsSync } from "node:fs"
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import type { EvaluationSettingsInput } from "../contract/evaluation.ts"
import { readRecipe } from "../exporting/read-recipe.ts"
import { writeImage } from "../exporting/write-image.ts"
import type { InTurn } from "../personalize/in-turn.ts"
import { Session } from "../personalize/session.ts"
import { openStudioOn, type Studio } from "../personalize/studio.ts"
import { temporaryShop, tinyPack } from "../training/fixtures.ts"
import type { Locale } from "../words/locale.ts"
import { evaluate, sizeOf } from "./evaluate.ts"
import { noPacks, smallStudy } from "./fixtures.ts"
import type { FindLpips } from "./lpips.ts"
import { reportPage } from "./report.ts"
import { studyReport } from "./study-report.ts"

let root: string
let studio: Studio
let close: () => Promise<void>
beforeAll(async () => {
  ;({ root, studio, close } = await temporaryShop())
})
afterAll(() => close())

/** Runs a study in a folder of that name; `stop` after so many images. */
async function study(
  name: string,
  settings: EvaluationSettingsInput,
  more: { findLpips?: FindLpips; inTurn?: InTurn; stop?: number; removeAfter?: number } = {},
) {
  const { findLpips = async () => null, inTurn, stop, removeAfter } = more
  const controller = new AbortController()
  const drawn: string[] = []
  const found = await evaluate(
    new Session(studio),
    smallStudy(settings),
    { dir: join(root, name), findLpips, findPack: noPacks },
    {
      signal: controller.signal,
      inTurn,
      keep: async (path, image, recipe) => {
        drawn.push(path)
        await writeImage(path, image, recipe, "working")
        if (drawn.length === stop) controller.abort()
        if (drawn.length === removeAfter) await rm(join(root, name), { recursive: true })
      },
    },
  ).catch(error => error)
  const json = async () => JSON.parse(await readFile(join(root, name, "results.json"), "utf8"))
  const report = (locale: Locale = "en") => studyReport(found.folder, studio.workspace, locale)
  return { found, drawn, json, report }
}

test("methods: every arm from the same noise, measured against the same original, with what differs left out", async () => {
  const { drawn, json } = await study("methods", { study: "methods" })
  const {
    settings,
    findings: { arms },
    images,
  } = await json()
  // Nobody asked for a guidance: the study keeps the pack's.
  expect(settings.guidance).toBe(studio.pack.guidance)
  expect(arms.map(({ id, images }: { id: string; images: number }) => [id, images])).toEqual([
    ["original", 3],
    ["text", 3],
    ["ip-adapter", 3],
    ["i-am-g", 3],
  ])
  expect(drawn).toHaveLength(9)
  const [original, ...others] = images.filter(({ user }: { user: string }) => user === images[0].user)
  expect(original).toMatchObject({ image: null, measures: { ssim: expect.closeTo(1, 6), lpips: null } })
  const recipes = await Promise.all(
    others.map(({ image }: { image: string }) => readRecipe(join(root, "methods/images", image))),
  )
  const [text, adapter, whole] = recipes as Awaited<ReturnType<typeof readRecipe>>[]
  expect(text!.settings).toMatchObject({ imageScale: 0, lambda2: 0 })
  expect(adapter!.settings).toMatchObject({ imageScale: 1, lambda2: 0 })
  expect(whole!.settings).toMatchObject({ imageScale: 1, lambda2: 0.2 })
  expect(text!.plan.rewrite.text).toBe(adapter!.plan.rewrite.text)
  expect(text!.plan.rewrite.text).not.toContain("maybe related to")
  expect(whole!.plan.rewrite.text).toContain("maybe related to")
  expect(new Set([text, adapter, whole].map(recipe => recipe!.made.seed)).size).toBe(1)
})

test("ablation leaves one thing out at a time, and takes the whole road's images from the study before", async () => {
  const { drawn, json } = await study("ablation", { study: "ablation" })
  // The tiny pack cuts no foregrounds out, and the whole road was drawn for `methods`.
  expect(drawn).toHaveLength(6)
  const {
    findings: { arms },
    images,
  } = await json()
  expect(arms.map(({ id }: { id: string }) => id)).toEqual(["i-am-g", "no-rewrite", "no-interest"])
  const recipe = async (arm: string) => {
    const { image } = images.find((one: { arm: string }) => one.arm === arm)
    return readRecipe(join(root, "ablation/images", image))
  }
  expect((await recipe("no-rewrite")).plan.rewrite.text).not.toContain("maybe related to")
  expect((await recipe("no-rewrite")).settings.lambda2).toBe(0.2)
  expect((await recipe("no-interest")).settings.lambda2).toBe(0)
})

test("a series has its values, their correlation and a line", async () => {
  const { json, report } = await study("tags", { study: "tags" })
  const {
    findings: { arms },
  } = await json()
  expect(arms.map(({ value }: { value: number }) => value)).toEqual([0, 2, 4, 6, 8, 12])
  const english = await report()
  expect(english.tables.map(({ caption }) => caption)).toContain(
    "Spearman’s correlation of the means with the value",
  )
  expect(english.tables[0]!.rows[1]![0]).toBe("H = 2")
  expect(reportPage(english)).toContain("<polyline")
})

test("a study that was stopped goes on where it was, and finds the same", async () => {
  const settings = { study: "lambda2", users: 2 } as const
  const forget = () => rm(join(studio.workspace.cacheDir, "evaluation"), { recursive: true })
  await forget()
  const stopped = await study("stopped", settings, { stop: 3 })
  expect(stopped.found).toMatchObject({ code: "job.cancelled" })
  await appendFile(join(root, "stopped/results.jsonl"), '{"user":"cut sh')
  await forget()
  const resumed = await study("stopped", settings)
  expect(resumed.drawn).toHaveLength(12 - 3)
  // What came after the line that was cut is found again.
  expect((await study("stopped", settings)).drawn).toHaveLength(0)
  const lines = (await readFile(join(root, "stopped/results.jsonl"), "utf8")).trim().split("\n")
  expect(lines).toHaveLength(12 + 1)
  await forget()
  const inPeace = await study("in peace", settings)
  expect((await resumed.json()).findings).toEqual((await inPeace.json()).findings)
})

test("a study whose folder vanishes fails with that reason; an image that is gone is drawn again", async () => {
  const lost = await study("vanishing", { study: "lambda2" }, { removeAfter: 2 })
  expect(lost.found).toMatchObject({ code: "export.folder_gone" })
  expect(existsSync(join(root, "vanishing"))).toBe(false)
  const first = await study("whole", { study: "lambda1" })
  const before = await first.json()
  const [image] = await readdir(join(root, "whole", "images"))
  await rm(join(root, "whole", "images", image!))
  const again = await study("whole", { study: "lambda1" })
  expect((await again.json()).images).toEqual(before.images)
  expect(await readdir(join(root, "whole", "images"))).toContain(image)
})

test("a folder that holds another study is left as it is", async () => {
  const before = await stat(join(root, "methods/results.jsonl"))
  const { found } = await study("methods", { study: "methods", steps: 2 })
  expect(found).toMatchObject({ code: "evaluation.other_study" })
  expect((await stat(join(root, "methods/results.jsonl"))).mtimeMs).toBe(before.mtimeMs)
})

test("LPIPS is in the report when its weights are given, and only then", async () => {
  const findLpips = async () => ({ hash: "0".repeat(64), distance: async () => 0.25 })
  const { json, report } = await study("lpips", { study: "methods", users: 2 }, { findLpips })
  const {
    findings: { arms },
  } = await json()
  expect(arms[1].means.lpips).toMatchObject({ mean: 0.25, users: 2 })
  expect((await report()).notes.join()).not.toContain("LPIPS is left out")
  const without = await study("methods", { study: "methods" })
  expect((await without.report()).notes.join()).toContain("LPIPS is left out")
})

test("where another device takes over, LPIPS is measured there, by the same weights or not at all", async () => {
  const { workspace, scenarios } = studio
  const other = await openStudioOn(workspace, scenarios, { packDir: tinyPack, device: "cpu", lean: true })
  let turns = 0
  const [first, second] = [new Session(studio), new Session(other)]
  const inTurn: InTurn = work => work(turns++ < 3 ? first : second, async () => undefined)
  const settings = { study: "methods", users: 2 } as const
  const lpipsWith =
    (hashOf: (runtime: Studio["runtime"]) => string) => async (runtime: Studio["runtime"]) => ({
      hash: hashOf(runtime).repeat(64),
      distance: async () => (runtime === studio.runtime ? 0.25 : 0.75),
    })
  const { json } = await study("devices", settings, { inTurn, findLpips: lpipsWith(() => "0") })
  const { images } = await json()
  expect(images.map(({ measures }: { measures: { lpips: number } }) => measures.lpips)).toEqual([
    0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75, 0.75,
  ])
  turns = 0
  const changed = lpipsWith(runtime => (runtime === studio.runtime ? "0" : "1"))
  const { found } = await study("weights", settings, { inTurn, findLpips: changed })
  expect(found).toMatchObject({ code: "evaluation.other_study" })
  await other.close()
})

test("retrieval compares both rankings, time measures every stage", async () => {
  const retrieval = await (await study("retrieval", { study: "retrieval" })).json()
  expect(retrieval.agreements).toHaveLength(3)
  for (const { overlaps, spearman } of retrieval.agreements) {
    for (const share of overlaps) expect(share >= 0 && share <= 1).toBe(true)
    expect(Math.abs(spearman)).toBeLessThanOrEqual(1)
  }
  // As saved personas, whose items are objective ones in turn: three of each of the seven.
  const personas = await studio.workspace.personas()
  const picked = vi.spyOn(studio.workspace, "personas")
  picked.mockResolvedValue(personas.map(persona => ({ ...persona, origin: "picked" })))
  const several = await (await study("by user", { study: "retrieval", users: 21 })).json()
  picked.mockRestore()
  expect(several.agreements).toHaveLength(21)
  expect(several.findings.spearman.users).toBe(7)
  const { findings } = await (await study("time", { study: "time" })).json()
  expect(findings.times.map(({ stage }: { stage: string }) => stage)).toContain("images")
  for (const { value } of findings.times) expect(value).toBeGreaterThan(0)
})

test("the report is one page without script, in which titles stay text", async () => {
  const item = (await studio.workspace.items())[0]!
  const items = vi.spyOn(studio.workspace, "findItem")
  items.mockImplementation(async () => ({ ...item, title: "<script>alert(1)</script>" }))
  const { report } = await study("methods", { study: "methods" })
  const page = reportPage(await report())
  items.mockRestore()
  expect(page).not.toMatch(/<script/i)
  expect(page).toContain("&#60;script&#62;alert(1)")
  expect(page).not.toMatch(/(src|href)="(?!data:)/)
})

test("too few users, an unknown scenario and an unknown adapter are refused before anything is drawn", async () => {
  const codeOf = async (settings: EvaluationSettingsInput) => (await study("refused", settings)).found.code
  expect(await codeOf({ study: "methods", scenario: "news-poster" })).toMatch(
    /scenario.unknown|evaluation.too_few/,
  )
  expect(await codeOf({ study: "methods", scenario: "cars" })).toBe("scenario.unknown")
  expect(await codeOf({ study: "methods", adapter: "gone" })).toBe("adapter.unknown")
  expect(await codeOf({ study: "time", heldOut: 0.02 })).toBe("evaluation.too_few")
  expect(await readdir(join(root, "refused/images")).catch(() => [])).toEqual([])
})

test("users that an adapter may have learnt from aren't measured", async () => {
  const { adaptersDir } = studio.workspace
  const folder = join(adaptersDir, "shop")
  await mkdir(folder, { recursive: true })
  const install = (settings: object) =>
    writeFile(
      join(folder, "training.json"),
      JSON.stringify({
        format: 1,
        name: "Shop",
        createdAt: "2026-11-25T00:00:00.000Z",
        weights: {},
        settings,
        pack: { name: "tiny", hash: "0".repeat(64), licence: "MIT" },
      }),
    )
  const size = (adapter: string | null) =>
    sizeOf(studio, smallStudy({ study: "time", users: 100, adapter }), noPacks).catch(error => error.code)
  expect(await size(null)).toMatchObject({ users: 7 })
  await install({ heldOut: 0.25, scenario: null, neighbours: 2 })
  expect(await size("shop")).toMatchObject({ users: 3 })
  await install({ heldOut: 0.1, scenario: "movie-poster", neighbours: 2 })
  expect(await size("shop")).toBe("evaluation.too_few")
  await install({ heldOut: 0.1, scenario: "outfit", neighbours: 2 })
  expect(await size("shop")).toMatchObject({ users: 7 })
  await rm(folder, { recursive: true })
})

test("arms depend on the adapter that draws; λ2 is refused where nothing fuses interests", async () => {
  const { adaptersDir } = studio.workspace
  const folder = join(adaptersDir, "fuses")
  await mkdir(folder, { recursive: true })
  await writeFile(
    join(folder, "training.json"),
    JSON.stringify({
      format: 1,
      name: "Fuses",
      createdAt: "2026-11-25T00:00:00.000Z",
      weights: {},
      pack: { name: "tiny", hash: "0".repeat(64), licence: "MIT" },
    }),
  )
  // As a pack without an interest attention; the pipeline that is opened with the adapter has one.
  const pipeline = Object.create(studio.pipeline, { fusesInterest: { value: false } })
  const size = (settings: EvaluationSettingsInput) =>
    sizeOf({ ...studio, pipeline }, smallStudy(settings), noPacks).catch(error => error.code)
  expect(await size({ study: "ablation" })).toEqual({ users: 3, images: 3 * 2 })
  expect(await size({ study: "ablation", adapter: "fuses" })).toEqual({ users: 3, images: 3 * 3 })
  expect(await size({ study: "lambda2" })).toBe("pack.no_component")
  expect(await size({ study: "lambda2", adapter: "fuses" })).toEqual({ users: 3, images: 3 * 6 })
  await rm(folder, { recursive: true })
})

test("settings that nothing can be drawn with are refused before a study is begun", async () => {
  const empty = { study: "methods", guidanceLow: 0.6, guidanceHigh: 0.4 } as const
  const refusal = { code: "settings.invalid" }
  await expect(sizeOf(studio, smallStudy(empty), noPacks)).rejects.toMatchObject(refusal)
  expect((await study("empty-interval", empty)).found).toMatchObject(refusal)
  expect(existsSync(join(root, "empty-interval"))).toBe(false)
})

test("the original is tagged under the same crop as the images", async () => {
  const read = vi.spyOn(studio.pipeline, "preprocess")
  await study("crops", { study: "methods", users: 2 })
  const paths = read.mock.calls.flatMap(([image]) => (typeof image === "string" ? [image] : []))
  read.mockRestore()
  expect(paths).toHaveLength(2 * 4)
  for (const path of paths) {
    const { width, height } = await sharp(path).metadata()
    expect([width, height]).toEqual([studio.pack.nativeSize, studio.pack.nativeSize])
  }
})

/** Words of English, one behind another; names of measures and methods are none. */
const english = /\b[a-z]{2,}\s+[a-z]{2,}\b/

test.each(["methods", "ablation", "tags", "retrieval", "time"] as const)(
  "the report of %s speaks Chinese to the Chinese, from a folder that speaks no language",
  async name => {
    // Those before have made it: asked for again, it is found done.
    const { report, drawn } = await study(name, { study: name })
    expect(drawn).toEqual([])
    const chinese = await report("zh-Hans")
    const { title, notes, tables, charts } = chinese
    const said = [title, ...notes, ...charts.map(chart => chart.title)]
    for (const { caption, header, rows } of tables) said.push(caption, ...header, ...rows.flat())
    expect(said.filter(text => english.test(text))).toEqual([])
    const page = reportPage({ ...chinese, pictures: [] }).replaceAll(/<style>[\s\S]*<\/style>|<[^>]*>/g, " ")
    expect(page.match(english)?.[0]).toBeUndefined()
    expect(page).toMatch(/模型包 tiny .*引导/)
    expect(reportPage(await report()).match(/\p{Script=Han}/u)).toBeNull()
  },
)
