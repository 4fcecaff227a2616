/**
 * The farm's key. Whoever can write into the queue or the store could name any recipe or give any picture: so each job and
 * each result carries a code (HMAC-SHA256) that only a holder of the key can make.
 */
import { createHmac, timingSafeEqual } from "node:crypto"
import { StudioError } from "../contract/errors.ts"

/** What a code is made for: one of a job never serves as one of a result. */
type Purpose = "job" | "result" | "head" | "task" | "answer"

const fewestLetters = 32

export class FarmKey {
  readonly #secret: string

  /** @throws StudioError farm.no_key for a missing key, or a short one */
  constructor(secret: string | undefined) {
    if (secret === undefined || secret.trim().length < fewestLetters)
      throw new StudioError("farm.no_key", { fewest: fewestLetters })
    this.#secret = secret.trim()
  }

  /** @param name of the job or the result: the askKey */
  codeFor(purpose: Purpose, name: string, content: Uint8Array | string): Buffer {
    return createHmac("sha256", this.#secret)
      .update(`iamg farm ${purpose} 1\n${name}\n`)
      .update(content)
      .digest()
  }

  isCodeFor(purpose: Purpose, name: string, content: Uint8Array | string, code: Uint8Array): boolean {
    const wanted = this.codeFor(purpose, name, content)
    return wanted.length === code.length && timingSafeEqual(wanted, code)
  }
}
