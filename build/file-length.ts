/** Checks that no hand-written file is longer than one sitting: `npm run check` prints every one that is, and exits 1. */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

export const mostLines = 400

/** Tables are read an entry at a time, and may be as long as they are. None is longer today. */
const tables: readonly string[] = []

/** Those of these files, by path, that are too long. */
export function tooLong(texts: ReadonlyMap<string, string>, exempt = tables): string[] {
  return [...texts]
    .map(([path, text]) => ({ path, lines: text.trimEnd().split("\n").length }))
    .filter(({ path, lines }) => lines > mostLines && !exempt.includes(path))
    .map(
      ({ path, lines }) =>
        `${path} has ${lines} lines; a file has at most ${mostLines}. Give each job a file of its own.`,
    )
}

/** What git knows, and what is new and not ignored. */
function handWritten(root: string): Map<string, string> {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.mjs", "*.py"],
    { cwd: root, encoding: "utf8" },
  )
  const paths = listed.split("\n").filter(path => path !== "" && existsSync(join(root, path)))
  return new Map(paths.map(path => [path, readFileSync(join(root, path), "utf8")]))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = tooLong(handWritten(resolve(import.meta.dirname, "..")))
  for (const line of found) console.error(line)
  if (found.length > 0) process.exit(1)
}
