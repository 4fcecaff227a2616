/** Pictures for the page, by id alone: `/images/item/ID`, with `?edge=` for a smaller one. */
import {
  hashSchema,
  idSchema,
  keySchema,
  type PictureKind,
  sampleKeySchema,
  studyImageKeySchema,
} from "../contract/api/common.ts"

/** Finds a picture; null when there is none of that id. `edge` bounds its longer side, in pixels. */
export type Pictures = (
  kind: PictureKind,
  id: string,
  edge?: number,
) => Promise<{ type: string; bytes: Uint8Array } | null>

const edges: ReadonlySet<string> = new Set(["160", "320", "640"])
const types: ReadonlySet<string> = new Set([
  "image/png",
  "image/jpeg",
  "image/webp",
  "image/avif",
  "image/gif",
])

const forGood = "private, max-age=31536000, immutable"

/** What was drawn never changes; an item's picture does with the next import. */
const kinds = {
  item: { id: idSchema, cache: "private, max-age=60" },
  mask: { id: hashSchema, cache: forGood },
  render: { id: keySchema, cache: forGood },
  study: { id: studyImageKeySchema, cache: forGood },
  sample: { id: sampleKeySchema, cache: forGood },
} as const

/** The picture that a URL asks for; null for an address or an id that means nothing. */
export async function pictureAt(
  url: URL,
  pictures: Pictures,
): Promise<{ type: string; bytes: Uint8Array; cache: string } | null> {
  const [, kind = "", encoded] = /^\/images\/([a-z]+)\/([^/]+)$/.exec(url.pathname) ?? []
  const edge = url.searchParams.get("edge")
  if (!Object.hasOwn(kinds, kind) || (edge !== null && !edges.has(edge))) return null
  const { id: schema, cache } = kinds[kind as PictureKind]
  const id = schema.safeParse(decoded(encoded!))
  if (!id.success) return null
  const picture = await pictures(kind as PictureKind, id.data, edge === null ? undefined : Number(edge))
  if (!picture || !types.has(picture.type)) return null
  return { ...picture, cache }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
