/** The study of what is gained with the item kept, on a small shop with the tiny pack. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest"
import { MaskStore } from "../catalog/mask-store.ts"
import type { EvaluationSettingsInput } from "../contract/evaluation.ts"
import { readRecipe } from "../exporting/read-recipe.ts"
import { writeImage } from "../exporting/write-image.ts"
import { tinyReadingEdges } from "../models/fixtures.ts"
import type { RawImage } from "../models/image.ts"
import { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { makeShop, openShop, temporaryShop } from "../training/fixtures.ts"
import { armsOf } from "./arms.ts"
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

async function study(
  name: string,
  settings: EvaluationSettingsInput,
  { findLpips = async () => null, of = studio }: { findLpips?: FindLpips; of?: Studio } = {},
) {
  const drawn: string[] = []
  const { folder } = await evaluate(
    new Session(of),
    smallStudy(settings),
    { dir: join(root, name), findLpips, findPack: noPacks },
    {
      keep: async (path, image, recipe) => {
        drawn.push(path)
        await writeImage(path, image, recipe, "working")
      },
    },
  )
  const json = async () => JSON.parse(await readFile(join(root, name, "results.json"), "utf8"))
  return { drawn, json, report: () => studyReport(folder, of.workspace, "en") }
}

/** As if the tiny pack found subjects: the left half of each picture. */
function withSubjects({ pack, pipeline } = studio) {
  const has = pack.has.bind(pack)
  vi.spyOn(pack, "has").mockImplementation(part => part === "foreground" || has(part))
  vi.spyOn(pipeline, "opacity").mockImplementation(async ({ width, height }) => ({
    width,
    height,
    channels: 3,
    data: Uint8Array.from({ length: 3 * width * height }, (_, at) =>
      Math.floor(at / 3) % width < width / 2 ? 255 : 0,
    ),
  }))
  onTestFinished(() => {
    vi.restoreAllMocks()
  })
}

test("with the subject protected, subject and rest are measured apart, and the item gets no mask", async () => {
  withSubjects()
  const { json, drawn, report } = await study("keep", { study: "keep" })
  const { images, findings } = await json()
  expect(findings.arms.map(({ id }: { id: string }) => id)).toEqual(["original", "i-am-g", "protected"])
  expect(drawn).toHaveLength(6)
  const of = (arm: string) => images.filter((image: { arm: string }) => image.arm === arm)
  for (const { measures } of of("original"))
    expect(measures).toMatchObject({ ssimSubject: expect.closeTo(1, 6), ssimRest: expect.closeTo(1, 6) })
  for (const [index, { measures }] of of("protected").entries()) {
    const plain = of("i-am-g")[index].measures
    // Windows at its edge see the rest, too.
    expect(measures.ssimSubject).toBeGreaterThan(0.8)
    expect(measures.ssimSubject).toBeGreaterThan(plain.ssimSubject)
    expect(measures.ssimRest).toBeLessThan(measures.ssimSubject)
  }
  const recipe = await readRecipe(join(root, "keep/images", of("protected")[0].image))
  expect(recipe.plan.masks).toMatchObject([{ name: "subject" }])
  const item = await studio.workspace.findItem(of("protected")[0].item)
  expect(new MaskStore(studio.workspace).of(item)).toEqual([])
  expect(reportPage(await report())).toContain("SSIM of the subject")
})

test("with a pack that reads outlines, each strength is an arm of its own, drawn and reported", async () => {
  const { dir: packDir } = await tinyReadingEdges(join(root, "edges"))
  const small = { items: 8, shoppers: 6, packDir }
  const outlined = await openShop(await makeShop(join(root, "outlined"), small), "write", packDir)
  onTestFinished(() => outlined.close())
  withSubjects(outlined)
  const { json, drawn, report } = await study("keep-structure", { study: "keep", users: 2 }, { of: outlined })
  const { images, findings } = await json()
  const arms = ["i-am-g", ...strengths, "protected", "protected-structure"]
  expect(findings.arms.map(({ id }: { id: string }) => id)).toEqual(["original", ...arms])
  expect(drawn).toHaveLength(2 * arms.length)
  const settingsOf = async (arm: string) => {
    const { image } = images.find((one: { arm: string }) => one.arm === arm)
    const { settings, plan } = await readRecipe(join(root, "keep-structure/images", image))
    return [settings.structure, plan.masks.length]
  }
  expect(await Promise.all(arms.map(settingsOf))).toEqual([
    [0, 0],
    [0.25, 0],
    [0.5, 0],
    [0.75, 0],
    [1, 0],
    [0, 1],
    [0.5, 1],
  ])
  // Each strength draws another picture of the same noise.
  const names = images.flatMap(({ arm, image }: { arm: string; image: string | null }) =>
    arm === "original" ? [] : [image],
  )
  expect(new Set(names).size).toBe(names.length)
  const page = reportPage(await report())
  expect(page).toContain("structure 0.25")
  expect(page).toContain("subject protected, structure 0.5")
})

test("LPIPS is taken apart, too, with all else from the original", async () => {
  withSubjects()
  const changed = (first: RawImage, second: RawImage) => {
    const isChanged = (at: number) => first.data[at] !== second.data[at]
    const columns = [...first.data.keys()].filter(isChanged).map(at => Math.floor(at / 3) % first.width)
    return [Math.min(...columns), Math.max(...columns)]
  }
  const spans: number[][] = []
  const findLpips: FindLpips = async () => ({
    hash: "5".repeat(64),
    distance: async (first, second) => {
      spans.push(changed(first, second))
      return 0.5
    },
  })
  const { json } = await study("keep-lpips", { study: "keep", users: 2 }, { findLpips })
  const { images } = await json()
  expect(images[0].measures).toMatchObject({ lpips: 0.5, lpipsSubject: 0.5, lpipsRest: 0.5 })
  const side = studio.pack.nativeSize
  // Of each drawn image: the whole, the subject's half, the other half.
  expect(spans.slice(4, 6)).toEqual([
    [0, side / 2 - 1],
    [side / 2, side - 1],
  ])
})

test("without a subject that is found an item has no such arm, and the study goes on", async () => {
  withSubjects()
  vi.spyOn(studio.pipeline, "opacity").mockImplementation(async ({ width, height }) => ({
    width,
    height,
    channels: 3,
    data: new Uint8Array(3 * width * height),
  }))
  const { json } = await study("keep-nothing", { study: "keep", users: 2 })
  const { findings } = await json()
  expect(findings.arms.map(({ id, images }: { id: string; images: number }) => [id, images])).toEqual([
    ["original", 2],
    ["i-am-g", 2],
    ["protected", 0],
  ])
})

const strengths = ["structure-25", "structure-50", "structure-75", "structure-100"]

test("the arms are those that the pack can draw, and one that can keep nothing is refused", async () => {
  const ids = (structureKinds: string[], hasSubjects: boolean) =>
    armsOf("keep", { pack: { structureKinds, has: () => hasSubjects } } as unknown as Studio, false).map(
      ({ id }) => id,
    )
  expect(ids(["edges"], true)).toEqual([
    "original",
    "i-am-g",
    ...strengths,
    "protected",
    "protected-structure",
  ])
  expect(ids(["edges"], false)).toEqual(["original", "i-am-g", ...strengths])
  await expect(sizeOf(studio, smallStudy({ study: "keep" }), noPacks)).rejects.toMatchObject({
    code: "pack.no_component",
  })
})

test("where the pack follows structure by itself, other methods don't, and an arm of the ablation goes without", () => {
  const arms = (study: "methods" | "ablation", structureScale: number) => {
    const pack = { manifest: { structureScale }, has: () => true }
    return armsOf(study, { pack, pipeline: { fusesInterest: true } } as unknown as Studio, false)
  }
  const structures = (study: "methods" | "ablation", scale: number) =>
    arms(study, scale).map(({ id, settings }) => [id, settings.structure])
  expect(structures("methods", 1)).toEqual([
    ["original", undefined],
    ["text", 0],
    ["ip-adapter", 0],
    ["i-am-g", undefined],
  ])
  const left = arms("ablation", 1).at(-1)
  expect(left).toMatchObject({ id: "no-structure", settings: { structure: 0 } })
  expect(arms("ablation", 0).map(({ id }) => id)).not.toContain("no-structure")
})
