import type { page as codes } from "../../contract/codes/page.ts"
import type { WordsOf } from "../words-of.ts"

export const page: WordsOf<typeof codes> = {
  page: {
    engine_away: { message: "引擎没有响应。", next: "引擎正在重新启动，请稍后重试。" },
    shut_out: {
      message: "此页面没有当前程序的密钥。",
      next: "请打开程序启动时给出的链接；新标签页也需要用它打开。",
    },
    broken: { message: "其他页面仍可使用。", next: "请重试，或复制诊断信息用于报告。" },
  },
}
