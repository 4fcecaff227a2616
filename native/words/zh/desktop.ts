import type { desktop as english } from "../en/desktop.ts"
import type { Translation } from "../translation.ts"

export const desktop: Translation<typeof english> = {
  menu: { file: "文件", edit: "编辑", view: "显示", go: "前往", help: "帮助" },
  commands: {
    "go-studio": "工作室",
    "go-catalog": "目录",
    "go-personas": "用户画像",
    "go-history": "历史",
    "go-image-sets": "图集",
    "go-training": "微调",
    "go-evaluation": "评估",
    "go-jobs": "任务",
    "go-settings": "设置…",
    import: "导入目录…",
    render: "渲染",
    shortcuts: "键盘快捷键",
  },
  chooseFolder: "选择文件夹",
  chooseFile: "选择文件",
  choose: "选择",
  pageLost: {
    message: "工作室窗口已停止工作。",
    detail:
      "{reason, select, oom {内存不足。} killed {它被系统终止。} other {它意外崩溃。}}任务仍在继续运行，已完成的内容都已保存。",
    reload: "重新打开",
    quit: "退出",
  },
}
