/** Runs before each file of component tests. All files share one page, so what a test drew or said goes before the next one. */
import { beforeEach } from "vitest"
import { cleanup } from "vitest-browser-react/pure"
import { clearNotices } from "../app/notices.tsx"
import { bridge } from "./engine.ts"

// The line to the engine is laid as in the desktop; everything else is as in a browser.
Object.assign(window, { studio: bridge })
await import("../engine/rpc.ts")
Object.assign(window, { studio: undefined })

beforeEach(async () => {
  await cleanup()
  clearNotices()
})
