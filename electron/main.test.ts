/**
 * The shell as it starts, on a stand-in for Electron: first Electron's own security checklist, item by
 * item (19 is in build/electron-builder.test.ts, 20 in preload/preload.test.ts), then its behaviour.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest"
import { readLogs } from "../native/base/log/read-log.ts"
import type { Updates } from "../native/contract/shell.ts"
import { channels } from "./channels.ts"
import * as electron from "./fixtures/electron.ts"

vi.mock("electron", () => import("./fixtures/electron.ts"))

const { defaultSession } = electron.session
let window: electron.BrowserWindow
let contents: electron.WebContents

beforeAll(async () => {
  await import("./main.ts")
  await vi.waitUntil(() => electron.BrowserWindow.opened.length > 0)
  window = electron.BrowserWindow.opened[0]!
  contents = window.webContents
  await vi.waitUntil(() =>
    contents.sent.some(({ value }) => (value as { state?: string }).state === "running"),
  )
})

const preferences = () => window.options.webPreferences as Record<string, unknown>
const fromPage = () => ({ sender: contents, senderFrame: contents.mainFrame })
const processes = electron.UtilityProcess.forked

/** What the page's own scheme answers. */
const ask = (url: string, method = "GET"): Promise<Response> => {
  const [, answer] = defaultSession.protocol.handle.mock.lastCall as [
    string,
    (request: unknown) => Promise<Response>,
  ]
  return answer({ url, method })
}

describe("Electron's security checklist", () => {
  test("1. only load secure content: the page comes from the program itself, and nothing leaves the machine", () => {
    expect(window.loaded).toBe("app://studio/")
    const [filter, decide] = defaultSession.webRequest.onBeforeRequest.mock.lastCall as [
      { urls: string[] },
      (details: unknown, answer: (verdict: unknown) => void) => void,
    ]
    expect(filter.urls).toEqual(
      expect.arrayContaining(["http://*/*", "https://*/*", "ws://*/*", "wss://*/*"]),
    )
    const answer = vi.fn()
    decide({ url: "https://example.com/" }, answer)
    expect(answer).toHaveBeenCalledWith({ cancel: true })
  })

  test("2. no Node.js for the page", () => {
    expect(preferences()).toMatchObject({
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
    })
  })

  test("3. context isolation", () => expect(preferences().contextIsolation).toBe(true))

  test("4. process sandboxing", () => {
    expect(preferences().sandbox).toBe(true)
    expect(electron.app.enableSandbox).toHaveBeenCalled()
  })

  test("5. permission requests are refused, and so are checks, devices and screen capture", () => {
    const requests = defaultSession.setPermissionRequestHandler.mock.lastCall as [
      (contents: unknown, permission: string, answer: (granted: boolean) => void, details: object) => void,
    ]
    const checks = defaultSession.setPermissionCheckHandler.mock.lastCall as [
      (contents: unknown, permission: string, origin: string) => boolean,
    ]
    const granted = (permission: string, url: string): boolean => {
      const answer = vi.fn()
      requests[0](contents, permission, answer, { requestingUrl: url })
      const [[requested]] = answer.mock.calls as [[boolean]]
      expect(checks[0](contents, permission, url)).toBe(requested)
      return requested
    }
    for (const permission of [
      "media",
      "geolocation",
      "notifications",
      "clipboard-read",
      "fileSystem",
      "openExternal",
    ])
      expect([permission, granted(permission, "app://studio/")]).toEqual([permission, false])
    // Copying text is all that the page itself may do, and no other page.
    expect(granted("clipboard-sanitized-write", "app://studio/")).toBe(true)
    expect(granted("clipboard-sanitized-write", "https://example.com/")).toBe(false)

    const [device] = defaultSession.setDevicePermissionHandler.mock.lastCall as [() => boolean]
    expect(device()).toBe(false)
    const [capture] = defaultSession.setDisplayMediaRequestHandler.mock.lastCall as [
      (...args: unknown[]) => void,
    ]
    const streams = vi.fn()
    capture({}, streams)
    expect(streams).toHaveBeenCalledWith({})
  })

  test("6. web security stays on", () => expect(preferences().webSecurity).toBe(true))

  test("7. a content security policy comes with everything, and runs our own scripts alone", async () => {
    for (const url of ["app://studio/", "app://studio/images/item/1", "app://studio/assets/none.js"]) {
      const policy = (await ask(url)).headers.get("content-security-policy")
      expect(policy).toMatch(/^default-src 'none'; script-src 'self';/)
      expect(policy).not.toMatch(/script-src[^;]*unsafe|https?:|\*/)
    }
  })

  test("8. no insecure content", () => expect(preferences().allowRunningInsecureContent).toBe(false))
  test("9. no experimental features", () => expect(preferences().experimentalFeatures).toBe(false))
  test("10. no Blink features", () => expect(preferences()).not.toHaveProperty("enableBlinkFeatures"))

  test("11, 12. no webview, whatever it asks for", () => {
    expect(preferences().webviewTag).toBe(false)
    const event = { preventDefault: vi.fn() }
    contents.emit("will-attach-webview", event)
    expect(event.preventDefault).toHaveBeenCalled()
  })

  test.each(["will-navigate", "will-frame-navigate", "will-redirect"])("13. %s stays on the page", name => {
    const leaves = (url: string) => {
      const event = { url, preventDefault: vi.fn() }
      contents.emit(name, event)
      return event.preventDefault.mock.calls.length > 0
    }
    expect(leaves("app://studio/catalog")).toBe(false)
    for (const url of [
      "https://example.com/",
      "file:///etc/passwd",
      "app://studio.example/",
      "app://studio@example.com/",
      "app://user@studio/",
      "javascript:alert(1)",
      "data:text/html,x",
      "not a url",
    ])
      expect([url, leaves(url)]).toEqual([url, true])
  })

  test("14. no new windows", () => {
    for (const url of ["app://studio/", "https://huggingface.co/", "about:blank"])
      expect(contents.windowOpenHandler?.({ url })).toEqual({ action: "deny" })
  })

  test("15. only sites on our list open in the browser", () => {
    electron.shell.openExternal.mockClear()
    contents.windowOpenHandler?.({ url: "https://huggingface.co/h94/IP-Adapter" })
    expect(electron.shell.openExternal).toHaveBeenCalledExactlyOnceWith(
      "https://huggingface.co/h94/IP-Adapter",
    )
    for (const url of [
      "http://huggingface.co/",
      "https://huggingface.co.evil.example/",
      "https://evil.example/huggingface.co",
      "https://huggingface.co:8443/",
      "https://huggingface.co@evil.example/",
      "https://user:password@huggingface.co/",
      "file:///etc/passwd",
      "ms-settings:privacy",
      "javascript:alert(1)",
    ])
      contents.windowOpenHandler?.({ url })
    expect(electron.shell.openExternal).toHaveBeenCalledTimes(1)
  })

  test("16. a current Electron, pinned", () => {
    const { devDependencies } = JSON.parse(
      readFileSync(join(import.meta.dirname, "..", "package.json"), "utf8"),
    )
    expect(devDependencies.electron).toMatch(/^4[5-9]\.\d+\.\d+$/)
  })

  describe("17. the sender of every message is checked", () => {
    const strangers = () => {
      const elsewhere = Object.assign(new electron.Frame(), { url: "https://example.com/" })
      return [
        { sender: new electron.WebContents(), senderFrame: contents.mainFrame },
        { sender: contents, senderFrame: new electron.Frame() },
        { sender: contents, senderFrame: elsewhere },
        { sender: contents, senderFrame: null },
      ]
    }

    test("ports, themes and restarts are for the page alone", () => {
      const before = processes[0]!.received.length
      for (const event of strangers()) {
        electron.ipcMain.emit(channels.connect, event)
        electron.ipcMain.emit(channels.setTheme, event, "dark")
        electron.ipcMain.emit(channels.watchEngine, { ...event, sender: { send: expect.unreachable } })
      }
      expect(processes[0]!.received).toHaveLength(before)
      expect(electron.nativeTheme.themeSource).toBe("system")
    })

    test("and so are updates, which take no other step than those that there are", () => {
      const automatic = () => {
        const send = vi.fn<(channel: string, value: Updates) => void>()
        electron.ipcMain.emit(channels.watchUpdates, {
          ...fromPage(),
          sender: Object.assign(contents, { send }),
        })
        return send.mock.lastCall?.[1]
      }
      const { send } = contents
      for (const event of strangers()) electron.ipcMain.emit(channels.setAutomaticUpdates, event, true)
      electron.ipcMain.emit(channels.setAutomaticUpdates, fromPage(), "yes")
      electron.ipcMain.emit(channels.update, fromPage(), "erase")
      // This copy runs from its source: it can't be updated, and says so.
      expect(automatic()).toMatchObject({
        automatic: false,
        version: "0.2.0",
        progress: { step: "unavailable", reason: { code: "update.from_source" } },
      })
      electron.ipcMain.emit(channels.setAutomaticUpdates, fromPage(), true)
      expect(automatic()?.automatic).toBe(true)
      contents.send = send
    })

    test("and so are dialogs", async () => {
      electron.dialog.showOpenDialog.mockClear()
      for (const event of strangers())
        expect(await electron.ipcMain.handlers.get(channels.choose)?.(event, "folder")).toBeNull()
      expect(electron.dialog.showOpenDialog).not.toHaveBeenCalled()
    })

    test("after it went elsewhere, the page is a stranger too", () => {
      contents.mainFrame.url = "https://example.com/"
      electron.ipcMain.emit(channels.setTheme, fromPage(), "dark")
      contents.mainFrame.url = "app://studio/"
      expect(electron.nativeTheme.themeSource).toBe("system")
    })
  })

  test("18. a scheme of our own instead of file://, with nothing outside the page's folder", async () => {
    expect(electron.protocol.registerSchemesAsPrivileged).toHaveBeenCalledWith([
      { scheme: "app", privileges: expect.objectContaining({ standard: true, secure: true }) },
    ])
    expect(Object.keys(electron.protocol.registerSchemesAsPrivileged.mock.lastCall?.[0] as object)).toEqual([
      "0",
    ])
    for (const url of [
      "app://studio/..%2fapp%2fmain.js",
      "app://studio/%2e%2e%2fpackage.json",
      "app://studio/..%5cpackage.json",
      "app://other/index.html",
      "app://studio/assets/%00.js",
    ])
      expect([url, (await ask(url)).status]).toEqual([url, 404])
    expect((await ask("app://studio/", "POST")).status).toBe(405)
  })
})

describe("the engine", () => {
  test("hands each page a port of its own, and another when it was started again", async () => {
    const { mainFrame } = contents
    electron.ipcMain.emit(channels.connect, fromPage())
    expect(mainFrame.posted).toEqual([{ channel: channels.port, ports: [{ end: 2 }] }])
    expect(processes[0]!.received.at(-1)).toEqual({ message: { type: "connect" }, ports: [{ end: 1 }] })

    processes[0]!.emit("message", { type: "dying", reason: "memory ran out" })
    processes[0]!.emit("exit", 1)
    await vi.waitUntil(() => mainFrame.posted.length === 2)
    expect(processes[1]!.received.at(-1)).toEqual({ message: { type: "connect" }, ports: [{ end: 1 }] })
    expect(contents.sent.map(({ value }) => value)).toEqual(
      expect.arrayContaining([
        { state: "restarting", restarts: 1, reason: "memory ran out" },
        { state: "running", restarts: 1, reason: "memory ran out" },
      ]),
    )
  })

  test("leaves its last lines and exit code in the shell's log, without the user's folders", async () => {
    const lost = processes.at(-1)!
    lost.stderr.write("terminate called: std::bad_alloc\nat /home/someone/model.onnx\n")
    lost.emit("exit", 134)
    const logsDir = join(electron.app.getPath(), "logs")
    await vi.waitFor(async () =>
      expect(await readLogs([logsDir], { from: "error", limit: 1 })).toMatchObject([
        {
          source: "shell",
          event: "engine lost",
          facts: { code: 134 },
          lines: ["terminate called: std::bad_alloc", "at <path>"],
        },
      ]),
    )
    await vi.waitUntil(() => processes.at(-1) !== lost)
  })

  test("finds pictures by what their address names", async () => {
    const picture = await ask("app://studio/images/item/1?edge=160")
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"])
    expect(processes.at(-1)!.received.at(-1)?.message).toMatchObject({
      type: "picture",
      url: "app://studio/images/item/1?edge=160",
    })
  })

  test("makes a handle of the chosen folder, so that the page never names a path", async () => {
    const choose = electron.ipcMain.handlers.get(channels.choose)!
    expect(await choose(fromPage(), "folder")).toEqual({ handle: "handle-1", name: "a catalog" })
    expect(await choose(fromPage(), "/etc")).toBeNull()
    electron.dialog.showOpenDialog.mockResolvedValueOnce({ filePaths: [] })
    expect(await choose(fromPage(), "file")).toBeNull()
  })
})

describe("the window", () => {
  test("is shown once there is something to see", () => {
    expect(window.show).not.toHaveBeenCalled()
    window.emit("ready-to-show")
    expect(window.show).toHaveBeenCalled()
  })

  test("comes forward when the program is started a second time", () => {
    electron.app.emit("second-instance")
    expect(window.restore).toHaveBeenCalled()
    expect(window.focus).toHaveBeenCalled()
  })

  test("follows the theme that the page chose, if there is one of that name", () => {
    electron.ipcMain.emit(channels.setTheme, fromPage(), "dark")
    expect(electron.nativeTheme.themeSource).toBe("dark")
    electron.ipcMain.emit(channels.setTheme, fromPage(), "neon")
    expect(electron.nativeTheme.themeSource).toBe("dark")
  })

  test("hears the menu's commands", () => {
    type Item = { id?: string; click?: () => void; submenu?: Item[] }
    const find = (items: Item[]): Item | undefined =>
      items.flatMap(item => [item, ...(item.submenu ?? [])]).find(({ id }) => id === "go-catalog")
    find(electron.Menu.setApplicationMenu.mock.lastCall?.[0] as Item[])?.click?.()
    expect(contents.sent.at(-1)).toEqual({ channel: channels.command, value: "go-catalog" })
  })

  test("is loaded again when its process dies, and asks after the third time", () => {
    const die = () => contents.emit("render-process-gone", {}, { reason: "crashed" })
    die()
    die()
    expect(contents.reload).toHaveBeenCalledTimes(2)
    expect(electron.dialog.showMessageBoxSync).not.toHaveBeenCalled()
    die()
    expect(electron.dialog.showMessageBoxSync).toHaveBeenCalledTimes(1)
    expect(contents.reload).toHaveBeenCalledTimes(3)
  })

  test("keeps where it was, and the engine ends before the program does", async () => {
    window.emit("close")
    const kept = JSON.parse(readFileSync(join(electron.app.getPath(), "window.json"), "utf8"))
    expect(kept).toEqual({ bounds: { x: 10, y: 20, width: 1000, height: 700 }, maximized: false })
    const event = { preventDefault: vi.fn() }
    electron.app.emit("before-quit", event)
    expect(event.preventDefault).toHaveBeenCalled()
    await vi.waitUntil(() => electron.app.quit.mock.calls.length > 0)
    expect(processes.at(-1)!.received.at(-1)?.message).toEqual({ type: "close" })
  })
})

beforeEach(() => {
  contents.mainFrame.url = "app://studio/"
})
