import { describe, expect, it } from "vitest"
import { rngOf } from "./rng.ts"
import { caption, description, tags, title } from "./words.ts"
import { sampleSpec, world } from "./world.ts"

const specs = Array.from({ length: 150 }, (_, i) => sampleSpec(rngOf(i)))

describe("words", () => {
  it("tags a drawing with its facet words, in the scenario's order", () => {
    const facets = {
      style: "neon",
      palette: "red",
      subject: "wolf",
      setting: "city",
      genre: "action",
      pattern: "dots",
    }
    const spec = { scenario: "movie-poster" as const, facets, seed: 1 }
    expect(tags(spec)).toEqual(["wolf", "city", "action", "red", "dots", "neon"])
  })

  it("is true: no caption or description says another word of any facet", () => {
    for (const spec of specs) {
      const rng = rngOf(spec.seed)
      const said = ` ${[...Array(6)].map(() => caption(spec, rng)).join(" ")} ${description(spec, rng)} `
      const heard = said.toLowerCase().replace(/[^a-z0-9-]+/g, " ")
      for (const word of Object.values(world[spec.scenario]).flat())
        if (!Object.values(spec.facets).includes(word)) expect(heard, word).not.toContain(` ${word} `)
    }
  })

  it("names subject and setting in every description, and nothing is left open", () => {
    for (const spec of specs) {
      const text = description(spec, rngOf(spec.seed))
      expect(text.toLowerCase()).toContain(spec.facets.subject)
      expect(text.toLowerCase()).toContain(spec.facets.setting)
      expect(`${text} ${title(spec, rngOf(1))} ${caption(spec, rngOf(2))}`).not.toMatch(/undefined|\{tag\}/)
    }
  })

  it("varies the wording", () => {
    const rng = rngOf(1)
    const captions = Array.from({ length: 40 }, () => caption(specs[0]!, rng))
    expect(new Set(captions).size).toBeGreaterThan(25)
  })
})
