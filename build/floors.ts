/**
 * Checks that imports point down the floors: a part may import from parts below it, never above or beside. `npm run
 * check` runs it; it prints every offence and exits 1. Circles between files are biome's matter (noImportCycles).
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"

/** Top floor first. Parts that share a floor don't import from each other. */
const floors: readonly (readonly string[])[] = [
  ["electron", "renderer/window", "renderer/testing"],
  [
    "renderer/studio",
    "renderer/catalog",
    "renderer/import",
    "renderer/personas",
    "renderer/history",
    "renderer/image-sets",
    "renderer/training",
    "renderer/evaluation",
    "renderer/jobs",
    "renderer/settings",
  ],
  ["renderer/shared"],
  ["renderer/engine", "renderer/ui"],
  ["renderer/app"],
  ["renderer/strings"],
  ["native/cli"],
  ["native/engine"],
  ["native/training", "native/evaluation", "native/exporting"],
  ["native/personalize"],
  ["native/interests"],
  ["native/catalog"],
  ["native/pool"],
  ["native/diffusion"],
  ["native/models"],
  ["native/runtime"],
  ["native/weights"],
  ["native/graph"],
  ["native/base"],
]

/** A leaf that every part may import, and that imports no part. */
const leaf = "native/contract"

/** The shell supervises the engine and the page calls it: what they may import of what doesn't open a window. */
const windows: Readonly<Record<string, readonly string[]>> = {
  electron: [leaf, "native/engine"],
  renderer: [leaf],
}

const importPattern = /(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g

const partOf = (path: string): string | undefined =>
  [leaf, ...floors.flat()].find(part => path === part || path.startsWith(`${part}/`))

const floorOf = (part: string): number => floors.findIndex(floor => floor.includes(part))

/** Says what is wrong with `from` (a file's part) importing `to`, or undefined when it may. */
export function offence(from: string, to: string): string | undefined {
  if (from === to) return undefined
  if (from === leaf) return `${leaf} is a leaf and imports no part`
  const house = from.split("/", 1)[0]!
  const allowed = windows[house]
  if (allowed && !to.startsWith(`${house}/`))
    return allowed.includes(to) ? undefined : `${house} may only import ${allowed.join(" and ")}`
  if (to === leaf) return undefined
  if (floorOf(to) === floorOf(from)) return `${from} and ${to} share a floor`
  return floorOf(to) < floorOf(from) ? `${to} lies above ${from}` : undefined
}

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

function offences(root: string): string[] {
  const found: string[] = []
  const toPart = (path: string) => partOf(relative(root, path).split(sep).join("/"))
  const folders = ["electron", "renderer", "native"].map(name => join(root, name)).filter(existsSync)
  for (const file of folders.flatMap(folder => [...sources(folder)])) {
    const from = toPart(file)
    // What lies in a folder of its own needs a floor; what lies beside the folders starts the program.
    if (!from && relative(root, file).split(sep).length > 2)
      found.push(`${relative(root, file)} is on no floor`)
    for (const [, target] of readFileSync(file, "utf8").matchAll(importPattern)) {
      const to = toPart(resolve(dirname(file), target!))
      const problem = from && to && offence(from, to)
      if (problem) found.push(`${relative(root, file)} imports ${target}: ${problem}`)
    }
  }
  return found
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = offences(resolve(import.meta.dirname, ".."))
  for (const line of found) console.error(line)
  if (found.length > 0) process.exit(1)
}
