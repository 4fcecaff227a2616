/** The kinds of image file that generated images are kept in: those that can carry XMP. */
import { extname } from "node:path"
import { StudioError } from "../contract/errors.ts"

export type ImageFormat = "png" | "jpeg" | "webp" | "avif"

const extensions: Readonly<Record<string, ImageFormat>> = {
  ".png": "png",
  ".jpg": "jpeg",
  ".jpeg": "jpeg",
  ".webp": "webp",
  ".avif": "avif",
}

/** The format that a file's name asks for. @throws StudioError export.unknown_format */
export function formatOf(file: string): ImageFormat {
  const format = extensions[extname(file).toLowerCase()]
  if (!format) throw new StudioError("export.unknown_format", { file, known: Object.keys(extensions) })
  return format
}

/** How each format's files begin; a dot stands for any byte. */
const beginnings = ["\x89PNG\r\n\x1a\n", "\xff\xd8\xff", "RIFF....WEBP", "....ftypavif", "....ftypmif1"]

/** Whether bytes begin like one of the formats: decided before any decoder sees them. */
export function isImage(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 16)).toString("latin1")
  return beginnings.some(beginning => [...beginning].every((byte, at) => byte === "." || byte === start[at]))
}
