/** Where a bucket is: its address, and that of a server that speaks S3. */
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
