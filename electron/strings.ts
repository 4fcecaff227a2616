/** The words of menu and dialogs; those of the page are in the page's own catalogue. */
import type { MenuCommand } from "../native/contract/shell.ts"

export interface Strings {
  menu: { file: string; edit: string; view: string; go: string; help: string }
  commands: Record<MenuCommand, string>
  chooseFolder: string
  chooseFile: string
  choose: string
  pageLost: { message: string; detail: (reason: string) => string; reload: string; quit: string }
}

const en: Strings = {
  menu: { file: "File", edit: "Edit", view: "View", go: "Go", help: "Help" },
  commands: {
    "go-studio": "Studio",
    "go-catalog": "Catalog",
    "go-personas": "Personas",
    "go-history": "History",
    "go-image-sets": "Image Sets",
    "go-training": "Fine-tune",
    "go-evaluation": "Evaluation",
    "go-jobs": "Jobs",
    "go-settings": "Settings…",
    import: "Import Catalog…",
    render: "Render",
    shortcuts: "Keyboard Shortcuts",
  },
  chooseFolder: "Choose a folder",
  chooseFile: "Choose a file",
  choose: "Choose",
  pageLost: {
    message: "The studio's window stopped working.",
    detail: reason => `The reason given: ${reason}. Jobs go on; nothing that was done is lost.`,
    reload: "Open It Again",
    quit: "Quit",
  },
}

const zh: Strings = {
  menu: { file: "文件", edit: "编辑", view: "显示", go: "前往", help: "帮助" },
  commands: {
    "go-studio": "工作室",
    "go-catalog": "商品目录",
    "go-personas": "人物画像",
    "go-history": "历史",
    "go-image-sets": "图片集",
    "go-training": "微调",
    "go-evaluation": "评估",
    "go-jobs": "任务",
    "go-settings": "设置…",
    import: "导入目录…",
    render: "生成",
    shortcuts: "键盘快捷键",
  },
  chooseFolder: "选择文件夹",
  chooseFile: "选择文件",
  choose: "选择",
  pageLost: {
    message: "工作室窗口已停止工作。",
    detail: reason => `原因：${reason}。任务仍在继续，已完成的内容不会丢失。`,
    reload: "重新打开",
    quit: "退出",
  },
}

/** For a locale such as `zh-CN`; English where we speak no better. */
export const stringsFor = (locale: string): Strings => (/^zh\b/i.test(locale) ? zh : en)
