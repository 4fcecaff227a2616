import { readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { scenarioSchema } from "../../../native/contract/scenario.ts"
import { hash, rngOf } from "./rng.ts"
import { phi, templates } from "./words.ts"
import { type DrawingSpec, isHeldOut, sampleSpec, scenarioIds, world } from "./world.ts"

describe("the sample world", () => {
  it("has each word in one facet of a scenario only, so that a tag says what it is about", () => {
    for (const scenario of scenarioIds) {
      const words = Object.values(world[scenario]).flat()
      expect(new Set(words).size).toBe(words.length)
    }
  })

  it("is what the scenario files look for, asked for as the captions ask", () => {
    for (const scenario of scenarioIds) {
      const file = join(import.meta.dirname, `../../../resources/scenarios/${scenario}.json`)
      const { facets, phi: noun } = scenarioSchema.parse(JSON.parse(readFileSync(file, "utf8")))
      expect(Object.fromEntries(facets.map(({ name, tags }) => [name, tags]))).toEqual(world[scenario])
      expect(noun).toBe(phi[scenario])
      for (const { name, template } of facets)
        expect(template.replace(/^an? /, "")).toBe(templates[name]!(noun).replace(/^an? /, ""))
    }
  })

  it("samples every word of every facet", () => {
    const rng = rngOf(1)
    const specs = Array.from({ length: 1500 }, () => sampleSpec(rng))
    for (const scenario of scenarioIds)
      for (const [facet, words] of Object.entries(world[scenario]))
        expect(
          new Set(specs.filter(spec => spec.scenario === scenario).map(spec => spec.facets[facet])),
        ).toEqual(new Set(words))
  })

  it("keeps about one combination in twenty from training", () => {
    const rng = rngOf(2)
    const held = Array.from({ length: 4000 }, () => isHeldOut(sampleSpec(rng))).filter(Boolean).length
    expect(held / 4000).toBeGreaterThan(0.035)
    expect(held / 4000).toBeLessThan(0.065)
  })

  it("holds the same combinations out whatever the seed and the order of the facets", () => {
    const rng = rngOf(3)
    for (let i = 0; i < 200; i++) {
      const spec = sampleSpec(rng)
      const turned: DrawingSpec = {
        ...spec,
        seed: spec.seed + 1,
        facets: Object.fromEntries(Object.entries(spec.facets).reverse()),
      }
      expect(isHeldOut(turned)).toBe(isHeldOut(spec))
    }
  })

  it("holds these out for good: a trained pack depends on it", () => {
    const asSpec = (words: string): Pick<DrawingSpec, "scenario" | "facets"> => {
      const [subject, setting, genre, palette, pattern, style] = words.split(" ")
      const facets = { subject, setting, genre, palette, pattern, style } as Record<string, string>
      return { scenario: "movie-poster", facets }
    }
    for (const words of ["castle city sci-fi purple rays 3d", "ship ocean comedy pink stripes flat"])
      expect(isHeldOut(asSpec(words)), words).toBe(true)
    for (const words of ["knight city mystery green plain neon", "dancer city romance pink dots sketch"])
      expect(isHeldOut(asSpec(words)), words).toBe(false)
  })
})

describe("hash", () => {
  it("differs for texts that differ in one letter, and stays in 32 bits", () => {
    const hashes = ["wolf", "wolg", "xolf", ""].map(hash)
    expect(new Set(hashes).size).toBe(4)
    for (const value of hashes) expect(value).toBe(value >>> 0)
  })
})
