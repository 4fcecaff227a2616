/** Sets on a farm that choose, or draw along with LoRAs. */
import { setTimeout as wait } from "node:timers/promises"
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest"
import { StudioError } from "../contract/errors.ts"
import { smallSet } from "../exporting/image-set/fixtures.ts"
import { heldImages } from "../exporting/image-set/held.ts"
import { fixture } from "../models/fixtures.ts"
import { addLora } from "../personalize/loras.ts"
import { imagesIn, quickSettings, TestFarm } from "./fixtures.ts"
import type { ListedModel } from "./models.ts"
import { queueProgram } from "./testing.ts"

describe.skipIf(!queueProgram)("a set on a farm", () => {
  let farm: TestFarm
  let tuned: readonly ListedModel[]

  beforeAll(async () => {
    farm = await TestFarm.open()
    const [ink, mid] = [fixture("lora/style.safetensors"), fixture("lora/mid.safetensors")]
    await addLora(farm.studio.workspace, ink, { name: "ink" })
    await addLora(farm.studio.workspace, mid, { name: "mid" })
    tuned = await farm.modelsWith([mid, ink])
  })
  afterAll(() => farm?.close())
  beforeEach(() => farm.begin())
  afterEach(() => farm.end())

  test("draws along with LoRAs that are on a worker's list; others wait for a worker that has them", async () => {
    const without = await farm.work()
    const loras = [
      { name: "ink", strength: 0.6 },
      { name: "mid", strength: 0.3 },
    ]
    const set = { items: ["i0"], settings: { ...quickSettings, loras } }
    const made = farm.make(set)
    await wait(1000)
    const having = await farm.work({ models: tuned })
    const { out, report } = await made
    expect(report).toMatchObject({ files: 2, rendered: 2, skipped: [] })
    expect([without.state.drawn, without.state.failed, having.state.drawn]).toEqual([0, 0, 2])
    expect(await imagesIn(out)).toEqual(await farm.drawnHere(set))
    const one = { items: ["i0"], settings: { ...quickSettings, loras: loras.slice(1) } }
    const again = await farm.make(one)
    expect(await imagesIn(again.out)).toEqual(await farm.drawnHere(one))
  })

  test("takes the best of several, the same as one machine does", async () => {
    await farm.work()
    const set = { bestOf: 3, settings: { ...quickSettings, count: 2 } }
    const { out, report } = await farm.make(set)
    expect(report).toMatchObject({ files: 8, rendered: 24, held: 0, skipped: [] })
    expect(await imagesIn(out)).toEqual(await farm.drawnHere(set))
  })

  test("a candidate whose numbers went wrong is none, and one that fails leaves its image out alone", async () => {
    const wrong = new StudioError("model.not_finite_step", { network: "unet", step: 1, steps: 2 })
    await farm.work({
      draw: draw => async (unit, stop) => {
        const { id } = unit.recipe.plan.item
        if (id === "i0") throw wrong
        if (id === "i1" && unit.recipe.made.seed === 0) throw new StudioError("farm.bad_blob", { blob: "ab" })
        return draw(unit, stop)
      },
    })
    const [ada] = (await smallSet(farm.studio)).personas
    const settings = { ...quickSettings, seed: 0 }
    const set = { items: ["i0", "i1", "i5"], personas: [ada!], bestOf: 2, settings }
    const out = farm.newOut()
    const { report } = await farm.make(set, { out })
    expect(report.skipped).toMatchObject([{ item: "i1", reason: { code: "farm.unit_failed" } }])
    const held = await heldImages(
      farm.studio,
      await smallSet(farm.studio, { contactSheet: false, ...set }),
      out,
    )
    expect(report.files + held.length).toBe(2)
    const doubts = held.find(({ item }) => item === "i0")!.candidates.map(candidate => candidate.doubts)
    expect(doubts).toMatchObject(Array(2).fill([{ code: wrong.code, details: wrong.details }]))
  })
})
