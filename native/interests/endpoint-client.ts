/** One question to an OpenAI-compatible chat endpoint, with time limit, retries and bounds on the answer. */
import { z } from "zod"
import { retried, retryAfterOf, Transient } from "../base/retry.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import type { Note } from "../contract/note.ts"

export interface ChatOptions {
  readonly url: URL
  readonly model: string
  readonly key: string | null
  readonly timeoutSeconds: number
  /** How often a busy or broken endpoint is asked again. */
  readonly retries: number
  /** First wait between two tries, in milliseconds; it doubles each time. */
  readonly retryDelay: number
  readonly signal?: AbortSignal | undefined
}

export type ChatContent = (
  | { type: "text"; text: string }
  | { type: "image_url"; image_url: { url: string } }
)[]

const maxAnswerBytes = 1024 * 1024

const answerSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({
          content: z.union([z.string(), z.array(z.object({ text: z.string().optional() }))]),
        }),
      }),
    )
    .min(1),
})

/** Why an endpoint couldn't be asked. */
class Unreachable extends Error {
  readonly reason: Note
  constructor(reason: Note, options?: ErrorOptions) {
    super(reason.code, options)
    this.reason = reason
  }
}

/**
 * Asks once more on network errors, 429 and 5xx; never follows a redirect, which would carry the picture to a host
 * that nobody agreed to.
 *
 * @returns the answer's text
 * @throws StudioError endpoint.*, or the signal's reason
 */
export async function chat(content: ChatContent, options: ChatOptions): Promise<string> {
  const { url, retries, retryDelay, signal } = options
  try {
    return await retried(() => ask(content, options), { retries, delay: retryDelay, signal })
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    throw new StudioError("endpoint.unreachable", { host: url.host, reason: error.reason }, { cause: error })
  }
}

async function ask(content: ChatContent, options: ChatOptions): Promise<string> {
  const { url, model, key, timeoutSeconds, signal } = options
  const timeout = AbortSignal.timeout(timeoutSeconds * 1000)
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(key ? { authorization: `Bearer ${key}` } : {}) },
      body: JSON.stringify({ model, stream: false, messages: [{ role: "user", content }] }),
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
    await checkStatus(response, options)
    return answerText(await boundedText(response, url.host), url.host)
  } catch (error) {
    signal?.throwIfAborted()
    if (timeout.aborted)
      throw new StudioError("endpoint.timeout", { host: url.host, seconds: timeoutSeconds })
    if (error instanceof StudioError || error instanceof Transient) throw error
    throw new Transient(
      new Unreachable(note("program.quoted", { text: networkReason(error) }), { cause: error }),
    )
  }
}

async function checkStatus(response: Response, { url, key }: ChatOptions): Promise<void> {
  const { status, headers } = response
  if (status >= 200 && status < 300) return
  const { host } = url
  if (status >= 300 && status < 400) {
    const location = headers.get("location") ?? ""
    const to = URL.canParse(location, url.href) ? new URL(location, url).host : "?"
    await response.body?.cancel()
    throw new StudioError("endpoint.redirected", { host, to })
  }
  if (status === 401 || status === 403) {
    await response.body?.cancel()
    throw new StudioError("endpoint.unauthorised", { host, status, keySent: key !== null })
  }
  const said = errorIn(await boundedText(response, host), key)
  const problem =
    said === "" ? note("endpoint.answered", { status }) : note("endpoint.answered_saying", { status, said })
  if (status === 429 || status >= 500)
    throw new Transient(new Unreachable(problem), retryAfterOf(headers.get("retry-after")))
  throw new StudioError("endpoint.bad_answer", { host, problem })
}

/** Reads at most `maxAnswerBytes`: a broken endpoint may send without end. */
async function boundedText(response: Response, host: string): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > maxAnswerBytes)
      throw new StudioError("endpoint.bad_answer", {
        host,
        problem: note("endpoint.long_answer", { limit: "1 MB" }),
      })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString("utf8")
}

/** What the model said in an endpoint's answer. @throws StudioError endpoint.bad_answer */
export function answerText(body: string, host: string): string {
  const parsed = answerSchema.safeParse(json(body))
  if (!parsed.success) {
    throw new StudioError("endpoint.bad_answer", {
      host,
      problem: note("endpoint.no_completion", { answer: excerpt(body) }),
    })
  }
  const { content } = parsed.data.choices[0]!.message
  return typeof content === "string" ? content : content.map(part => part.text ?? "").join("")
}

/** The message in an OpenAI-style error body, without the key if the endpoint echoes it. */
function errorIn(body: string, key: string | null): string {
  const error = z
    .object({ error: z.union([z.string(), z.object({ message: z.string() })]) })
    .safeParse(json(body)).data?.error
  const message = typeof error === "string" ? error : (error?.message ?? "")
  return message === "" ? "" : excerpt(key ? message.replaceAll(key, "…") : message)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The start of what an endpoint sent, as one line. */
export const excerpt = (text: string): string => {
  const line = text.replace(/[\s\p{C}]+/gu, " ").trim()
  return line.length > 120 ? `${line.slice(0, 120)}…` : line || "—"
}

/** fetch says "fetch failed"; what failed is its cause. */
function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const reason = cause instanceof Error ? cause.message || (cause as NodeJS.ErrnoException).code : undefined
  return reason ?? String(cause)
}
