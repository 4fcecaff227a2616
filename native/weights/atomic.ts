/** Weights files that appear whole or not at all. */
import type { FileHandle } from "node:fs/promises"
import { type ReplaceOptions, replaceFile } from "../base/replace-file.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"

/** `replaceFile` for weights. Throws weights.not_written when the drive is full or can't be written. */
export async function writeAtomically(
  path: string,
  content: string | ((file: FileHandle) => Promise<void>),
  options?: ReplaceOptions,
): Promise<void> {
  try {
    await replaceFile(path, content, options)
  } catch (cause) {
    if (cause instanceof StudioError) throw cause
    throw new StudioError("weights.not_written", { file: path, problem: reasonOf(cause) }, { cause })
  }
}
