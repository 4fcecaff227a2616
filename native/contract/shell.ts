/**
 * How the page reaches its engine, in both shells.
 *
 * In a browser: a WebSocket at `rpcPath`, opened again when it closes; `enginePath` (GET, JSON) says why the engine was
 * lost, and answers 403 when the page has to be opened by the link again. In Electron: `window.studio` is there, and
 * every MessagePort comes as a window message `{ type: portMessage }` from the page's own origin, `event.ports[0]`.
 * Ask for one with `connect()`; another comes by itself after the engine was started again.
 */
import { z } from "zod"
import { type Note, noteSchema } from "./note.ts"
import { portMessage } from "./port-message.ts"
import { type Problem, problemSchema } from "./problem.ts"

export const rpcPath = "/rpc"
export const enginePath = "/engine"

/**
 * In a browser, the page comes with `#key=…`, keeps the key in its sessionStorage and sends it as its first message to
 * `rpcPath`. It is answered with the key of the pictures, which stands in their addresses; calls follow.
 */
export const pageKeyName = "key"
export const pictureKeyName = "key"

/** Why a socket is closed whose first message isn't the page's key. */
export const shutOutCode = 4403

/** Size of a message to the page, in bytes or letters. */
export const sizeOf = (message: string | ArrayBufferLike | Uint8Array): number =>
  typeof message === "string" ? message.length : message.byteLength

/** What the page sends over a MessagePort for each message that it has read; the number is the message's size. */
export const receiptOf = (message: string | ArrayBufferLike | Uint8Array) => ({ read: sizeOf(message) })

/** The size in a receipt; null for what is none. */
export const readReceipt = (data: unknown): number | null =>
  typeof data === "object" &&
  data !== null &&
  "read" in data &&
  typeof data.read === "number" &&
  data.read >= 0
    ? data.read
    : null

/** Bytes that a page may leave unread before it counts as gone or stuck. */
export const maxWaitingBytes = 64 * 1024 * 1024
export { portMessage }

/** Bytes of one call; a call that carries a file may have this many more. */
export const maxCallBytes = 2 * 1024 * 1024
export const maxFileBytes = 32 * 1024 * 1024

export const engineStateSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("starting") }),
  /** `reason` says why it was lost the last time, when it was. */
  z.object({ state: z.literal("running"), restarts: z.int(), reason: noteSchema.nullable() }),
  z.object({ state: z.literal("restarting"), restarts: z.int(), reason: noteSchema }),
  /** It ended too often, or could not start; only the user can try again. */
  z.object({ state: z.literal("failed"), problem: problemSchema }),
])
export type EngineState = z.infer<typeof engineStateSchema>

/** The commands that the desktop's menu sends to the page, with their keys. `Mod` is Cmd on a Mac, else Ctrl. */
export const menuCommands = {
  "go-studio": "Mod+1",
  "go-board": "Mod+B",
  "go-catalog": "Mod+2",
  "go-personas": "Mod+3",
  "go-history": "Mod+4",
  "go-layouts": "Mod+Shift+L",
  "go-image-sets": "Mod+5",
  "go-training": "Mod+6",
  "go-evaluation": "Mod+7",
  "go-jobs": "Mod+8",
  "go-settings": "Mod+,",
  import: "Mod+O",
  render: "Mod+Enter",
  shortcuts: "Mod+/",
} as const
export type MenuCommand = keyof typeof menuCommands

/** A folder or file that the user chose in a native dialog. */
export const chosenSchema = z.object({ handle: z.string(), name: z.string() })
export type Chosen = z.infer<typeof chosenSchema>

/** Updates of the desktop program. */
export interface Updates {
  /** Whether the program looks for them by itself, once a day. */
  automatic: boolean
  /** The version that runs. */
  version: string
  /** Who is asked; null where there is nobody to ask. */
  host: string | null
  progress: UpdateProgress
}

export type UpdateProgress =
  | { step: "unavailable"; reason: Note }
  /** `checked`: when nothing newer was found, in milliseconds; null before the first time. */
  | { step: "none"; checked: number | null }
  | { step: "checking" }
  | { step: "found"; version: string }
  | { step: "downloading"; version: string; fraction: number }
  | { step: "ready"; version: string }
  | { step: "installing"; version: string }
  | { step: "failed"; problem: Problem }

/** What the user may do about them. Downloading and installing wait for the user's word. */
export const updateSteps = ["check", "download", "install"] as const
export type UpdateStep = (typeof updateSteps)[number]

/** `window.studio`, only in the desktop shell. */
export interface Bridge {
  readonly platform: "darwin" | "win32" | "linux"
  /** Asks for a MessagePort to the engine. */
  connect(): void
  /** Starts an engine that has failed again. */
  restartEngine(): void
  /** Calls back with the engine's state, at once and after each change. Returns a function that ends this. */
  onEngine(listener: (state: EngineState) => void): () => void
  onCommand(listener: (command: MenuCommand) => void): () => void
  /** The system's own dialog; null when it was closed. The handle works wherever folders.open's do. */
  chooseFolder(): Promise<Chosen | null>
  chooseFile(): Promise<Chosen | null>
  /** Window frame, menus and dialogs follow. */
  setTheme(theme: "system" | "light" | "dark"): void
  /** Calls back with the state of updates, at once and after each change. Returns a function that ends this. */
  onUpdates(listener: (updates: Updates) => void): () => void
  setAutomaticUpdates(automatic: boolean): void
  update(step: UpdateStep): void
}
