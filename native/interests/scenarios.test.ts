import { mkdirSync, mkdtempSync, rmdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { findScenario, loadScenarios } from "./scenarios.ts"

let shipped: string
let own: string
beforeEach(() => {
  shipped = mkdtempSync(join(tmpdir(), "scenarios-"))
  own = mkdtempSync(join(tmpdir(), "scenarios-"))
})
afterEach(() => {
  for (const dir of [shipped, own]) rmSync(dir, { recursive: true })
})

const scenario = {
  id: "movie",
  name: "Movie poster",
  phi: "movie poster",
  imagePrompt: "<image>",
  textPrompt: "<text>",
  maxTags: 7,
  defaultTags: 8,
  defaultHistory: 5,
  facets: [{ name: "tone", template: "a {tag} picture", tags: ["Dark ", "bright"] }],
}
const write = (dir: string, file: string, content: unknown) =>
  writeFileSync(join(dir, file), typeof content === "string" ? content : JSON.stringify(content))

test("the user's scenario replaces the shipped one of the same id, and vocabularies are normalised", async () => {
  write(shipped, "movie.json", scenario)
  write(shipped, "outfit.json", { ...scenario, id: "outfit" })
  write(own, "mine.json", { ...scenario, phi: "film poster" })
  const scenarios = await loadScenarios([shipped, own, join(own, "missing")])
  expect([...scenarios.keys()]).toEqual(["movie", "outfit"])
  expect(scenarios.get("movie")).toMatchObject({
    phi: "film poster",
    facets: [{ tags: ["dark", "bright"] }],
  })
  expect(() => findScenario(scenarios, "shoes")).toThrow(
    expect.objectContaining({
      code: "scenario.unknown",
      details: { scenario: "shoes", known: ["movie", "outfit"] },
    }),
  )
})

test("a bad scenario is refused with its file and the place in it", async () => {
  const file = join(own, "bad.json")
  const refusal = async (content: unknown) => {
    write(own, "bad.json", content)
    return loadScenarios([own]).catch(error => error)
  }
  expect(await refusal("{ not json")).toMatchObject({
    code: "scenario.invalid",
    details: { file, where: "file" },
  })
  expect(
    await refusal({ ...scenario, facets: [{ ...scenario.facets[0], template: "no place" }] }),
  ).toMatchObject({
    details: { file, where: "facets.0.template" },
  })
  expect(await refusal({ ...scenario, maxTags: 8 })).toMatchObject({ details: { where: "maxTags" } })
  expect(await refusal(" ".repeat(1024 * 1024 + 1))).toMatchObject({
    details: { problem: note("file.over_limit", { limit: "1 MB" }) },
  })
  mkdirSync(join(own, "a-folder.json"))
  await expect(loadScenarios([own])).rejects.toMatchObject({
    details: { file: join(own, "a-folder.json"), problem: note("file.no_file", {}) },
  })
  rmdirSync(join(own, "a-folder.json"))
  write(own, "bad.json", scenario)
  write(own, "twin.json", scenario)
  await expect(loadScenarios([own])).rejects.toMatchObject({
    details: { file: join(own, "twin.json"), where: "id" },
  })
})
