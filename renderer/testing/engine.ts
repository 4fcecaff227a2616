/**
 * An engine for component tests: it answers the page's calls over a MessagePort, as the desktop's does, and the contract
 * checks what goes in and out. A call that no test answers fails by its name.
 */
import { implement, ORPCError } from "@orpc/server"
import { RPCHandler } from "@orpc/server/message-port"
import { type ApiClient, api } from "../../native/contract/api/index.ts"
import type { Note } from "../../native/contract/note.ts"
import { type Bridge, portMessage, readReceipt, type Updates } from "../../native/contract/shell.ts"

// biome-ignore lint/suspicious/noExplicitAny: any call of the contract
type AnyCall = (...args: any[]) => Promise<unknown>
type Events<Output> =
  Output extends AsyncIteratorObject<infer Event, unknown, void>
    ? AsyncGenerator<Event, void, undefined>
    : Output
type Answer<Call extends AnyCall> = (
  input: Parameters<Call>[0],
) => Events<Awaited<ReturnType<Call>>> | Promise<Events<Awaited<ReturnType<Call>>>>

/** What the engine answers, by room and call. */
export type Answers = {
  [Room in keyof ApiClient]?: {
    [Call in keyof ApiClient[Room]]?: ApiClient[Room][Call] extends AnyCall
      ? Answer<ApiClient[Room][Call]>
      : never
  }
}

let current: Answers = {}

/** Calls that no test answers. */
export const unanswered = new Set<string>()

/** Answers the page's calls from now on; calls that aren't named fail. */
export const answer = (answers: Answers): void => {
  current = answers
}

/** What the engine throws. @example get: () => { throw failure({ code: "item.unknown", details: { item } }) } */
export const failure = ({ code, details }: Note): Error =>
  new ORPCError(code, { status: 422, message: code, data: { details } })

/** Adds calls to answers, room by room. */
export function withAnswers(answers: Answers, more: Answers): Answers {
  const rooms = new Set([...Object.keys(answers), ...Object.keys(more)]) as Set<keyof Answers>
  return Object.fromEntries([...rooms].map(room => [room, Object.assign({}, answers[room], more[room])]))
}

function handlerOf(room: string, call: string) {
  return ({ input }: { input: unknown }) => {
    const answers = current as Record<string, Record<string, (input: unknown) => unknown> | undefined>
    const found = answers[room]?.[call]
    if (found) return found(input)
    unanswered.add(`${room}.${call}`)
    throw failure({ code: "rpc.unknown_call", details: { call: `${room}.${call}` } })
  }
}

/** The whole contract, so that a test need not name what it doesn't ask for. */
function routerOfAll() {
  // biome-ignore lint/suspicious/noExplicitAny: built by the contract's own names
  const os = implement(api) as any
  return Object.fromEntries(
    Object.entries(api).map(([room, calls]) => [
      room,
      Object.fromEntries(
        Object.keys(calls).map(call => [call, os[room][call].handler(handlerOf(room, call))]),
      ),
    ]),
  )
}

/** The desktop's side of the page, without its dialogs. */
export const bridge: Bridge = {
  platform: "linux",
  connect() {
    const { port1, port2 } = new MessageChannel()
    // Receipts of messages are no calls; this listener comes before the handler's.
    port1.addEventListener("message", event => {
      if (readReceipt(event.data) !== null) event.stopImmediatePropagation()
    })
    new RPCHandler(routerOfAll()).upgrade(port1)
    port1.start()
    window.postMessage({ type: portMessage }, "*", [port2])
  },
  restartEngine: () => undefined,
  onEngine(listener) {
    listener({ state: "running", restarts: 0, reason: null })
    return () => undefined
  },
  onCommand: () => () => undefined,
  chooseFolder: async () => null,
  chooseFile: async () => null,
  setTheme: () => undefined,
  onUpdates(listener) {
    listener(updates.current)
    return () => undefined
  },
  setAutomaticUpdates: automatic => void updates.asked.push(automatic ? "on" : "off"),
  update: step => void updates.asked.push(step),
}

export const usualUpdates: Updates = {
  automatic: false,
  version: "0.2.0",
  host: "example.com",
  progress: { step: "none", checked: null },
}

/** What the desktop says of updates, and what the page asked of it. */
export const updates: { current: Updates; asked: string[] } = { current: usualUpdates, asked: [] }
