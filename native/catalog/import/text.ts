/**
 * Text files as people have them: UTF-8 or UTF-16, with or without a byte-order mark. A file has one encoding. Of a file in
 * another encoding only ASCII is read, so that bytes which happen to be UTF-8 are never taken for letters they aren't.
 */
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
    const encoding = await encodingOf(path)
    if (encoding === "unknown") {
      for await (const bytes of chunksOf(path))
        yield bytes.toString("latin1").replaceAll(/[^\0-\x7f]/g, undecodable)
    } else yield* decoded(path, new TextDecoder(encoding))
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw new StudioError("catalog.broken_file", { file, problem: reasonOf(error) }, { cause: error })
  }
}

async function* decoded(path: string, decoder: TextDecoder): AsyncGenerator<string> {
  for await (const bytes of chunksOf(path)) yield decoder.decode(bytes, { stream: true })
  yield decoder.decode()
}

const chunksOf = (path: string): AsyncIterable<Buffer> =>
  createReadStream(path, { highWaterMark: 256 * 1024 })

async function encodingOf(path: string): Promise<"utf-8" | "utf-16le" | "utf-16be" | "unknown"> {
  return utf16Of(await startOf(path)) ?? ((await isMostlyUtf8(path)) ? "utf-8" : "unknown")
}

/** Bytes looked at for the zeros of UTF-16. */
const startBytes = 64 * 1024

async function startOf(path: string): Promise<Buffer> {
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
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(startBytes), 0, startBytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/**
 * By the byte-order mark, or by the zeros: in UTF-16 every ASCII letter has one, always on the same side, and so has each
 * line break. Other encodings have none.
 */
function utf16Of(start: Buffer): "utf-16le" | "utf-16be" | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le"
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be"
  let [even, odd] = [0, 0]
  let [littleBreaks, bigBreaks] = [0, 0]
  for (let at = 0; at + 1 < start.length; at += 2) {
    const [first, second] = [start[at]!, start[at + 1]!]
    if (first === 0) even++
    if (second === 0) odd++
    if (second === 0 && (first === 10 || first === 13)) littleBreaks++
    if (first === 0 && (second === 10 || second === 13)) bigBreaks++
  }
  if (littleBreaks > 0 && even * 20 < odd) return "utf-16le"
  return bigBreaks > 0 && odd * 20 < even ? "utf-16be" : undefined
}

/** Whether a file is UTF-8, be it with some damaged rows: more of its letters beyond ASCII are sound than not. */
async function isMostlyUtf8(path: string): Promise<boolean> {
  let [sound, broken] = [0, 0]
  for await (const text of decoded(path, new TextDecoder())) {
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if (unit === 0xfffd) broken++
      else if (unit > 0x7f) sound++
    }
  }
  return broken === 0 || sound > broken
}
