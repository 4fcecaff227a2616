/**
 * Checks that imports point down the floors: a part may import from parts below it, never above or beside; and that no
 * file imports itself through others. `npm run check` runs it; it prints every offence and exits 1.
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
  ["native/words"],
]

/** A leaf that every part may import, and that imports no part. */
const leaf = "native/contract"

/** The shell supervises the engine and the page calls it: what they may import of what doesn't open a window. */
const windows: Readonly<Record<string, readonly string[]>> = {
  electron: [leaf, "native/engine", "native/words"],
  renderer: [leaf, "native/words"],
}

/** The steps of the main road, and the only file that puts them together. Their types anyone may import. */
const roadSteps = ["plan", "conditions", "draw"].map(step => `native/personalize/${step}.ts`)
const road = "native/personalize/session.ts"

/** The first group holds `type` when only types are imported. */
const importPattern =
  /(?:^(?:im|ex)port\s(type\s)?[^"';]*?\sfrom\s|^import\s|\bimport\()\s*["'](\.{1,2}\/[^"']+)["']/gm

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

/** Says what is wrong with a file's use of another: it composes the main road beside the session. */
export const shortcut = (file: string, imported: string): string | undefined =>
  roadSteps.includes(imported) && file !== road ? `only ${road} composes the main road: call it` : undefined

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

/** Circles among files: each is a chain of imports that ends where it began. At least one of each knot is found. */
export function circles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = []
  const seen = new Set<string>()
  const walk = (file: string, chain: readonly string[]): void => {
    if (chain.includes(file)) found.push([...chain.slice(chain.indexOf(file)), file])
    if (seen.has(file)) return
    seen.add(file)
    for (const target of imports.get(file) ?? []) walk(target, [...chain, file])
  }
  for (const file of imports.keys()) walk(file, [])
  return found
}

function offences(root: string): string[] {
  const found: string[] = []
  const imports = new Map<string, string[]>()
  const name = (path: string) => relative(root, path).split(sep).join("/")
  const folders = ["electron", "renderer", "native", "build"].map(name => join(root, name)).filter(existsSync)
  for (const path of folders.flatMap(folder => [...sources(folder)])) {
    const file = name(path)
    const from = partOf(file)
    imports.set(file, [])
    // What lies in a folder of its own needs a floor; what lies beside the folders starts the program.
    if (!from && file.split("/").length > 2 && !file.startsWith("build/"))
      found.push(`${file} is on no floor`)
    for (const [, typesOnly, target] of readFileSync(path, "utf8").matchAll(importPattern)) {
      const imported = name(resolve(dirname(path), target!))
      const to = partOf(imported)
      const problem = (from && to && offence(from, to)) ?? (typesOnly ? undefined : shortcut(file, imported))
      if (problem) found.push(`${file} imports ${target}: ${problem}`)
      if (!typesOnly) imports.get(file)!.push(imported)
    }
  }
  for (const circle of circles(imports)) found.push(`a circle of imports: ${circle.join(" → ")}`)
  return found
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = offences(resolve(import.meta.dirname, ".."))
  for (const line of found) console.error(line)
  if (found.length > 0) process.exit(1)
}
