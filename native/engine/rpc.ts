/**
 * Calls over a transport: one `PageCalls` a page, whether its messages come by MessagePort or by WebSocket. Inputs and
 * answers are checked by oRPC against the contract; here every failure becomes a code of errors.ts with its sentence
 * and next step, and what nobody foresaw becomes `unexpected`, said in the log and not to the page.
 */
import { randomUUID } from "node:crypto"
import { ORPCError, ValidationError } from "@orpc/contract"
import { StandardRPCHandler } from "@orpc/server/standard"
import { createServerPeerHandleRequestFn } from "@orpc/server/standard-peer"
import {
  decodeRequestMessage,
  encodeResponseMessage,
  experimental_ServerPeerWithoutCodec as ServerPeer,
} from "@orpc/standard-server-peer"
import type { z } from "zod"
import type { Log } from "../base/log/log.ts"
import { noteUncoded } from "../base/uncoded.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { noteOfIssue } from "../contract/issue.ts"
import { problemFrom } from "../contract/problem.ts"
import { maxCallBytes, maxFileBytes } from "../contract/shell.ts"
import type { Connection, Engine } from "./context.ts"
import { isDamage, unexpected } from "./problem.ts"

/** One page's end. */
export interface PageCalls {
  /** Takes a message as it came. Rejects with rpc.malformed when it is none: there is no call to answer then. */
  message(raw: string | Uint8Array<ArrayBuffer>): Promise<void>
  /** The page is gone: cancels its calls. */
  close(): void
}

export type Send = (message: string | ArrayBufferLike | Uint8Array) => void

interface CallContext {
  connection: Connection
  bytes: number
}

/** @example const open = createRpc(engine, log); const calls = open(message => socket.send(message)) */
export function createRpc(
  { router, explain }: Pick<Engine, "router" | "explain">,
  log: Log,
): (send: Send) => PageCalls {
  const handler = new StandardRPCHandler<CallContext>(router, {
    interceptors: [
      async options => {
        const call = nameOf(options.request.url)
        const limit = carriesFile(options.request.headers) ? maxCallBytes + maxFileBytes : maxCallBytes
        if (options.context.bytes > limit)
          throw refusal(new StudioError("rpc.too_large", { limit: megabytes(limit) }))
        const result = await options.next().catch(error => {
          // Calls that ran have failed with a code already; the rest could not be read.
          throw error instanceof ORPCError
            ? error
            : refusal(new StudioError("rpc.malformed", { problem: note("rpc.garbled", {}) }))
        })
        if (!result.matched) throw refusal(new StudioError("rpc.unknown_call", { call }))
        return result
      },
    ],
    clientInterceptors: [
      async options => {
        const call = options.path.join(".")
        log.debug("call", { call })
        try {
          const output = await options.next()
          return isStream(output) ? withCodes(output, error => coded(explain(error), call, log)) : output
        } catch (error) {
          throw coded(explain(error), call, log)
        }
      },
    ],
  })

  return send => {
    const ended = new AbortController()
    const connection: Connection = { id: randomUUID(), signal: ended.signal }
    const peer = new ServerPeer(async ([id, type, payload]) => {
      const message = await encodeResponseMessage(id, type, payload)
      if (!ended.signal.aborted) send(message)
    })
    return {
      async message(raw) {
        const bytes = typeof raw === "string" ? Buffer.byteLength(raw) : raw.byteLength
        const request = await decodeRequestMessage(raw).catch(cause => {
          throw new StudioError("rpc.malformed", { problem: note("rpc.no_call", {}) }, { cause })
        })
        await peer.message(
          request,
          createServerPeerHandleRequestFn(handler, { context: { connection, bytes } }),
        )
      },
      close() {
        ended.abort()
        peer.close()
      },
    }
  }
}

/** An error as it crosses the border. */
export function coded(error: unknown, call: string, log: Log): ORPCError<string, unknown> {
  if (isDamage(error)) log.error("call", error, { call })
  if (error instanceof StudioError) return refusal(error, { cause: error })
  if (error instanceof ORPCError) {
    if (error.code === "BAD_REQUEST" && error.cause instanceof ValidationError) {
      const problems = (error.cause.issues as z.core.$ZodIssue[]).slice(0, 8).map(noteOfIssue)
      return refusal(new StudioError("rpc.bad_input", { call, problems }))
    }
    log.error("call", error.cause ?? error, { call })
    return unforeseen(error.cause ?? error)
  }
  if (error instanceof Error && error.name === "AbortError")
    return refusal(new StudioError("job.cancelled", { what: "call" }))
  log.error("call", error, { call })
  return unforeseen(error)
}

function refusal(error: StudioError, options?: ErrorOptions) {
  const { code, details } = problemFrom(error)
  return new ORPCError<string, unknown>(code, { status: 422, message: code, data: { details }, ...options })
}

/** `/items/list` is items.list. */
const nameOf = (url: URL): string => url.pathname.slice(1, 100).replaceAll("/", ".")

const carriesFile = (headers: Readonly<Record<string, unknown>>): boolean =>
  String(headers["content-type"]).startsWith("multipart/form-data")

const megabytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MB`

const isStream = (output: unknown): output is AsyncIterator<unknown> & AsyncIterable<unknown> =>
  typeof output === "object" && output !== null && Symbol.asyncIterator in output && "next" in output

/** The same events; what ends them early has a code as well. */
async function* withCodes(
  events: AsyncIterable<unknown>,
  codeOf: (error: unknown) => Error,
): AsyncGenerator<unknown> {
  try {
    yield* events
  } catch (error) {
    throw codeOf(error)
  }
}

function unforeseen(error: unknown) {
  noteUncoded(error)
  const { code, details } = unexpected
  return new ORPCError<string, unknown>(code, { status: 500, message: code, data: { details } })
}
