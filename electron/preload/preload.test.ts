/** Electron's security checklist, item 20: the page gets functions of ours and none of Electron's objects. */
import { beforeAll, expect, test, vi } from "vitest"
import type { Bridge, EngineState } from "../../native/contract/shell.ts"
import { channels } from "../channels.ts"

type Heard = (event: unknown, ...args: unknown[]) => void

const electron = vi.hoisted(() => ({
  contextBridge: { exposeInMainWorld: vi.fn() },
  ipcRenderer: {
    on: vi.fn<(channel: string, heard: (event: unknown, ...args: unknown[]) => void) => void>(),
    off: vi.fn(),
    send: vi.fn(),
    invoke: vi.fn(() => Promise.resolve(null)),
  },
}))
vi.mock("electron", () => electron)

const posted = vi.fn()
let bridge: Bridge

/** What the preload listens with on a channel. */
const heardOn = (channel: string): Heard =>
  electron.ipcRenderer.on.mock.calls.findLast(([name]) => name === channel)![1]

beforeAll(async () => {
  vi.stubGlobal("window", { postMessage: posted, location: { origin: "app://studio" } })
  await import("./preload.ts")
  bridge = electron.contextBridge.exposeInMainWorld.mock.lastCall![1] as Bridge
})

test("one object is exposed, of functions and the platform's name", () => {
  expect(electron.contextBridge.exposeInMainWorld).toHaveBeenCalledExactlyOnceWith("studio", bridge)
  const { platform, ...functions } = bridge
  expect(platform).toBe(process.platform)
  for (const value of Object.values(functions)) expect(value).toBeTypeOf("function")
})

test("listeners hear values, never the event that carries the sender", () => {
  const listener = vi.fn()
  const stop = bridge.onEngine(listener)
  const state: EngineState = { state: "starting" }
  heardOn(channels.engine)({ sender: electron.ipcRenderer }, state, "more")
  expect(listener.mock.calls).toEqual([[state]])
  stop()
  expect(electron.ipcRenderer.off).toHaveBeenCalledWith(channels.engine, heardOn(channels.engine))
})

test("every call goes to a channel of its own, with no more than its argument", () => {
  electron.ipcRenderer.send.mockClear()
  bridge.connect()
  bridge.restartEngine()
  ;(bridge.setTheme as (...args: unknown[]) => void)("dark", "and more")
  ;(bridge.setAutomaticUpdates as (...args: unknown[]) => void)(true, "and more")
  ;(bridge.update as (...args: unknown[]) => void)("check", "and more")
  void (bridge.chooseFolder as (...args: unknown[]) => unknown)("/etc")
  expect(electron.ipcRenderer.send.mock.calls).toEqual([
    [channels.connect],
    [channels.restartEngine],
    [channels.setTheme, "dark"],
    [channels.setAutomaticUpdates, true],
    [channels.update, "check"],
  ])
  expect(electron.ipcRenderer.invoke.mock.calls).toEqual([[channels.choose, "folder"]])
})

test("a port is handed to the page's own origin alone", () => {
  const port = {}
  heardOn(channels.port)({ ports: [port] })
  expect(posted).toHaveBeenCalledExactlyOnceWith({ type: "studio-port" }, "app://studio", [port])
})
