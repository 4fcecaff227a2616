/** The best of several candidates; what a candidate is worth and when it is doubtful is tested in native/measures. */
import { existsSync } from "node:fs"
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { note } from "../../contract/codes/index.ts"
import type { Decision, ImageSetInput } from "../../contract/image-set.ts"
import type { Judgement } from "../../measures/candidates.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { estimateImageSet } from "./estimate.ts"
import { openSmallStudio, smallSet } from "./fixtures.ts"
import { checkDecisions, decideAll, heldImages } from "./held.ts"
import { type ImageSetHooks, makeImageSet } from "./make.ts"

/** Judgements in the order in which candidates are drawn; the last one again after that. */
const verdicts: Partial<Judgement>[] = []
let judged = 0
vi.mock("../../measures/candidates.ts", async original => ({
  ...(await original<typeof import("../../measures/candidates.ts")>()),
  judgeCandidate: async (): Promise<Judgement> => ({
    persona: 0,
    item: 0,
    doubts: [],
    ...verdicts[Math.min(judged++, verdicts.length - 1)],
  }),
}))

let folder: string
let out: string
let studio: Studio
let sets = 0
let seed = 0

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-best-of-"))
  studio = await openSmallStudio(folder)
})
afterAll(async () => {
  await studio?.close()
  await rm(folder, { recursive: true, force: true })
})
beforeEach(() => {
  out = join(folder, `out-${sets++}`)
  seed += 1000
  judged = 0
  verdicts.length = 0
})

const black = [note("image_set.black", {})]

/** One image of i0 for Ada unless asked otherwise, best of two. */
async function setOf(change: Partial<ImageSetInput> = {}) {
  const base = await smallSet(studio)
  const ada = base.personas[0]!
  return smallSet(studio, {
    items: ["i0"],
    personas: [ada],
    bestOf: 2,
    settings: { ...base.settings, seed },
    ...change,
  })
}
const make = async (change?: Partial<ImageSetInput>, hooks: ImageSetHooks = {}) =>
  makeImageSet(new Session(studio), await setOf(change), out, hooks)
const held = async (change?: Partial<ImageSetInput>) => heldImages(studio, await setOf(change), out)
const manifest = async () => JSON.parse(await readFile(join(out, "manifest.json"), "utf8"))
const journal = () => join(out, "unfinished-image-set.json")

test("the candidate with the higher score is the set's, and all stay in the history", async () => {
  verdicts.push({ persona: 0.1 }, { persona: 0.3 })
  expect(await estimateImageSet(studio, await setOf(), out)).toMatchObject({ files: 1, toRender: 2 })
  expect(await make()).toMatchObject({ files: 1, rendered: 2, reused: 0, held: 0 })
  expect((await manifest()).files).toMatchObject([{ file: "Ada/i0-original-1.png", seed: seed + 1 }])
  const seeds = (await studio.workspace.renders()).map(({ recipe }) => recipe.made.seed)
  expect(seeds).toEqual(expect.arrayContaining([seed, seed + 1]))
  expect(existsSync(journal())).toBe(false)
})

test("{seed} in a file name is that of the candidate that is taken, also when the set goes on", async () => {
  verdicts.push({ doubts: black }, { doubts: black }, { persona: 0.1 }, { persona: 0.3 })
  const named = { items: ["i0", "i5"], template: "{item}-{seed}.{ext}" }
  expect(await make(named)).toMatchObject({ files: 1, held: 1 })
  expect((await manifest()).files).toMatchObject([{ file: `i5-${seed + 1}.png`, seed: seed + 1 }])
  const decisions = decideAll(await held(named), "take")
  expect(await make(named, { decisions })).toMatchObject({ files: 2, rendered: 0, held: 0 })
  expect((await readdir(out)).filter(name => name.startsWith("i"))).toEqual([
    `i0-${seed}.png`,
    `i5-${seed + 1}.png`,
  ])
})

test("a file of the user's under the name of a candidate is not written over", async () => {
  verdicts.push({ persona: 0.1 }, { persona: 0.3 })
  const named = { template: "{item}-{seed}.{ext}" }
  await mkdir(out)
  const own = join(out, `i0-${seed + 1}.png`)
  await writeFile(own, "mine")
  await expect(make(named)).rejects.toMatchObject({
    code: "image_set.collision",
    details: { names: [`i0-${seed + 1}.png`] },
  })
  expect(await readFile(own, "utf8")).toBe("mine")
  await rm(own)
  expect(await make(named)).toMatchObject({ files: 1, rendered: 0 })
})

test("variants don't share candidates, and the first is what a set without a choice shows", async () => {
  verdicts.push({})
  const settings = { ...(await setOf()).settings, count: 2 }
  expect(await make({ settings })).toMatchObject({ files: 2, rendered: 4 })
  expect((await manifest()).files.map((file: { seed: number }) => file.seed)).toEqual([seed, seed + 1])
  out = `${out}-plain`
  expect(await make({ settings, bestOf: null })).toMatchObject({ files: 2, rendered: 0, reused: 2 })
})

test("an image of which all candidates are doubtful is held: it has no file, and the list names it", async () => {
  verdicts.push({ doubts: black, item: 0.1 }, { doubts: black, item: 0.2 }, {})
  const items = { items: ["i0", "i5"] }
  expect(await make(items)).toMatchObject({ files: 1, held: 1, skipped: [] })
  expect(await readdir(join(out, "Ada"))).toEqual(["i5-original-1.png"])
  const { files, held: listed } = await manifest()
  expect(files).toHaveLength(1)
  expect(listed).toMatchObject([
    {
      item: "i0",
      persona: "Ada",
      variant: 1,
      candidates: [
        { seed: seed + 1, itemFidelity: 0.2, doubts: ["image_set.black"] },
        { seed, itemFidelity: 0.1, doubts: ["image_set.black"] },
      ],
    },
  ])
  // The set isn't finished, and goes on without judging or drawing anything again.
  const before = judged
  expect(await held(items)).toMatchObject([{ item: "i0", n: 1, round: 1 }])
  expect(await make(items)).toMatchObject({ files: 1, rendered: 0, held: 1 })
  expect(judged).toBe(before)
})

test("of a held image one candidate is taken, and the set is then finished", async () => {
  verdicts.push({ doubts: black, item: 0.1 }, { doubts: black, item: 0.2 })
  await make()
  const [image] = await held()
  const of = { item: image!.item, persona: image!.persona, n: image!.n, frame: "" }
  const decisions: Decision[] = [{ ...of, do: "take", seed }]
  expect(await make({}, { decisions })).toMatchObject({ files: 1, rendered: 0, held: 0 })
  expect(await manifest()).toMatchObject({ files: [{ seed }], held: [] })
  expect(existsSync(journal())).toBe(false)
  expect(await held()).toEqual([])
})

test("skipped images stay out, and a set of nothing else says so", async () => {
  verdicts.push({ doubts: black }, { doubts: black }, {})
  const items = { items: ["i0", "i5"] }
  await make(items)
  const decisions = decideAll(await held(items), "skip")
  expect(await make(items, { decisions })).toMatchObject({ files: 1, held: 0 })
  expect(await readdir(join(out, "Ada"))).toEqual(["i5-original-1.png"])
})

test("drawing again adds candidates, and the best of all is taken", async () => {
  verdicts.push({ doubts: black }, { doubts: black }, { persona: 0.1 }, { persona: 0.2 })
  await make()
  const decisions = decideAll(await held(), "draw")
  expect(decisions).toMatchObject([{ do: "draw", round: 2 }])
  judged = 0
  expect(await make({}, { decisions })).toMatchObject({ files: 1, rendered: 2, held: 0 })
  expect((await manifest()).files).toMatchObject([{ seed: seed + 3 }])
})

test("decisions are kept: a run that is stopped at once goes on with them", async () => {
  verdicts.push({ doubts: black })
  await make()
  const decisions = decideAll(await held(), "take")
  const stop = new AbortController()
  stop.abort()
  await expect(make({}, { decisions, signal: stop.signal })).rejects.toMatchObject({ code: "job.cancelled" })
  expect(await held()).toEqual([])
  expect(await make()).toMatchObject({ files: 1, held: 0 })
})

test("a set that is stopped between two candidates makes the same files as one that isn't", async () => {
  verdicts.push({ persona: 0.1 }, { persona: 0.5 })
  const stop = new AbortController()
  const first = make({}, { signal: stop.signal, onDrawn: () => stop.abort() })
  await expect(first).rejects.toMatchObject({ code: "job.cancelled" })
  judged = 0
  expect(await make()).toMatchObject({ files: 1, rendered: 1 })
  expect((await manifest()).files).toMatchObject([{ seed: seed + 1 }])
})

test("a decision about an image that isn't held, or for a picture that isn't a candidate, is refused", async () => {
  verdicts.push({ doubts: black })
  await make()
  const [image] = await held()
  const of = { item: image!.item, persona: image!.persona, n: 1, frame: "" }
  const check = (decision: Decision) => () => checkDecisions([image!], [decision])
  expect(check({ ...of, do: "take", seed })).not.toThrow()
  expect(check({ ...of, do: "take", seed: seed + 7 })).toThrow()
  expect(check({ ...of, item: "i9", do: "skip" })).toThrow()
})
