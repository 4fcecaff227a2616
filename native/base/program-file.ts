/** Where the files are that our own processes and threads start with. */
import { createRequire } from "node:module"
import { fileURLToPath, pathToFileURL } from "node:url"

/**
 * The address of a program that `importer` starts: built, programs lie beside one another as JavaScript; while developing,
 * it is `source`. Tests set IAMG_BUILT_PROGRAMS to the folder of what was built from the same sources: from there a program
 * starts in a tenth of the time.
 *
 * @example programFile(import.meta.url, "trainer-child", "./child.ts")
 */
export function programFile(importer: string, built: string, source: string): URL {
  if (!importer.endsWith(".ts")) return new URL(`./${built}.js`, importer)
  const folder = process.env.IAMG_BUILT_PROGRAMS
  return folder ? new URL(`${built}.js`, folder) : new URL(source, importer)
}

/** The same as a process is forked with it: the file, and what Node needs in order to read TypeScript. */
export function forked(
  importer: string,
  built: string,
  source: string,
): { file: string; execArgv: string[] } {
  const file = fileURLToPath(programFile(importer, built, source))
  const loader = () => pathToFileURL(createRequire(importer).resolve("tsx")).href
  return { file, execArgv: file.endsWith(".ts") ? ["--import", loader()] : [] }
}
