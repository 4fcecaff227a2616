/** The few sentences that a browser shows when it may not have the page: no script, nothing to load. */

export interface Notice {
  en: string
  zh: string
}

export const notices = {
  noSession: {
    en: "To open the studio, use the link that was printed when it was started.",
    zh: "请使用启动工作室时显示的链接打开。",
  },
  linkUsed: {
    en: "This link has been used already, or belongs to an earlier run. Press Enter where the studio was started for a new one.",
    zh: "此链接已被使用，或属于之前的运行。请在启动工作室的终端按 Enter 键获取新链接。",
  },
} satisfies Record<string, Notice>

export const noticePage = ({ en, zh }: Notice): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>I-AM-G Studio</title>
<style>
  body { font: 16px/1.6 system-ui, sans-serif; max-width: 36rem; margin: 20vh auto; padding: 0 1.5rem }
  h1 { font-size: 1.25rem }
</style>
<h1>I-AM-G Studio</h1>
<p>${en}</p>
<p lang="zh-Hans">${zh}</p>
</html>
`
