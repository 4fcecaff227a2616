/**
 * What the window and its page may not do. The page is our own and local; should it ever be made to run something else,
 * that finds no Node, no other page, no device, no network and no other window.
 */
import type {
  CommandLine,
  IpcMainEvent,
  IpcMainInvokeEvent,
  Session,
  WebContents,
  WebPreferences,
} from "electron"
import { isOwnPage } from "./page.ts"

/** Everything that Electron leaves to us is said, so that a changed default changes nothing here. */
export const webPreferences = (preload: string, packaged: boolean): WebPreferences => ({
  preload,
  devTools: !packaged,
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  // It would fetch dictionaries.
  spellcheck: false,
})

/** Switches by which another program could look into the page and steer it. */
const debuggingSwitches = ["remote-debugging-port", "remote-debugging-pipe", "remote-debugging-address"]

/** A packaged program can't be debugged from outside. To be called before it is ready. */
export function refuseDebugging(commandLine: Pick<CommandLine, "removeSwitch">): void {
  for (const name of debuggingSwitches) commandLine.removeSwitch(name)
}

/** Sites that the page links to; they open in the user's browser. */
const linkedHosts: ReadonlySet<string> = new Set(["arxiv.org", "huggingface.co"])

export function isAllowedLink(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, port, username, password } = new URL(url)
  return (
    protocol === "https:" && port === "" && username === "" && password === "" && linkedHosts.has(hostname)
  )
}

type GuardedSession = Pick<
  Session,
  | "setPermissionRequestHandler"
  | "setPermissionCheckHandler"
  | "setDevicePermissionHandler"
  | "setDisplayMediaRequestHandler"
  | "webRequest"
>

/** The page may put text on the clipboard (diagnostics, T*), and nothing else that takes a permission. */
const mayDo = (permission: string, url: string): boolean =>
  permission === "clipboard-sanitized-write" && isOwnPage(url)

/** Refuses all other permissions, every device, and every request that would leave this machine. */
export function guardSession(session: GuardedSession): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(mayDo(permission, requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => mayDo(permission, origin))
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, answer) => answer({}))
  const remote = ["http://*/*", "https://*/*", "ws://*/*", "wss://*/*", "ftp://*/*", "file://*/*"]
  session.webRequest.onBeforeRequest({ urls: remote }, (_details, answer) => answer({ cancel: true }))
}

type GuardedContents = Pick<WebContents, "on" | "setWindowOpenHandler">

/** Keeps the window on the page: no other address, no other window, no webview. */
export function guardContents(contents: GuardedContents, openLink: (url: string) => void): void {
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (!isOwnPage(event.url)) event.preventDefault()
  }
  contents.on("will-navigate", stay)
  contents.on("will-frame-navigate", stay)
  contents.on("will-redirect", stay)
  contents.on("will-attach-webview", event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedLink(url)) openLink(url)
    return { action: "deny" }
  })
}

/** Whether a message comes from the page itself: the top frame of our window, on our origin. */
export const isFromPage = (
  { sender, senderFrame }: Pick<IpcMainEvent | IpcMainInvokeEvent, "sender" | "senderFrame">,
  page: WebContents | undefined,
): boolean =>
  page !== undefined &&
  sender === page &&
  senderFrame !== null &&
  senderFrame === page.mainFrame &&
  isOwnPage(senderFrame.url)
