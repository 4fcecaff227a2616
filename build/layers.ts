/**
 * Checks the layers of the code: a part may import from parts in lower layers only. Checks too that no file imports itself
 * through others, which takes in the end-to-end tests. `npm run check` runs it; it prints every mistake and exits 1.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve, sep } from "node:path"
import { fileURLToPath } from "node:url"

/** The top layer first. Parts of one layer don't import from each other. */
const layers: readonly (readonly string[])[] = [
  ["electron", "renderer/window", "renderer/testing"],
  [
    "renderer/studio",
    "renderer/board",
    "renderer/catalog",
    "renderer/import",
    "renderer/personas",
    "renderer/history",
    "renderer/layouts",
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
  ["native/worker-farm"],
  ["native/training", "native/evaluation", "native/exporting"],
  ["native/measures"],
  ["native/personalize"],
  ["native/interests"],
  ["native/catalog"],
  ["native/pool"],
  ["native/hub"],
  ["native/diffusion"],
  ["native/models"],
  ["native/runtime"],
  ["native/weights"],
  ["native/graph"],
  ["native/base"],
  ["native/words"],
]

/** Every part may import it, and it imports no part. */
const contract = "native/contract"

/** The parts of `native` that the desktop shell and the page may import. */
const importedByWindows: Readonly<Record<string, readonly string[]>> = {
  electron: [contract, "native/engine", "native/words"],
  renderer: [contract, "native/words"],
}

/** The steps of the main road, and the only file that composes them. Every file may import their types. */
const roadSteps = ["plan", "conditions", "draw"].map(step => `native/personalize/${step}.ts`)
const road = "native/personalize/session.ts"

/** The first group holds `type` when only types are imported. */
const importPattern =
  /(?:^(?:im|ex)port\s(type\s)?[^"';]*?\sfrom\s|^import\s|\bimport\()\s*["'](\.{1,2}\/[^"']+)["']/gm

const partOf = (path: string): string | undefined =>
  [contract, ...layers.flat()].find(part => path === part || path.startsWith(`${part}/`))

const layerOf = (part: string): number => layers.findIndex(layer => layer.includes(part))

/** Why the part `from` may not import the part `to`; undefined when it may. */
export function forbidden(from: string, to: string): string | undefined {
  if (from === to) return undefined
  if (from === contract) return `${contract} imports no part`
  const folder = from.split("/", 1)[0]!
  const allowed = importedByWindows[folder]
  if (allowed && !to.startsWith(`${folder}/`))
    return allowed.includes(to) ? undefined : `${folder} may only import ${allowed.join(" and ")}`
  if (to === contract) return undefined
  if (layerOf(to) === layerOf(from)) return `${from} and ${to} are in one layer`
  return layerOf(to) < layerOf(from) ? `${to} is in a higher layer than ${from}` : undefined
}

/** Why `file` may not import a step of the main road; undefined when it may. */
export const shortcut = (file: string, imported: string): string | undefined =>
  roadSteps.includes(imported) && file !== road ? `only ${road} composes the main road: call it` : undefined

function* sources(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* sources(path)
    else if (/\.(tsx?|mjs)$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path
  }
}

/** Import cycles among files: each is a chain of imports that ends with the file that it began with. */
export function cycles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
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

function mistakes(root: string): string[] {
  const found: string[] = []
  const imports = new Map<string, string[]>()
  const name = (path: string) => relative(root, path).split(sep).join("/")
  const folders = ["electron", "renderer", "native", "build", "e2e"]
    .map(name => join(root, name))
    .filter(existsSync)
  for (const path of folders.flatMap(folder => [...sources(folder)])) {
    const file = name(path)
    const from = partOf(file)
    imports.set(file, [])
    // A file directly in native, renderer or electron starts the program: it needs no layer.
    if (!from && file.split("/").length > 2 && !file.startsWith("build/"))
      found.push(`${file} is in no layer`)
    for (const [, typesOnly, target] of readFileSync(path, "utf8").matchAll(importPattern)) {
      const imported = name(resolve(dirname(path), target!))
      const to = partOf(imported)
      const problem =
        (from && to && forbidden(from, to)) ?? (typesOnly ? undefined : shortcut(file, imported))
      if (problem) found.push(`${file} imports ${target}: ${problem}`)
      if (!typesOnly) imports.get(file)!.push(imported)
    }
  }
  for (const cycle of cycles(imports)) found.push(`an import cycle: ${cycle.join(" → ")}`)
  return found
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = mistakes(resolve(import.meta.dirname, ".."))
  for (const line of found) console.error(line)
  if (found.length > 0) process.exit(1)
}
