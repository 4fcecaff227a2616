/** Addresses of pictures as the page fetches them. */
import { imageUrl, type PictureKind } from "../../native/contract/api/common.ts"
import { pictureKeyName } from "../../native/contract/shell.ts"

let key = ""

/** The line to the engine hands it out in a browser; the desktop shell needs none. */
export const setPictureKey = (given: string): void => {
  key = given
}

/** @param version changes when the picture behind the same id does: an item's `image` hash */
export function pictureUrl(
  kind: PictureKind,
  id: string,
  { edge, version }: { edge?: 160 | 320 | 640 | undefined; version?: string | undefined } = {},
): string {
  const url = new URL(imageUrl(kind, id, edge), window.location.origin)
  if (version) url.searchParams.set("v", version.slice(0, 16))
  if (key) url.searchParams.set(pictureKeyName, key)
  return `${url.pathname}${url.search}`
}
