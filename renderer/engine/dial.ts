/** The two ways to the engine: a WebSocket at /rpc in a browser, MessagePorts from the preload in the desktop shell. */
import { RPCLink as PortLink } from "@orpc/client/message-port"
import { RPCLink as SocketLink } from "@orpc/client/websocket"
import type { Problem } from "../../native/contract/problem.ts"
import {
  type Bridge,
  enginePath,
  engineStateSchema,
  portMessage,
  receiptOf,
  rpcPath,
  shutOutCode,
} from "../../native/contract/shell.ts"
import { openPictures } from "../app/picture-url.ts"
import { type Dial, DialError } from "./line.ts"
import { keepKey, pageKey } from "./page-key.ts"

/** The page has to be opened by its link again: this program run doesn't know it. */
export const shutOut: Problem = { code: "page.shut_out", details: {} }

/** @param origin of the page, e.g. `http://127.0.0.1:4810` */
export function socketDial(origin: string): Dial {
  keepKey()
  return async signal => {
    const socket = new WebSocket(new URL(rpcPath, origin.replace(/^http/, "ws")))
    const closing = new Promise<number>(resolve => {
      socket.addEventListener("close", ({ code }) => resolve(code), { once: true })
    })
    /** What comes first under this name; null when the socket closes before. */
    const first = (name: "open" | "message") =>
      new Promise<Event | null>(resolve => {
        socket.addEventListener(name, resolve, { once: true })
        void closing.then(() => resolve(null))
      })
    signal.addEventListener("abort", () => socket.close(), { once: true })
    if (await first("open")) {
      const answer = first("message")
      socket.send(pageKey())
      const pictures = await answer
      if (pictures) {
        openPictures(String((pictures as MessageEvent).data))
        return { link: new SocketLink({ websocket: socket }), closed: closing.then(() => undefined) }
      }
    }
    if ((await closing) === shutOutCode) throw new DialError({ problem: shutOut })
    throw await reasonFrom(new URL(enginePath, origin))
  }
}

/** Why the engine is away, as far as the server can say. */
async function reasonFrom(url: URL): Promise<DialError> {
  try {
    const response = await fetch(url, { cache: "no-store" })
    if (response.status === 403) return new DialError({ problem: shutOut })
    const state = engineStateSchema.safeParse(await response.json())
    if (state.data?.state === "failed") return new DialError({ problem: state.data.problem })
    return new DialError({ reason: state.data && "reason" in state.data ? state.data.reason : null })
  } catch {
    return new DialError()
  }
}

/**
 * Ports come one by one: asked for at first and after the engine closed one, by themselves after it was started again. The
 * newest one counts.
 */
export function portDial(bridge: Bridge, page: Window): Dial {
  let waiting: MessagePort | null = null
  let taken: ((port: MessagePort) => void) | null = null
  let ended: (() => void) | null = null
  /** The engine closed the port and goes on: it does so to a page that reads too little. */
  let isCut = false
  let failed: ((problem: Problem) => void) | null = null
  let problem: Problem | null = null

  const end = () => {
    ended?.()
    ended = null
  }

  page.addEventListener("message", event => {
    const [port] = event.ports
    if (event.source !== page || event.data?.type !== portMessage || !port) return
    end()
    if (taken) taken(port)
    else waiting = port
  })
  bridge.onEngine(state => {
    problem = state.state === "failed" ? state.problem : null
    if (state.state !== "running") end()
    if (problem) failed?.(problem)
  })
  bridge.connect()

  return async () => {
    if (problem) {
      // Told once; from then on the dial waits for the port that comes when the user has started the engine again.
      const told = problem
      problem = null
      throw new DialError({ problem: told })
    }
    const port =
      waiting ??
      (await new Promise<MessagePort>((resolve, reject) => {
        taken = resolve
        failed = problem => reject(new DialError({ problem }))
        if (isCut) bridge.connect()
      }).finally(() => {
        taken = null
        failed = null
        problem = null
      }))
    waiting = null
    isCut = false
    const closed = new Promise<void>(resolve => {
      ended = resolve
      const cut = () => {
        isCut ||= ended === resolve
        resolve()
      }
      port.addEventListener("close", cut, { once: true })
    })
    port.addEventListener("message", ({ data }) => port.postMessage(receiptOf(data)))
    const link = new PortLink({ port })
    port.start()
    openPictures()
    return { link, closed }
  }
}
