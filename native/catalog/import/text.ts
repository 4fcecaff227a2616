/** Text files as people have them: UTF-8 with or without a byte-order mark, or UTF-16 as spreadsheets save it. */
import { createReadStream } from "node:fs"
import { open } from "node:fs/promises"
import { basename } from "node:path"
import { note } from "../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"

const maxFileBytes = 4 * 1024 ** 3

/** What stands for bytes that aren't text in the file's encoding. */
export const undecodable = "\uFFFD"

/** The file's text in pieces. @throws StudioError catalog.broken_file, catalog.too_large */
export async function* readText(path: string): AsyncGenerator<string> {
  const file = basename(path)
  try {
    const decoder = new TextDecoder(await encodingOf(path))
    for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) {
      yield decoder.decode(bytes, { stream: true })
    }
    yield decoder.decode()
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw new StudioError("catalog.broken_file", { file, problem: reasonOf(error) }, { cause: error })
  }
}

async function encodingOf(path: string): Promise<"utf-8" | "utf-16le" | "utf-16be"> {
  const handle = await open(path, "r")
  try {
    const stats = await handle.stat()
    if (!stats.isFile())
      throw new StudioError("catalog.broken_file", {
        file: basename(path),
        problem: note("file.no_file", {}),
      })
    if (stats.size > maxFileBytes) {
      throw new StudioError("catalog.too_large", {
        file: basename(path),
        limit: note("catalog.limit", { limit: "4 GB" }),
      })
    }
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    if (bytesRead === 2 && buffer[0] === 0xff && buffer[1] === 0xfe) return "utf-16le"
    if (bytesRead === 2 && buffer[0] === 0xfe && buffer[1] === 0xff) return "utf-16be"
    return "utf-8"
  } finally {
    await handle.close()
  }
}
