/** Code that V8 has compiled, kept for the next start: it takes about a sixth of a start's time. */
import module from "node:module"
import { fileURLToPath } from "node:url"

/** Where it is kept: beside the built programs, which a new build replaces together with it. None while developing. */
export const compiledCodeOf = (program: string): string | null =>
  program.endsWith(".ts") ? null : fileURLToPath(new URL("../compiled", program))

/**
 * Keeps what this process imports from now on. Node 20 can't, and a folder that can't be written costs time only.
 *
 * @param program address of a built program
 */
export function keepCompiledCode(program: string): void {
  const dir = compiledCodeOf(program)
  const { enableCompileCache } = module as { enableCompileCache?: (dir: string) => unknown }
  if (dir !== null) enableCompileCache?.(dir)
}
