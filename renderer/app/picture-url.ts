/** Addresses of pictures as the page fetches them. */
import { useSyncExternalStore } from "react"
import { imageUrl, type PictureKind } from "../../native/contract/api/common.ts"
import { pictureKeyName } from "../../native/contract/shell.ts"

let key = ""
let opened = 0
const listeners = new Set<() => void>()

/**
 * Pictures can be fetched (again): the line to the engine is open.
 *
 * @param given the key that they take in a browser; the desktop shell needs none
 */
export function openPictures(given = ""): void {
  key = given
  opened++
  for (const listener of listeners) listener()
}

/** How often the line was opened so far: a picture that couldn't be fetched before is worth another try. */
export const usePicturesOpened = (): number =>
  useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => opened,
  )

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
