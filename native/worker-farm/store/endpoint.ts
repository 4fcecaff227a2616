/** The address of a server that speaks S3. */
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
