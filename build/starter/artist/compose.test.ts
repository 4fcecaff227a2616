import sharp from "sharp"
import { describe, expect, it } from "vitest"
import { rasterise } from "../draw.ts"
import { draw } from "./compose.ts"
import { rngOf } from "./rng.ts"
import { type DrawingSpec, restyled, sampleSpec, scenarioIds, world } from "./world.ts"

const sample = (scenario: DrawingSpec["scenario"], seed = 5) => sampleSpec(rngOf(seed), scenario)

describe("draw", () => {
  it("gives the same picture for the same specification, and another for another seed", () => {
    for (const scenario of scenarioIds) {
      const spec = sample(scenario)
      const turned = { ...spec, facets: Object.fromEntries(Object.entries(spec.facets).reverse()) }
      expect(draw(turned)).toEqual(draw(spec))
      expect(draw({ ...spec, seed: spec.seed + 1 }).svg).not.toBe(draw(spec).svg)
    }
  })

  it("varies less with the seed the smaller the spread, and not at all at 0", async () => {
    for (const scenario of scenarioIds) {
      const spec = sample(scenario)
      const apart = async (spread: number) => {
        const [one, other] = await Promise.all(
          [1, 2].map(seed => rasterise(draw({ ...spec, seed }, spread).svg, 64, 3)),
        )
        return one!.reduce((sum, value, i) => sum + Math.abs(value - other![i]!), 0) / one!.length
      }
      expect(await apart(0)).toBe(0)
      expect(await apart(0.3)).toBeLessThan(await apart(1))
      expect(draw(spec, 1)).toEqual(draw(spec))
    }
  })

  it("keeps subject and setting at their places where drawings share a layout, whatever else differs", () => {
    for (const scenario of scenarioIds) {
      const spec = { ...sample(scenario), layout: 3 }
      const other = restyled(spec, rngOf(9))
      expect(other.facets).not.toEqual(spec.facets)
      expect(draw(other).svg).not.toBe(draw(spec).svg)
      expect(draw(other).maskSvg).toBe(draw(spec).maskSvg)
      expect(draw({ ...other, layout: 4 }).maskSvg).not.toBe(draw(spec).maskSvg)
    }
  })

  it("moves no scenery with another mood where drawings share a layout", () => {
    const facets = { subject: "robot", setting: "city", palette: "red", pattern: "stripes", style: "flat" }
    const scenery = (genre: string, layout?: number) => {
      const spec: DrawingSpec = { scenario: "movie-poster", facets: { ...facets, genre }, seed: 7 }
      return draw(layout === undefined ? spec : { ...spec, layout }).svg.match(/d="[^"]+"/g)!
    }
    const shared = (layout?: number) => {
      const paths = new Set(scenery("horror", layout))
      return scenery("romance", layout).filter(path => paths.has(path)).length
    }
    expect(shared(7)).toBeGreaterThan(shared())
  })

  it("shows every facet word: no two words of a facet look the same", async () => {
    for (const scenario of scenarioIds) {
      const spec: DrawingSpec = { ...sample(scenario), seed: 7 }
      for (const [facet, words] of Object.entries(world[scenario])) {
        const pictures = await Promise.all(
          words.map(async word => {
            const { svg } = draw({ ...spec, facets: { ...spec.facets, [facet]: word } })
            return (await sharp(Buffer.from(svg)).resize(32, 32).removeAlpha().raw().toBuffer()).toString(
              "base64",
            )
          }),
        )
        expect(new Set(pictures).size, `${scenario} ${facet}`).toBe(words.length)
      }
    }
  })

  it("paints in the hue of the palette", async () => {
    // Mean colour of 12 flat pictures each; red leads in red, blue in blue, green in green.
    for (const [palette, channel] of [
      ["red", 0],
      ["green", 1],
      ["blue", 2],
    ] as const) {
      const sums = [0, 0, 0]
      for (let seed = 0; seed < 12; seed++) {
        const spec = sample("movie-poster", seed)
        const { svg } = draw({ ...spec, facets: { ...spec.facets, palette, style: "flat" } })
        const { channels } = await sharp(Buffer.from(svg)).removeAlpha().stats()
        for (const i of [0, 1, 2]) sums[i]! += channels[i]!.mean
      }
      expect(sums.indexOf(Math.max(...sums)), palette).toBe(channel)
    }
  })

  it("masks a large subject that stands clear of the frame's upper edge", async () => {
    for (const scenario of scenarioIds)
      for (const subject of world[scenario].subject!) {
        const spec = sample(scenario)
        const mask = await rasterise(draw({ ...spec, facets: { ...spec.facets, subject } }).maskSvg, 128, 1)
        const share = mask.reduce((sum, value) => sum + value, 0) / 255 / mask.length
        expect(share, subject).toBeGreaterThan(0.05)
        expect(share, subject).toBeLessThan(0.6)
        expect(Math.max(...mask.subarray(0, 128)), subject).toBe(0)
      }
  })

  it("refuses a word that the facet doesn't have, naming those it has", () => {
    const spec = sample("outfit")
    expect(() => draw({ ...spec, facets: { ...spec.facets, subject: "dragon" } })).toThrow(
      /no subject "dragon".*dress/,
    )
    expect(() => draw({ ...spec, facets: {} })).toThrow(/needs a subject/)
  })
})
