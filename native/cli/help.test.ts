import { afterEach, expect, test } from "vitest"
import { iamg } from "./fixtures.ts"
import { below, wholeProgram } from "./program.ts"
import { languageAskedFor, localeNamed, setLocale, systemLocale } from "./voice.ts"

afterEach(() => setLocale("en"))

/** Every command as it is called: "pack info". */
const commands = [...below(await wholeProgram())].map(command => {
  const names = []
  for (let at = command; at.parent; at = at.parent) names.unshift(at.name())
  return names.join(" ")
})

/** What stays English everywhere: flags, names in code, file names, what stands in quotes or braces. */
const code =
  /https?:\S+|\biamg [a-z]+|--?[a-z][\w-]*|[@.#]?[\w-]+[./=_@:][\w./=@:-]*|\{[^}]*\}|`[^`]*`|可选：[^）]*|默认：[^）；，]*|[（：][^（：）；]*之一/g
/** Words of ordinary English, one behind another. */
const english = /\b[a-z]{2,}\s+[a-z]{2,}\b/

test.each(commands)("iamg %s --help is Chinese in Chinese, and English in English", async command => {
  const args = command.split(" ").filter(Boolean)
  const chinese = (await iamg(...args, "--help", "--language", "zh")).stdout
  const [usage, ...lines] = chinese.split("\n")
  expect(usage).toMatch(/^用法： iamg/)
  expect(chinese).toContain("选项：")
  const rest = lines
    .join(" ")
    .replaceAll(code, "")
    .replaceAll(/^ {2}[a-z]+ /gm, "")
  expect(rest.match(english)?.[0]).toBeUndefined()
  const said = (await iamg(...args, "--help", "--language", "en")).stdout
  expect(said).toMatch(/^Usage: iamg/)
  expect(said).not.toMatch(/\p{Script=Han}/u)
  expect(said).toContain("--language <name>")
})

test("what stands in angle brackets has a name in both languages", async () => {
  const names = [...below(await wholeProgram())].flatMap(command =>
    [
      ...command.options.map(({ flags }) => flags),
      ...command.registeredArguments.map(one => `<${one.name()}>`),
    ].flatMap(flags => flags.match(/(?<=[<[])[A-Za-z]+(?=[.>\]])/g) ?? []),
  )
  setLocale("zh-Hans")
  const { withValueNames } = await import("./voice.ts")
  expect([...new Set(names)].filter(name => !/\p{Script=Han}/u.test(withValueNames(`<${name}>`)))).toEqual([])
})

test("the language may stand before the command or behind it, and an unknown one is refused by name", async () => {
  expect(languageAskedFor(["items", "--language", "zh"])).toBe("zh")
  expect(languageAskedFor(["--language=en", "items"])).toBe("en")
  expect(languageAskedFor(["items", "--", "--language", "zh"])).toBeUndefined()
  expect((await iamg("--language", "zh", "items", "-w", "/none")).stderr).toContain("/none 中没有工作区")
  expect(localeNamed("zh-CN")).toBe("zh-Hans")
  expect(localeNamed("EN_us")).toBe("en")
  const { code, stderr } = await iamg("items", "-w", "/none", "--language", "fr")
  expect([code, stderr]).toEqual([
    2,
    "There is no language fr here, only en, zh.\n`iamg --help` says what it takes.\n",
  ])
  expect((await iamg("items", "-w", "/none", "--language")).stderr).toContain("--language needs a value")
})

test("without --language the system's counts: its variables in their order, or what it tells Node", () => {
  expect(systemLocale({}, "zh-CN")).toBe("zh-Hans")
  expect(systemLocale({}, "fr-FR")).toBe("en")
  expect(systemLocale({ LANG: "zh_CN.UTF-8" }, "en-US")).toBe("zh-Hans")
  expect(systemLocale({ LANG: "zh_CN.UTF-8", LC_ALL: "C.UTF-8" }, "zh-CN")).toBe("en")
  expect(systemLocale({ LC_MESSAGES: "zh_TW", LANG: "en_GB" }, "en-GB")).toBe("zh-Hans")
})

test.each([
  [["items", "--offset", "x"], "--offset 为 x，应为：整数。"],
  [["nothing"], "没有命令 nothing。"],
  [["item"], "没有命令 item；最接近的是 items。"],
  [["items", "-w", "x", "--serch", "a"], "没有选项 --serch；最接近的是 --search。"],
  [["items"], "缺少必需的 --workspace。"],
  [["items", "-w"], "--workspace 需要一个值。"],
  [["recipe"], "缺少参数“文件”。"],
  [["recipe", "a", "b"], "给出了 2 个参数，最多只能有 1 个。"],
  [["tag", "-w", "x", "--device", "abacus"], "--device 为 abacus，应为：auto、"],
  [["graph", "run", "p", "nose", "--in", "a", "--out", "b"], "<component> 为 nose，应为："],
  [["serve", "--port", "0"], "--port 为 0，应为：整数，1 到 65535。"],
])("wrong usage is said in Chinese: iamg %j", async (args, expected) => {
  const { code, stdout, stderr } = await iamg(...args, "--language", "zh")
  expect([code, stdout]).toEqual([2, ""])
  expect(stderr).toContain(expected)
})

test("--json is the same in every language", async () => {
  const asked = ["items", "-w", "/there/is/no/workspace", "--json"]
  const english = await iamg(...asked, "--language", "en")
  const chinese = await iamg(...asked, "--language", "zh")
  expect(chinese).toEqual({ ...english, json: expect.any(Function) })
  expect(english.json().error).toMatchObject({
    code: "workspace.missing",
    message: expect.stringMatching(/^There is no workspace/),
  })
})

test("a default that is kept in English is told in the language of the help", async () => {
  const { stdout } = await iamg("pack", "add", "--help", "--language", "zh")
  expect(stdout.replaceAll(/\s+/g, "")).toContain("下载内容的来源（默认：由用户组装）")
})
