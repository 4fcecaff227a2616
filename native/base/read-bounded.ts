/** Files of unknown size and kind, read only if they are what they should be. */
import { open, stat } from "node:fs/promises"

/**
 * The bytes of a file. What is no file (a folder, a device, a pipe, which would wait for ever) isn't opened, and what has
 * more than `most` bytes isn't read: the answer then says which. Throws what the system does where nothing is there.
 */
export async function readBounded(path: string, most: number): Promise<Buffer | "no_file" | "too_large"> {
  if (!(await stat(path)).isFile()) return "no_file"
  const file = await open(path, "r")
  try {
    const { size } = await file.stat()
    return size > most ? "too_large" : await file.readFile()
  } finally {
    await file.close()
  }
}
