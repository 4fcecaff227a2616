/**
 * Where a farm keeps what its machines share: blobs and results, under keys. A key is made by this program of hashes and
 * fixed words, never of a name. Every store keeps an object whole or not at all, and putting one twice is no harm.
 */
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import { isS3 } from "./endpoint.ts"
import { openFolderStore } from "./folder.ts"

export interface Stored {
  key: string
  bytes: number
  /** Milliseconds since 1970, by the store's own clock. */
  modified: number
}

export interface Store {
  /** See idOfStore. */
  readonly id: string
  /**
   * The bytes under a key; null where nothing is.
   *
   * @param most bytes; an object with more is not read
   * @throws StudioError farm.store_failed, farm.too_large
   */
  get(key: string, most: number): Promise<Uint8Array | null>
  /** The first bytes of an object, at most `most`, and how many it has; null where nothing is. @throws StudioError farm.store_failed */
  begin(key: string, most: number): Promise<{ bytes: Uint8Array; total: number } | null>
  has(key: string): Promise<boolean>
  put(key: string, bytes: Uint8Array): Promise<void>
  list(prefix: string): AsyncIterable<Stored>
  remove(keys: readonly string[]): Promise<void>
  close(): void
}

/** @example await openStore("s3://bucket/autumn", process.env), or openStore("/srv/iamg", process.env) */
export async function openStore(address: string, environment: NodeJS.ProcessEnv): Promise<Store> {
  if (isS3(address)) {
    const { openS3Store } = await import("./s3.ts")
    return openS3Store(address, environment)
  }
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(address))
    throw new StudioError("farm.bad_address", { problem: note("farm.store_scheme", {}) })
  return openFolderStore(address)
}
