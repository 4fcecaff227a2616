import { fileURLToPath, pathToFileURL } from "node:url"
import { afterEach, expect, test, vi } from "vitest"
import { forked, programFile } from "./program-file.ts"

const source = "file:///iamg/native/training/process/fork.ts"
const bundle = "file:///iamg/dist/app/fork-a1b2.js"

afterEach(() => {
  vi.unstubAllEnvs()
})

test("built, a program lies beside what starts it, whatever the environment says", () => {
  vi.stubEnv("IAMG_BUILT_PROGRAMS", "file:///elsewhere/")
  expect(programFile(bundle, "trainer-child", "./child.ts").href).toBe(
    "file:///iamg/dist/app/trainer-child.js",
  )
  expect(forked(bundle, "trainer-child", "./child.ts").execArgv).toEqual([])
})

test("from source it is TypeScript, which Node reads by a loader", () => {
  vi.stubEnv("IAMG_BUILT_PROGRAMS", "")
  expect(programFile(source, "trainer-child", "./child.ts").href).toBe(
    "file:///iamg/native/training/process/child.ts",
  )
  const { file, execArgv } = forked(import.meta.url, "trainer-child", "./child.ts")
  expect(file).toBe(fileURLToPath(new URL("./child.ts", import.meta.url)))
  expect(execArgv[0]).toBe("--import")
  expect(execArgv[1]).toMatch(/^file:.*\/tsx\//)
})

test("what was built from the same sources is taken where it is named", () => {
  vi.stubEnv("IAMG_BUILT_PROGRAMS", pathToFileURL("/iamg/dist/app/").href)
  const { file, execArgv } = forked(source, "trainer-child", "./child.ts")
  expect(file).toBe(fileURLToPath("file:///iamg/dist/app/trainer-child.js"))
  expect(execArgv).toEqual([])
})
