/** Addresses of stores: folders, and buckets of servers that speak S3. */
import { createHash } from "node:crypto"
import { resolve } from "node:path"
import { isLoopback } from "../../base/loopback.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"

/** Off this machine, pictures and recipes travel encrypted. @throws StudioError farm.bad_address */
export function checkEndpoint(endpoint: string): void {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname))
  if (!isSafe || url.password !== "")
    throw new StudioError("farm.bad_address", { problem: note("farm.s3_endpoint", {}) })
}

/** A bucket's name, and a prefix of plain names. */
const addressPattern = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:\/[A-Za-z0-9_.=-]+)*)\/?$/

export interface S3Place {
  bucket: string
  /** Empty, or with a slash at its end. */
  prefix: string
  /** Of a server of one's own; undefined for Amazon's. */
  endpoint: string | undefined
}

/** @throws StudioError farm.bad_address */
export function s3Place(address: string, environment: NodeJS.ProcessEnv): S3Place {
  const [, bucket, folder] = addressPattern.exec(address) ?? []
  const isPlain = folder !== undefined && !folder.split("/").some(part => /^\.+$/.test(part))
  if (bucket === undefined || !isPlain)
    throw new StudioError("farm.bad_address", { problem: note("farm.s3_form", {}) })
  const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL
  if (endpoint !== undefined) checkEndpoint(endpoint)
  return { bucket, prefix: folder === "" ? "" : `${folder.slice(1)}/`, endpoint }
}

/** Names a place, however its address is written and by whichever keys it is opened. @throws StudioError farm.bad_address */
export function idOfStore(address: string, environment: NodeJS.ProcessEnv): string {
  const parts = ["folder", resolve(address)]
  if (isS3(address)) {
    const { endpoint = "", bucket, prefix } = s3Place(address, environment)
    parts.splice(0, 2, "s3", endpoint.replace(/\/+$/, ""), bucket, prefix)
  }
  return createHash("sha256").update(parts.join("\n")).digest("hex")
}

export const isS3 = (address: string): boolean => /^s3:/i.test(address)
