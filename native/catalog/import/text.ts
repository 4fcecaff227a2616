/** The text of a file in pieces. A file has one encoding: what the user chose, or else what was found. */
import { createReadStream } from "node:fs"
import { basename } from "node:path"
import { note } from "../../contract/codes/index.ts"
import type { Encoding, EncodingChoice } from "../../contract/encoding.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { decoderOf, undecodable } from "./decoder.ts"
import { findEncoding, markedEncoding } from "./encoding.ts"
import { brokenFile } from "./file-errors.ts"
import type { Problems } from "./problems.ts"

/** The encoding that a file is read in. @throws StudioError table.unclear_encoding, catalog.broken_file, catalog.too_large */
async function encodingOf(path: string, chosen: EncodingChoice = {}, problems?: Problems): Promise<Encoding> {
  const file = basename(path)
  const wish = chosen[file] ?? chosen["*"]
  const encoding =
    wish === undefined ? await sureEncoding(path, file) : ((await markedEncoding(path)) ?? wish)
  if (encoding !== "utf-8") problems?.say(note("table.read_as", { file, encoding }))
  return encoding
}

async function sureEncoding(path: string, file: string): Promise<Encoding> {
  const { encoding, sure, likely } = await findEncoding(path)
  if (!sure) throw new StudioError("table.unclear_encoding", { file, likely: likely.slice(0, 6) })
  return encoding
}

/** @throws StudioError catalog.broken_file, catalog.too_large, table.unclear_encoding */
export async function* readText(
  path: string,
  chosen?: EncodingChoice,
  problems?: Problems,
): AsyncGenerator<string> {
  try {
    const decoder = decoderOf(await encodingOf(path, chosen, problems))
    for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>)
      yield decoder.decode(bytes, { stream: true })
    yield decoder.decode()
  } catch (error) {
    if (error instanceof StudioError) throw error
    throw brokenFile(basename(path), reasonOf(error), { cause: error })
  }
}

/** The first lines with letters beyond ASCII, or else the first ones, in an encoding: for the user to judge it by. */
export async function sampleLines(path: string, encoding: Encoding, most = 3): Promise<string[]> {
  const decoder = decoderOf(encoding)
  const first: string[] = []
  const telling: string[] = []
  let rest = ""
  let read = 0
  const take = (line: string) => {
    const shown = line.trim().slice(0, 120)
    if (shown === "") return
    if (first.length < most) first.push(shown)
    if (/[^\0-\x7f]/.test(shown)) telling.push(shown)
  }
  for await (const bytes of createReadStream(path, { highWaterMark: 64 * 1024 }) as AsyncIterable<Buffer>) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r/)
    rest = lines.pop()!.slice(0, 1000)
    for (const line of lines) if (telling.length < most) take(line)
    read += bytes.length
    if (telling.length >= most || read > 8 * 1024 * 1024) break
  }
  if (telling.length < most) take(rest)
  return telling.length > 0 ? telling.slice(0, most) : first
}

/** Why a value isn't text, if it isn't. */
export function problemOfText(value: string): Note | undefined {
  if (value.includes(undecodable) || /[\x80-\x84\x86-\x9f]/.test(value)) return note("table.undecodable", {})
  return value.includes("\0") ? note("table.zero_bytes", {}) : undefined
}
