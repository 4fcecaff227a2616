/** Work over the network that is tried again when its failure may pass. */
import { setTimeout } from "node:timers/promises"
import pRetry from "p-retry"

/** A failure that may pass: busy, broken or out of reach. Its cause says what happened. */
export class Transient extends Error {
  /** How long the other side asks to wait, in seconds. */
  readonly retryAfter: number
  constructor(cause: unknown, retryAfter = 0) {
    super("may pass", { cause })
    this.retryAfter = retryAfter
  }
}

export interface Retrying {
  retries: number
  /** First wait between two tries, in milliseconds; it doubles each time. */
  delay: number
  signal?: AbortSignal | undefined
}

/** The longest wait that Retry-After is granted, in seconds. */
const maxRetryAfter = 60

/** @throws the cause of the last Transient; any other error at once; the signal's reason */
export async function retried<Value>(
  work: () => Promise<Value>,
  { retries, delay, signal }: Retrying,
): Promise<Value> {
  try {
    return await pRetry(work, {
      retries,
      minTimeout: delay,
      randomize: delay > 0,
      ...(signal ? { signal } : {}),
      shouldRetry: ({ error }) => error instanceof Transient,
      onFailedAttempt: async ({ error, retriesLeft }) => {
        if (!(error instanceof Transient) || error.retryAfter === 0 || retriesLeft === 0) return
        await setTimeout(
          1000 * Math.min(error.retryAfter, maxRetryAfter),
          undefined,
          signal ? { signal } : {},
        )
      },
    })
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof Transient ? error.cause : error
  }
}

/** The seconds of a Retry-After header, which holds them or a date; 0 where it says nothing. */
export function retryAfterOf(header: string | null | undefined, now = Date.now()): number {
  const text = header?.trim() ?? ""
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? 0 : Math.max(0, (date - now) / 1000)
}
