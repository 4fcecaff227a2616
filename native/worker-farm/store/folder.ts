/** A store in a folder, which several machines may share over the network. */
import { mkdir, open, opendir, rm, stat } from "node:fs/promises"
import { join, relative, resolve, sep } from "node:path"
import { readBounded } from "../../base/read-bounded.ts"
import { replaceFile } from "../../base/replace-file.ts"
import { temporaryOf } from "../../base/temporary-file.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import { idOfStore } from "./endpoint.ts"
import type { Store, Stored } from "./store.ts"

/** @throws StudioError farm.store_failed when the folder can't be made */
export async function openFolderStore(folder: string): Promise<Store> {
  const root = resolve(folder)
  await mkdir(root, { recursive: true }).catch(failed)
  return {
    id: idOfStore(root, {}),
    begin: (key, most) => begin(join(root, key), most),
    get: (key, most) => read(join(root, key), most),
    has: key => stat(join(root, key)).then(found => found.isFile(), absent(false)),
    put: (key, bytes) => put(join(root, key), bytes).catch(failed),
    list: prefix => filesBelow(root, prefix),
    remove: async keys => {
      for (const key of keys) await rm(join(root, key), { force: true }).catch(failed)
    },
    close: () => undefined,
  }
}

/** Most folders are there: to make sure of it each time takes longer. */
async function put(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await replaceFile(path, bytes, { folder: "exists" })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOENT") throw cause
    await replaceFile(path, bytes)
  }
}

async function read(path: string, most: number): Promise<Uint8Array | null> {
  const found = await readBounded(path, most).catch(absent(null))
  if (found === "too_large" || found === "no_file") throw new StudioError("farm.too_large", { most })
  return found
}

async function begin(path: string, most: number): Promise<{ bytes: Uint8Array; total: number } | null> {
  const file = await open(path, "r").catch(absent(null))
  if (file === null) return null
  try {
    const { size: total } = await file.stat()
    const bytes = Buffer.alloc(Math.min(most, total))
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return { bytes: bytes.subarray(0, bytesRead), total }
  } catch (error) {
    return absent(null)(error as NodeJS.ErrnoException)
  } finally {
    await file.close()
  }
}

async function* filesBelow(root: string, prefix: string): AsyncIterable<Stored> {
  const folder = await opendir(join(root, prefix), { recursive: true }).catch(absent(null))
  if (folder === null) return
  for await (const entry of folder) {
    if (!entry.isFile() || temporaryOf(entry.name) !== undefined) continue
    const path = join(entry.parentPath, entry.name)
    const found = await stat(path).catch(absent(null))
    if (found === null) continue
    yield { key: relative(root, path).split(sep).join("/"), bytes: found.size, modified: found.mtimeMs }
  }
}

function failed(cause: unknown): never {
  if (cause instanceof StudioError) throw cause
  throw new StudioError("farm.store_failed", { reason: reasonOf(cause) }, { cause })
}

/** For `catch`: the value for what isn't there; any other failure is the store's. */
const absent =
  <Value>(value: Value) =>
  (cause: NodeJS.ErrnoException): Value => {
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR") return value
    return failed(cause)
  }
