import { createElement } from "react"
import { renderToString } from "react-dom/server"
import { IntlProvider } from "use-intl"
import { expect, test } from "vitest"
import { StudioError } from "../../native/contract/errors.ts"
import { keptNote, problemFrom } from "../../native/contract/problem.ts"
import { page as en } from "../../native/words/en/page/index.ts"
import { page as zh } from "../../native/words/zh/page/index.ts"
import { EngineAwayError } from "./problem.ts"
import { useProblemText } from "./problem-text.ts"

/** What a page of that language says. */
function said(error: unknown, locale: "en" | "zh-Hans" = "zh-Hans"): string {
  const Line = () => {
    const { message, next } = useProblemText()(error)
    return `${message} ${next}`
  }
  const messages = (locale === "en" ? en : zh) as typeof en
  const children = createElement(Line)
  const html = renderToString(createElement(IntlProvider, { locale, messages, timeZone: "UTC", children }))
  return html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
}

test("a problem is said in Chinese, with what and where", () => {
  const looked = ["items.csv", "ratings.csv"]
  expect(said(problemFrom(new StudioError("catalog.unknown_format", { dir: "/shop", looked })))).toBe(
    "/shop 中没有找到目录；查找过：items.csv、ratings.csv。 请选择含有 items.csv 或其他上述文件的文件夹。",
  )
  expect(said(problemFrom(new StudioError("folders.bad_name", { name: "a<b" })))).toContain(
    '“a<b”不能用作文件夹名称。 请使用文字、数字、空格和连字符；不能含 / \\ : * ? " < > |',
  )
})

test("amounts, counts and states are said as words of the language", () => {
  const memory = new StudioError("training.memory", { needed: 2_345_600_000, free: 512_000_000 })
  expect(said(problemFrom(memory))).toContain("约需 2,346 MB 内存，可用 512 MB。")
  const wrong = new StudioError("job.wrong_state", { job: "export", state: "done", wanted: "pause" })
  expect(said(problemFrom(wrong))).toContain("“图集”已完成，无法暂停。")
  const nothing = { dir: "/shop", refused: 0, first: null }
  expect(said(problemFrom(new StudioError("catalog.nothing_taken", nothing)))).toContain(
    "/shop 中的目录没有条目。",
  )
  const keyless = new StudioError("endpoint.unauthorised", { host: "h", status: 401, keySent: false })
  expect(said(problemFrom(keyless))).toContain("拒绝了没有 API 密钥的请求（401）")
})

test("a code of another version is shown, with the sentence that came with it where one was kept", () => {
  expect(said({ code: "later.version", details: {} })).toBe("later.version ")
  expect(said(keptNote({ code: "job.lost", message: "The engine was lost.", next: "Retry it." }))).toBe(
    "The engine was lost. Retry it. ",
  )
})

test("the page says what it alone meets", () => {
  expect(said(new EngineAwayError(), "en")).toBe(
    "The engine doesn’t answer. Wait a moment and try again; it is being restarted.",
  )
  expect(said(new EngineAwayError())).toBe("引擎没有响应。 引擎正在重新启动，请稍后重试。")
})
