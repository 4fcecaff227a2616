/** The desktop shell's engine process, with an engine of one call and the shell's end of its port in the test's hand. */
import { EventEmitter } from "node:events"
import { createORPCClient } from "@orpc/client"
import { RPCLink } from "@orpc/client/message-port"
import { beforeAll, beforeEach, expect, test, vi } from "vitest"
import { noLog } from "../native/base/log/log.ts"
import { takeUncoded } from "../native/base/uncoded.ts"
import type { ApiClient } from "../native/contract/api/index.ts"
import { StudioError } from "../native/contract/errors.ts"
import { receiptOf } from "../native/contract/shell.ts"
import { os } from "../native/engine/context.ts"
import type { ToEngine } from "./messages.ts"

// As a page may leave 64 MB unread.
vi.mock(import("../native/contract/shell.ts"), async original => ({
  ...(await original()),
  maxWaitingBytes: 100_000,
}))
/** About 7000 bytes. */
const many = Array.from({ length: 100 }, (_, n) => ({ from: `fog ${n} ${"x".repeat(30)}`, to: `mist ${n}` }))
let cancelled = 0

const engine = {
  router: {
    merges: {
      list: os.merges.list.handler(() => [{ from: "fog", to: "mist" }]),
      add: os.merges.add.handler(() => many),
    },
    app: {
      events: os.app.events.handler(async function* ({ context }) {
        yield { type: "changed" as const, what: "items" as const }
        await new Promise(gone => context.connection.signal.addEventListener("abort", gone))
        cancelled++
      }),
    },
  },
  images: vi.fn(async (_kind: string, id: string) =>
    id === "1" ? { type: "image/png", bytes: new Uint8Array([1, 2]) } : null,
  ),
  grantFolder: (path: string) => `handle of ${path}`,
  log: noLog,
  close: vi.fn(() => Promise.resolve()),
}
const createEngine = vi.fn((_options: unknown) => Promise.resolve(engine))
vi.mock("../native/engine/engine.ts", () => ({ createEngine }))

/** Electron's `process.parentPort`. */
class Shell extends EventEmitter {
  readonly told: Record<string, unknown>[] = []
  postMessage = (message: Record<string, unknown>) => void this.told.push(message)

  send(message: ToEngine, ports: unknown[] = []): void {
    this.emit("message", { data: message, ports })
  }

  answer(type: string): Promise<Record<string, unknown>> {
    return vi.waitUntil(() => this.told.find(message => message.type === type))
  }
}
const shell = new Shell()
const exit = vi.spyOn(process, "exit").mockImplementation(() => undefined as never)

const options = {
  workspaceDir: "w",
  root: "r",
  starterPack: "p",
  scenariosDir: "s",
  questionnaireDir: "q",
  modelsFile: "m",
  modelsDir: "d",
  farmsFile: "d",
  sampleCatalog: null,
}

beforeAll(async () => {
  Object.assign(process, { parentPort: shell })
  await import("./engine-process.ts")
})
beforeEach(() => void shell.told.splice(0))

test("an engine that can't open says why, and the process ends", async () => {
  createEngine.mockRejectedValueOnce(new StudioError("serve.bad_root", { dir: "r" }))
  shell.send({ type: "start", engine: options })
  expect(await shell.answer("failed")).toMatchObject({ problem: { code: "serve.bad_root" } })
  await vi.waitUntil(() => exit.mock.calls.length > 0)
})

test("an unexpected reason is shown in full, because no page is open yet", async () => {
  vi.spyOn(process.stderr, "write").mockReturnValueOnce(true)
  createEngine.mockRejectedValueOnce(new Error("libstdc++ is too old"))
  shell.send({ type: "start", engine: options })
  expect(await shell.answer("failed")).toMatchObject({
    problem: {
      code: "engine.not_started",
      details: { reason: { code: "program.quoted", details: { text: "libstdc++ is too old" } } },
    },
  })
  expect(takeUncoded()).toHaveLength(1)
})

/** A page's session: the engine's end of its port, and the page's. */
function connected() {
  // A MessagePortMain is an emitter of { data }.
  const { port1, port2 } = new MessageChannel()
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => port2.postMessage(message),
    start: () => port2.start(),
    close: vi.fn(),
  })
  port2.onmessage = ({ data }) => port.emit("message", { data })
  shell.send({ type: "connect" }, [port])
  const api: ApiClient = createORPCClient(new RPCLink({ port: port1 }))
  port1.start()
  return { port, port1, api }
}

test("an engine that opens is ready, and every port becomes a session of its own", async () => {
  shell.send({ type: "start", engine: options })
  await shell.answer("ready")
  expect(createEngine).toHaveBeenLastCalledWith(options, expect.any(Function))
  const { port, port1, api } = connected()
  expect(await api.merges.list()).toEqual([{ from: "fog", to: "mist" }])

  vi.spyOn(process.stderr, "write").mockReturnValueOnce(true)
  port1.postMessage("no call")
  await vi.waitUntil(() => port.close.mock.calls.length > 0)
  port1.close()
})

test("a page that says what it reads may read without end; one that doesn't is cut off, and its calls end", async () => {
  const calls = 20
  const { port, port1, api } = connected()
  const events = await api.app.events()
  await events.next()
  port1.addEventListener("message", ({ data }) => port1.postMessage(receiptOf(data)))
  for (let call = 0; call < calls; call++) await api.merges.add({ from: "a", to: "b" })
  expect(port.close).not.toHaveBeenCalled()
  const silent = connected()
  await (await silent.api.app.events()).next()
  for (let call = 0; call < calls; call++)
    void silent.api.merges.add({ from: "a", to: "b" }).catch(() => undefined)
  await vi.waitUntil(() => silent.port.close.mock.calls.length > 0)
  await vi.waitUntil(() => cancelled === 1)
  expect(port.close).not.toHaveBeenCalled()
  port1.close()
  silent.port1.close()
})

test("pictures are found by their URL, and one that can't be read counts as missing", async () => {
  shell.send({ type: "picture", id: 7, url: "app://studio/images/item/1?edge=160" })
  expect(await shell.answer("picture")).toMatchObject({
    id: 7,
    picture: { type: "image/png", bytes: new Uint8Array([1, 2]) },
  })
  expect(engine.images).toHaveBeenLastCalledWith("item", "1", 160)
  shell.told.splice(0)
  engine.images.mockRejectedValueOnce(new Error("the disk is gone"))
  vi.spyOn(process.stderr, "write").mockReturnValueOnce(true)
  shell.send({ type: "picture", id: 8, url: "app://studio/images/item/1" })
  expect(await shell.answer("picture")).toEqual({ type: "picture", id: 8, picture: null })
})

test("a path that the user chose becomes a handle", async () => {
  shell.send({ type: "grant", id: 9, path: "/data" })
  expect(await shell.answer("granted")).toEqual({ type: "granted", id: 9, handle: "handle of /data" })
})

test("closing closes the engine first", async () => {
  exit.mockClear()
  shell.send({ type: "close" })
  await vi.waitUntil(() => exit.mock.calls.length > 0)
  expect(engine.close).toHaveBeenCalledOnce()
})
