/**
 * The list of updates, as electron-builder writes it: a version, and its files with their hashes. It counts only with our
 * signature over its bytes, on every system: on Linux nothing else would tell who made a file.
 */
import { type KeyObject, sign, verify } from "node:crypto"
import { parseUpdateInfo } from "electron-updater/out/providers/Provider.js"
import { z } from "zod"
import { reasonOf, StudioError } from "../../native/contract/errors.ts"
import { keyOf, type UpdateSource } from "./source.ts"

export const mostListBytes = 64 * 1024
const mostSignatureBytes = 1024
const mostFileBytes = 4 * 1024 ** 3

const fileSchema = z.object({
  /** A name in the list's own folder, not an address. */
  url: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._ -]{0,199}$/),
  sha512: z.base64().length(88),
  size: z.int().positive().max(mostFileBytes),
})
const listSchema = z.object({
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}(-[0-9A-Za-z.-]{1,50})?$/),
  files: z.array(fileSchema).min(1).max(20),
  releaseDate: z.string().max(50).default(""),
})
export type UpdateList = z.infer<typeof listSchema>

/** Reads at most `most` bytes. Throws update.unreachable. */
export type ReadBytes = (url: URL, most: number) => Promise<Buffer>

/** `linux-x64`: each system and processor has a folder of its own, beside the others. */
export const targetOf = (platform: string, arch: string): string => `${platform}-${arch}`

/** Where the list and its files lie. */
export const folderOf = ({ url }: UpdateSource, target: string): URL => new URL(`${target}/`, url)

/** What is signed says what it is for, so that the list of another system, or any other signed text, is no list. */
const signedBytes = (target: string, list: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`I-AM-G Studio, updates for ${target}\n`), list])

/** The signature that belongs into `NAME.yml.sig`, in base64. */
export const signList = (target: string, list: Uint8Array, privateKey: KeyObject): string =>
  sign(null, signedBytes(target, list), privateKey).toString("base64")

/** Throws what zod or the YAML parser says. */
export const parseList = (text: string, file: string): UpdateList =>
  listSchema.parse(parseUpdateInfo(text, file, new URL("file:///")))

/** @param file The list's name, e.g. `latest-linux.yml`. @throws update.unreachable, update.not_ours, update.unreadable */
export async function readList(
  source: UpdateSource,
  target: string,
  file: string,
  readBytes: ReadBytes,
): Promise<UpdateList> {
  const folder = folderOf(source, target)
  const { host } = folder
  const list = await readBytes(new URL(file, folder), mostListBytes)
  const signature = await readBytes(new URL(`${file}.sig`, folder), mostSignatureBytes)
  if (!isOurs(source, target, list, signature)) throw new StudioError("update.not_ours", { host })
  try {
    return parseList(list.toString("utf8"), file)
  } catch (error) {
    throw new StudioError("update.unreadable", { host, reason: reasonOf(error) })
  }
}

function isOurs(source: UpdateSource, target: string, list: Buffer, signature: Buffer): boolean {
  const text = signature.toString("latin1").trim()
  if (!/^[A-Za-z0-9+/]{86}==$/.test(text)) return false
  return verify(null, signedBytes(target, list), keyOf(source.key), Buffer.from(text, "base64"))
}
