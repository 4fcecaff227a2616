/** Scenarios from their JSON files: those that ship with the studio, then the user's own, which replace them by id. */
import { readdir } from "node:fs/promises"
import { join } from "node:path"
import { readBounded } from "../base/read-bounded.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { problemOfIssue } from "../contract/issue.ts"
import type { Note } from "../contract/note.ts"
import { type Scenario, scenarioSchema } from "../contract/scenario.ts"
import { normaliseTags } from "./normalise.ts"

const maxFileBytes = 1024 * 1024

/** Reads every `*.json` of the folders; a folder that doesn't exist counts as empty. Later folders win. */
export async function loadScenarios(dirs: readonly string[]): Promise<Map<string, Scenario>> {
  const scenarios = new Map<string, Scenario>()
  for (const dir of dirs) {
    const files = new Map<string, string>()
    for (const file of await jsonFiles(dir)) {
      const scenario = await readScenario(file)
      const twin = files.get(scenario.id)
      if (twin) throw invalid(file, "id", note("scenario.twin", { other: twin, scenario: scenario.id }))
      files.set(scenario.id, file)
      scenarios.set(scenario.id, scenario)
    }
  }
  return scenarios
}

/** The scenario of that id, or an error that names those there are. */
export function findScenario(scenarios: ReadonlyMap<string, Scenario>, id: string): Scenario {
  const scenario = scenarios.get(id)
  if (!scenario) throw new StudioError("scenario.unknown", { scenario: id, known: [...scenarios.keys()] })
  return scenario
}

async function jsonFiles(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch(error => {
    if (error.code === "ENOENT") return []
    throw invalid(dir, "folder", reasonOf(error))
  })
  return names
    .filter(name => name.endsWith(".json"))
    .sort()
    .map(name => join(dir, name))
}

async function readScenario(file: string): Promise<Scenario> {
  const bytes = await readBounded(file, maxFileBytes).catch(error => {
    throw invalid(file, "file", reasonOf(error))
  })
  if (bytes === "no_file") throw invalid(file, "file", note("file.no_file", {}))
  if (bytes === "too_large") throw invalid(file, "file", note("file.over_limit", { limit: "1 MB" }))
  const result = scenarioSchema.safeParse(parseJson(file, bytes.toString("utf8")))
  if (!result.success) {
    const issue = result.error.issues[0]!
    throw invalid(file, issue.path.join(".") || "file", problemOfIssue(issue))
  }
  const { facets } = result.data
  return { ...result.data, facets: facets.map(facet => ({ ...facet, tags: normaliseTags(facet.tags) })) }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(file, "file", reasonOf(error))
  }
}

const invalid = (file: string, where: string, problem: Note) =>
  new StudioError("scenario.invalid", { file, where, problem })
