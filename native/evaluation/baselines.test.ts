/** Arms that a user adds to the study of methods: another pack, and a taught LoRA. */
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import type { EvaluationSettingsInput } from "../contract/evaluation.ts"
import { readRecipe } from "../exporting/read-recipe.ts"
import { writeImage } from "../exporting/write-image.ts"
import { fixture } from "../models/fixtures.ts"
import { readImage } from "../models/image.ts"
import { Networks } from "../models/networks.ts"
import { openPack } from "../models/pack.ts"
import { addLora, removeLora } from "../personalize/loras.ts"
import { Session } from "../personalize/session.ts"
import type { Studio } from "../personalize/studio.ts"
import { temporaryShop, tinyPack } from "../training/fixtures.ts"
import { freshLora, writeLora } from "../training/product/start-lora.ts"
import type { Locale } from "../words/locale.ts"
import { evaluate, sizeOf } from "./evaluate.ts"
import { smallStudy } from "./fixtures.ts"
import { summariseVotes } from "./preference/rank-summary.ts"
import { studyReport } from "./study-report.ts"

let root: string
let studio: Studio
let close: () => Promise<void>
beforeAll(async () => {
  ;({ root, studio, close } = await temporaryShop())
  await addTaughtLora("bag", tinyPack)
  await addTaughtLora("wide", fixture("tiny-sd2"))
  await addLora(studio.workspace, fixture("lora/few.safetensors"), { name: "quick", isFewSteps: true })
  // Of the same weights, with what draws from text alone and nothing else.
  await packOf("plain", ["scheduler", "tokenizer", "text_encoder", "unet", "vae"])
  await packOf("lcm", ["scheduler", "tokenizer", "text_encoder", "vae"], "tiny-lcm")
  await packOf("filling", ["scheduler", "tokenizer", "text_encoder", "vae"], "tiny-inpaint")
  await packOf("blind", ["scheduler", "tokenizer", "vae"])
})
afterAll(() => close())

async function addTaughtLora(name: string, packDir: string): Promise<void> {
  const file = join(root, `${name}.safetensors`)
  const fresh = freshLora(
    await new Networks(await openPack(packDir), null).loraTargets(),
    { rank: 2, convolutions: false, textEncoder: false },
    1,
  )
  await writeLora(file, fresh, { alpha: 2, rank: 2, title: name, word: "zqx bag", training: {} })
  await addLora(studio.workspace, file, { name, replace: true })
}

/** A bare diffusers folder of the tiny pack's parts, with another U-Net where one is named. */
async function packOf(name: string, parts: readonly string[], unet?: string): Promise<void> {
  const dir = join(root, "packs", name)
  await mkdir(dir, { recursive: true })
  for (const part of parts) await cp(join(tinyPack, part), join(dir, part), { recursive: true })
  if (unet) await cp(fixture(`${unet}/unet`), join(dir, "unet"), { recursive: true })
}

const findPack = ({ pack }: { pack: string }) => (pack === "nowhere" ? null : join(root, "packs", pack))

async function study(name: string, settings: Partial<EvaluationSettingsInput>) {
  const dir = join(root, name)
  const drawn: string[] = []
  const found = await evaluate(
    new Session(studio),
    smallStudy({ study: "methods", ...settings }),
    { dir, findLpips: async () => null, findPack },
    {
      keep: async (path, image, recipe) => {
        drawn.push(path)
        await writeImage(path, image, recipe, "working")
      },
    },
  )
  const json = JSON.parse(await readFile(join(dir, "results.json"), "utf8"))
  const report = (locale: Locale = "en") => studyReport(found.folder, studio.workspace, locale)
  return { found, drawn, json, report, imagesDir: join(dir, "images") }
}

const baselines = [
  { kind: "pack", name: "openjourney", pack: "plain" },
  { kind: "lora", name: "dreambooth", lora: "bag" },
] as const

test("another pack and a taught LoRA draw from the rewritten text alone, with the settings of all arms", async () => {
  const { json, imagesDir } = await study("arms", { baselines: [...baselines] })
  expect(json.findings.arms.map(({ id, images }: { id: string; images: number }) => [id, images])).toEqual(
    ["original", "text", "ip-adapter", "openjourney", "dreambooth", "i-am-g"].map(id => [id, 3]),
  )
  const { user } = json.images[0]
  const imageOf = (arm: string): string =>
    json.images.find((one: { user: string; arm: string }) => one.user === user && one.arm === arm).image
  const recipeOf = (arm: string) => readRecipe(join(imagesDir, imageOf(arm)))
  const whole = await recipeOf("i-am-g")
  const [other, taught] = [await recipeOf("openjourney"), await recipeOf("dreambooth")]
  for (const recipe of [other, taught]) {
    expect(recipe.settings).toMatchObject({ imageScale: 0, lambda2: 0, structure: 0 })
    for (const name of ["steps", "guidance", "scheduler"] as const)
      expect(recipe.settings[name]).toBe(whole.settings[name])
    const { seed, width, height } = whole.made
    expect(recipe.made).toMatchObject({ seed, width, height })
  }
  expect(other.made.pack.name).toBe("plain")
  expect(other.plan.rewrite.text).toBe(whole.plan.rewrite.text)
  expect(taught.plan.rewrite.text).toMatch(/^zqx bag\. Title \d[\s\S]*maybe related to/)
  expect(taught.made.loras).toMatchObject([{ name: "bag", strength: 1 }])

  // The other pack has the same weights, so it draws what the study's own draws of that text alone.
  const session = new Session(studio)
  const persona = (await studio.workspace.personas()).find(one => one.items[0] === whole.plan.item.id)!
  const { steps, guidance, scheduler } = whole.settings
  const asked = { steps, guidance, scheduler, imageScale: 0, lambda2: 0, tags: whole.settings.tags }
  const history = { history: whole.settings.history }
  const planned = await session.plan(
    { item: whole.plan.item.id, persona: persona.id },
    { ...asked, ...history },
  )
  expect(planned.recipe.plan.rewrite.text).toBe(other.plan.rewrite.text)
  const { image } = await session.draw(await session.conditions(planned), whole.made.seed)
  const kept = await readImage(join(imagesDir, imageOf("openjourney")))
  expect([...kept.data]).toEqual([...image.data])
})

test("the report names the arms, what they are, and what is assumed; in both languages", async () => {
  const { report } = await study("arms", { baselines: [...baselines] })
  const english = await report()
  const notes = english.notes.join("\n")
  expect(notes).toContain("openjourney is the pack plain")
  expect(notes).toContain("dreambooth is the LoRA bag on the pack tiny at strength 1, with “zqx bag”")
  expect(notes).toContain("Assumed, since the paper doesn’t say it")
  expect(english.tables[0]!.rows.map(([name]) => name)).toContain("dreambooth")
  expect(english.pictures[0]!.pictures.map(({ caption }) => caption)).toEqual([
    "Original",
    "Text to image",
    "IP-Adapter alone",
    "openjourney",
    "dreambooth",
    "I-AM-G",
  ])
  expect((await report("zh-Hans")).notes.join("\n")).toContain("dreambooth 是模型包 tiny 上的 LoRA bag")
})

test("with several scenarios, CLIP scores stand in the paper's layout: a row a method, a column a scenario", async () => {
  const { found, json, report } = await study("arms", { baselines: [...baselines] })
  const users = [...new Set(json.images.map(({ user }: { user: string }) => user))]
  const images = json.images.map((one: { user: string }) =>
    one.user === users[0] ? { ...one, scenario: "outfit" } : one,
  )
  await writeFile(found.json, JSON.stringify({ ...json, images }))
  const [table] = (await report()).tables
  expect(table!.caption).toContain("table 6")
  expect(table!.header).toEqual(["", "Movie posters", "Outfits"])
  expect(table!.rows).toHaveLength(6)
  // Two users are of movie posters; of one alone there is no interval.
  expect(table!.rows.map(([, movies, outfits]) => [movies!.includes("["), outfits])).toEqual(
    Array.from({ length: 6 }, () => [true, "–"]),
  )
  await writeFile(found.json, JSON.stringify(json))
})

test("ranks are summed up for each scenario, as in the paper's tables 1 and 2", () => {
  const vote = (rater: string, scenario: string, ...ranked: string[]) => ({
    rater,
    scenario,
    ranked,
    shown: ranked,
  })
  const arms = [{ id: "dreambooth" }, { id: "i-am-g" }]
  const votes = [
    vote("a", "movie-poster", "i-am-g", "dreambooth"),
    vote("b", "movie-poster", "i-am-g", "dreambooth"),
    vote("a", "outfit", "i-am-g", "dreambooth"),
    vote("b", "outfit", "dreambooth", "i-am-g"),
  ]
  const { scenarios } = summariseVotes(arms, votes, "i-am-g")
  expect(scenarios.map(({ scenario, arms }) => [scenario, ...arms.map(({ rank }) => rank!.mean)])).toEqual([
    ["movie-poster", 2, 1],
    ["outfit", 1.5, 1.5],
  ])
  expect(summariseVotes(arms, votes.slice(0, 2), "i-am-g").scenarios).toEqual([])
})

test("asked for again nothing is drawn; with another LoRA of that name it is another study", async () => {
  expect((await study("arms", { baselines: [...baselines] })).drawn).toEqual([])
  await addLora(studio.workspace, fixture("lora/style.safetensors"), { name: "bag", replace: true })
  await expect(study("arms", { baselines: [...baselines] })).rejects.toMatchObject({
    code: "evaluation.other_study",
  })
  await addTaughtLora("bag", tinyPack)
})

test("a LoRA whose file names no word is drawn without one, and the report says so", async () => {
  await addLora(studio.workspace, fixture("lora/style.safetensors"), { name: "ink" })
  const { json, report, imagesDir } = await study("wordless", {
    users: 2,
    baselines: [{ kind: "lora", name: "ink", lora: "ink" }],
  })
  const { image } = json.images.find(({ arm }: { arm: string }) => arm === "ink")
  expect((await readRecipe(join(imagesDir, image))).plan.rewrite.text).toMatch(/^Title/)
  expect((await report()).notes.join("\n")).toContain("names no word")
  await removeLora(studio.workspace, "ink")
})

const lora = (name: string, of = "bag") => ({ kind: "lora" as const, name, lora: of })
const pack = (name: string, of = "plain") => ({ kind: "pack" as const, name, pack: of })

test.each([
  ["a name of the study's own arms", [lora("text")], "evaluation.bad_baseline"],
  ["such a name in capitals", [lora("I-AM-G")], "evaluation.bad_baseline"],
  ["a name of another study's arm", [lora("no-rewrite")], "evaluation.bad_baseline"],
  ["one name twice", [lora("mine"), pack("Mine")], "evaluation.bad_baseline"],
  ["a pack that isn't there", [pack("other", "nowhere")], "evaluation.unknown_baseline"],
  ["a folder that is no pack", [pack("other", "gone")], "pack.missing_file"],
  ["a pack without a text encoder", [pack("other", "blind")], "pack.missing_file"],
  ["a U-Net for few steps", [pack("other", "lcm")], "evaluation.bad_baseline"],
  ["a U-Net that fills in", [pack("other", "filling")], "evaluation.bad_baseline"],
  ["a LoRA that isn't there", [lora("other", "gone")], "lora.unknown"],
  ["a LoRA for few steps", [lora("other", "quick")], "evaluation.bad_baseline"],
  ["a LoRA of another width", [lora("other", "wide")], "lora.misfit"],
] as const)("%s is refused before the first picture", async (_, baselines, code) => {
  const settings = { baselines: [...baselines] }
  await expect(sizeOf(studio, smallStudy({ study: "methods", ...settings }), findPack)).rejects.toMatchObject(
    {
      code,
    },
  )
  await expect(study("refused", settings)).rejects.toMatchObject({ code })
  expect(await readdir(join(root, "refused", "images")).catch(() => [])).toEqual([])
  await rm(join(root, "refused"), { recursive: true, force: true })
})

test("only the study of methods takes further arms, and three at most", async () => {
  const settings = smallStudy({ study: "ablation", baselines: [lora("mine")] })
  await expect(sizeOf(studio, settings, findPack)).rejects.toMatchObject({ code: "evaluation.bad_baseline" })
  const four = ["a", "b", "c", "d"].map(name => lora(name))
  expect(() => smallStudy({ study: "methods", baselines: four })).toThrow()
  for (const name of ["", " a", "a=b", "a/b", "x".repeat(41)])
    expect(() => smallStudy({ study: "methods", baselines: [lora(name)] })).toThrow()
})
