import { join } from "node:path"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import type { ServeOptions, Serving } from "../../engine/serve/parent.ts"
import { runCli } from "../program.ts"

/** A page that is there, and an engine that can't start once the page is there. */
vi.mock("../places.ts", async importOriginal => ({
  ...(await importOriginal<typeof import("../places.ts")>()),
  pageDir: join(import.meta.dirname, "../../../renderer"),
}))
vi.mock("../../engine/serve/parent.ts", () => ({
  serve({ onLink, onState }: ServeOptions): Serving {
    setImmediate(() => {
      onLink("http://127.0.0.1:1/?token=x")
      onState({ state: "failed", problem: { code: "workspace.gone", details: { dir: "shop" } } })
    })
    return { linkUsed: false, renewLink: () => "", pid: undefined, stop: async () => undefined }
  },
}))

let stderr = ""
beforeEach(() => {
  stderr = ""
  vi.spyOn(process.stderr, "write").mockImplementation(text => {
    stderr += text
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

test.each(["0", "65536", "80a", "-1", ""])("iamg serve --port %j is wrong usage", async port => {
  expect(await runCli(["serve", `--port=${port}`])).toBe(2)
  expect(stderr).toContain("number from 1 to 65535")
})

test("iamg serve --root names a folder", async () => {
  expect(await runCli(["serve", "--root", "/no/such/folder"])).toBe(1)
  expect(stderr).toContain("/no/such/folder is no folder that can be opened.")
})

test("iamg serve lets the terminal go when the engine can't start", async () => {
  vi.spyOn(process.stdout, "write").mockReturnValue(true)
  const { stdin } = process
  const wasTerminal = stdin.isTTY
  stdin.isTTY = true
  const destroy = vi.spyOn(stdin, "destroy").mockReturnValue(stdin)
  try {
    expect(await runCli(["serve"])).toBe(1)
    expect(stderr).toContain("The workspace in shop is no longer there.")
    expect(destroy).toHaveBeenCalled()
  } finally {
    stdin.isTTY = wasTerminal
    stdin.removeAllListeners("data").pause()
  }
})
