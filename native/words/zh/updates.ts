import type { updates as codes } from "../../contract/codes/updates.ts"
import type { WordsOf } from "../words-of.ts"

export const updates: WordsOf<typeof codes> = {
  update: {
    unreachable: {
      message: "无法连接 {host}：{reason}。",
      next: "请检查网络连接，稍后再试。",
    },
    refused: {
      message: "{host} 没有提供更新列表（状态码 {status, number}）。",
      next: "请稍后再试。如果仍然如此，请从获取本程序的地方下载新版本。",
    },
    not_ours: {
      message: "{host} 上的更新列表没有本程序开发者的签名。",
      next: "没有下载任何内容。请从获取本程序的地方下载新版本，并报告此问题。",
    },
    unreadable: {
      message: "无法读取 {host} 上的更新列表：{reason}。",
      next: "请稍后再试。如果仍然如此，请从获取本程序的地方下载新版本。",
    },
    not_downloaded: {
      message: "无法下载版本 {version}：{reason}。",
      next: "请检查网络连接和磁盘剩余空间，然后重试。",
    },
    damaged: {
      message: "下载的版本 {version} 的文件与开发者签名的文件不一致。",
      next: "该文件已删除，请稍后再试。",
    },
    not_installed: {
      message: "无法安装版本 {version}：{reason}。",
      next: "当前版本保持不变。请从获取本程序的地方下载新版本。",
    },
    not_kept: {
      message: "无法保存此选择：{reason}。",
      next: "请确认数据文件夹可以写入，然后重新选择。",
    },
    from_source: "此程序是从源代码启动的，不会自动更新。",
    no_source: "此程序打包时没有设置更新地址。",
    not_appimage: "在 Linux 上只有 AppImage 版本能自动更新。请从获取本程序的地方下载新版本。",
    not_writable: "无法替换程序：文件夹 {folder} 不可写入。",
  },
}
