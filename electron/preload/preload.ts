/**
 * The one bridge between the page and the shell. It hands over functions, never ipcRenderer itself, and passes nothing
 * through that the page could aim at another channel.
 */
import { contextBridge, type IpcRendererEvent, ipcRenderer } from "electron"
import { portMessage } from "../../native/contract/port-message.ts"
import type { Bridge } from "../../native/contract/shell.ts"
import { channels } from "../channels.ts"

// A port can't cross the bridge, only a message to the window can carry it; the page's own origin alone receives it.
ipcRenderer.on(channels.port, event => {
  window.postMessage({ type: portMessage }, window.location.origin, [...event.ports])
})

function listen<Value>(channel: string, listener: (value: Value) => void): () => void {
  const heard = (_event: IpcRendererEvent, value: Value) => listener(value)
  ipcRenderer.on(channel, heard)
  return () => ipcRenderer.off(channel, heard)
}

const bridge: Bridge = {
  platform: process.platform as Bridge["platform"],
  connect: () => ipcRenderer.send(channels.connect),
  restartEngine: () => ipcRenderer.send(channels.restartEngine),
  onEngine: listener => {
    const stop = listen(channels.engine, listener)
    ipcRenderer.send(channels.watchEngine)
    return stop
  },
  onCommand: listener => listen(channels.command, listener),
  chooseFolder: () => ipcRenderer.invoke(channels.choose, "folder"),
  chooseFile: () => ipcRenderer.invoke(channels.choose, "file"),
  setTheme: theme => ipcRenderer.send(channels.setTheme, theme),
}

contextBridge.exposeInMainWorld("studio", bridge)
