import { resolve } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { runStart } from "./open-studio.ts"

const studioDir = resolve(import.meta.dirname, "..")

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

/** `npm start -- …` where the system speaks a language. */
async function start(language: string, ...args: string[]) {
  vi.stubEnv("LC_ALL", language)
  const said = { stdout: "", stderr: "" }
  for (const stream of ["stdout", "stderr"] as const)
    vi.spyOn(process[stream], "write").mockImplementation(text => {
      said[stream] += text
      return true
    })
  const code = await runStart(args, studioDir)
  vi.restoreAllMocks()
  return { code, ...said }
}

test("it helps in the language of the system", async () => {
  const { code, stdout } = await start("zh_CN.UTF-8", "--help")
  expect(code).toBe(0)
  expect(stdout).toMatch(/^用法： ?npm start -- \[选项\]\n/)
  expect(stdout).toMatch(/ {2}--workspace <文件夹> +工作区的文件夹/)
  expect(stdout).toMatch(/ {2}--no-open +只显示链接，不打开浏览器\n/)
  expect((await start("en_US.UTF-8", "--help")).stdout).toMatch(/ {2}--no-open +print the link instead of/)
})

test("it says in that language why it opens no window, and what keeps it from opening at all", async () => {
  const { code, stderr } = await start("zh_CN.UTF-8", "--no-open", "--root", "/nowhere")
  expect(code).toBe(1)
  expect(stderr).toMatch(/^正在浏览器中打开工作室：未要求使用 Electron。\n无法打开文件夹 \/nowhere。\n/)
  expect((await start("en_US.UTF-8", "--browser", "--root", "/nowhere")).stderr).toMatch(
    /^Opening the studio in your browser: Electron was not asked for\.\n/,
  )
})

test.each([
  [["--prot", "80"], "There is no option --prot; the nearest is --port."],
  [["--port"], "--port needs a value."],
  [["--port", "0"], "--port is 0, but must be a whole number from 1 to 65535."],
  [["shop"], "There is 1 argument, but at most 0 can be taken."],
])("%j is wrong usage", async (args, sentence) => {
  const { code, stderr } = await start("en_US.UTF-8", ...args)
  expect(code).toBe(2)
  expect(stderr).toBe(`${sentence}\n\`npm start -- --help\` says what it takes.\n`)
})
