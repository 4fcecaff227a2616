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

/** Listens, and asks for the value as it is now. */
function watch<Value>(ask: string, channel: string, listener: (value: Value) => void): () => void {
  const stop = listen(channel, listener)
  ipcRenderer.send(ask)
  return stop
}

const bridge: Bridge = {
  platform: process.platform as Bridge["platform"],
  connect: () => ipcRenderer.send(channels.connect),
  restartEngine: () => ipcRenderer.send(channels.restartEngine),
  onEngine: listener => watch(channels.watchEngine, channels.engine, listener),
  onCommand: listener => listen(channels.command, listener),
  chooseFolder: () => ipcRenderer.invoke(channels.choose, "folder"),
  chooseFile: () => ipcRenderer.invoke(channels.choose, "file"),
  setTheme: theme => ipcRenderer.send(channels.setTheme, theme),
  onUpdates: listener => watch(channels.watchUpdates, channels.updates, listener),
  setAutomaticUpdates: automatic => ipcRenderer.send(channels.setAutomaticUpdates, automatic),
  update: step => ipcRenderer.send(channels.update, step),
}

contextBridge.exposeInMainWorld("studio", bridge)
