import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { runCli } from "../program.ts"

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
