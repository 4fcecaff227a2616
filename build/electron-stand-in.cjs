/** Electron for packed-main.mjs, as far as the packed shell uses it. `seen`: what the shell did. */
const { EventEmitter } = require("node:events")
const { mkdtempSync } = require("node:fs")
const { tmpdir } = require("node:os")
const { join } = require("node:path")

const userData = mkdtempSync(join(tmpdir(), "iamg-packed-"))
const seen = { forked: 0, menu: [], dialogs: [], fetched: [] }
const nothing = () => undefined
const session = {
  webRequest: { onBeforeRequest: nothing },
  protocol: { handle: nothing },
  setPermissionRequestHandler: nothing,
  setPermissionCheckHandler: nothing,
  setDevicePermissionHandler: nothing,
  setDisplayMediaRequestHandler: nothing,
  async fetch(url) {
    seen.fetched.push(url)
    return new Response("", { status: 404 })
  },
}
const screen = { id: 1, workArea: { x: 0, y: 0, width: 1280, height: 800 } }

class BrowserWindow extends EventEmitter {
  webContents = Object.assign(new EventEmitter(), { send: nothing, setWindowOpenHandler: nothing })
  loadURL = async () => undefined
}

exports.seen = seen
exports.app = Object.assign(new EventEmitter(), {
  isPackaged: true,
  commandLine: { removeSwitch: nothing },
  enableSandbox: nothing,
  getLocale: () => "en",
  getName: () => "I-AM-G Studio",
  getPath: () => userData,
  getVersion: () => "0.2.0",
  quit: nothing,
  requestSingleInstanceLock: () => true,
  whenReady: async () => undefined,
})
exports.BrowserWindow = BrowserWindow
exports.dialog = {
  showMessageBox: async shown => {
    seen.dialogs.push(shown)
    return { response: 0 }
  },
  showMessageBoxSync: shown => seen.dialogs.push(shown),
}
exports.ipcMain = Object.assign(new EventEmitter(), { handle: nothing })
exports.Menu = {
  buildFromTemplate: template => template,
  setApplicationMenu: menu => {
    seen.menu = menu
  },
}
exports.MessageChannelMain = class {}
exports.nativeTheme = { shouldUseDarkColors: false }
exports.protocol = { registerSchemesAsPrivileged: nothing }
exports.screen = { getPrimaryDisplay: () => screen, getAllDisplays: () => [screen] }
exports.session = { defaultSession: session, fromPartition: () => session }
exports.shell = {}
exports.utilityProcess = {
  fork() {
    seen.forked++
    return Object.assign(new EventEmitter(), { postMessage: nothing, kill: nothing, stderr: null })
  },
}
