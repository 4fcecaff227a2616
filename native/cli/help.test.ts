import { afterEach, expect, test, vi } from "vitest"
import { runCli } from "./program.ts"
import { localeOf, setLocale } from "./voice.ts"

afterEach(() => {
  vi.restoreAllMocks()
  setLocale("en")
})

async function printed(...args: string[]): Promise<string> {
  let text = ""
  const take = (chunk: unknown) => {
    text += chunk
    return true
  }
  vi.spyOn(process.stdout, "write").mockImplementation(take)
  vi.spyOn(process.stderr, "write").mockImplementation(take)
  await runCli(args)
  vi.restoreAllMocks()
  return text
}

test("the language is the one that is asked for, and otherwise the system's", () => {
  expect(localeOf(["items", "--language", "zh"], "en-GB")).toBe("zh-Hans")
  expect(localeOf(["--language=en"], "zh-CN")).toBe("en")
  expect(localeOf(["items"], "zh-CN")).toBe("zh-Hans")
  expect(localeOf(["items"], "fr-FR")).toBe("en")
})

const commands =
  "import tag merges items personas personalize sweep export train adapters evaluate preference recipe pack graph demo serve".split(
    " ",
  )
const deeper = [
  "personas create",
  "adapters export",
  "preference judge",
  "pack add",
  "pack info",
  "graph run",
]

/** Three small English words in a row are a sentence; names, flags and code aren't. */
const sentence = /(?:(?<![\w<./-])[a-z]+(?![\w>./=-])[ ,;]+){3,}/

test.each([...commands, ...deeper])("the help of %s holds no English sentence in Chinese", async command => {
  const text = await printed(...command.split(" "), "--help", "--language", "zh")
  expect(text).toContain("选项：")
  const lines = text
    .replaceAll(/^用法：.*$|\{[^}]*\}|\((?:choices|default):[^)]*\)/gm, "")
    .replaceAll(/\s+/g, " ")
    .split(/(?= -)/)
  expect(lines.filter(line => sentence.test(line))).toEqual([])
})

test("an error says in Chinese what happened and what to do", async () => {
  const text = await printed("items", "-w", "/there/is/no/workspace", "--language", "zh")
  expect(text).toBe("/there/is/no/workspace 中没有工作区。\n请检查路径，或把目录导入到那里以建立工作区。\n")
})
