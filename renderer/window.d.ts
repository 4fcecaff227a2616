/** What the desktop shell's preload puts on the window; a browser has none of it. */
import type { Bridge } from "../native/contract/shell.ts"

declare global {
  interface Window {
    readonly studio?: Bridge
  }
}
