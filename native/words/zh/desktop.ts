import type { desktop as english } from "../en/desktop.ts"
import type { Translation } from "../translation.ts"

export const desktop: Translation<typeof english> = {
  menu: { file: "文件", edit: "编辑", view: "显示", go: "前往", help: "帮助" },
  commands: {
    "go-studio": "工作室",
    "go-board": "看板",
    "go-catalog": "目录",
    "go-personas": "用户画像",
    "go-history": "历史",
    "go-layouts": "版式",
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
  damaged: {
    message: "I-AM-G Studio 已损坏，无法启动。",
    detail:
      "{kind, select, missing {程序缺少一个文件：} changed {程序的一个文件被改动：} other {有一个文件不属于本程序：}}{file}{others, plural, =0 {。} other {（另有 # 个文件）。}}请重新安装程序。您的目录和图片保存在别处，不受影响。",
  },
  updates: {
    check: "检查更新…",
    latest: "您使用的已是最新版本 {version}。",
    found: "有新版本 {version} 可用。",
    foundDetail: "当前版本为 {current}。下载期间您可以继续工作。",
    downloading: "正在下载版本 {version}。",
    ready: "版本 {version} 已可安装。",
    readyDetail: "工作室将关闭并重新打开，正在运行的任务随后会继续。",
    download: "下载",
    install: "重启并安装",
    later: "稍后",
    ok: "好",
  },
}
