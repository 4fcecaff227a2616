import type { engine as codes } from "../../contract/codes/engine.ts"
import type { WordsOf } from "../words-of.ts"

export const engine: WordsOf<typeof codes> = {
  job: {
    cancelled: {
      message:
        "{what, select, import {导入} preparation {准备} tagging {打标签} masks {蒙版的创建} drawing {绘制} training {微调} evaluation {评估} questionnaire {问卷} judging {评判} image_set {图集} pack {模型包的制作} download {下载} command {命令} other {操作}}已取消。",
      next: "您可以随时重新开始。",
    },
    unknown: {
      message: "没有任务 {job}。",
      next: "它已从列表中清除。",
    },
    wrong_state: {
      message:
        "“{job, select, import {导入} prepare {准备} tag {打标签} render {渲染} export {图集} train {微调} evaluate {评估} judge {评判} other {{job}}}”{state, select, queued {在等待中} preparing {在准备中} running {正在运行} paused {已暂停} stopped {已停止} done {已完成} failed {已失败} cancelled {已取消} other {{state}}}，无法{wanted, select, pause {暂停} resume {继续} retry {重试} cancel {取消} other {显示报告}}。",
      next: "请再看一下任务列表，它可能已经结束。",
    },
    lost: {
      message: "此任务运行期间引擎中断了 {restarts, number} 次，没有任何进展。",
      next: "请减少图片或缩小尺寸，或关闭占用内存的其他程序，然后重试。",
    },
    unreadable: {
      message:
        "“{job, select, import {导入} prepare {准备} tag {打标签} render {渲染} export {图集} train {微调} evaluate {评估} judge {评判} other {{job}}}”由本程序的另一个版本保存，无法继续。",
      next: "请重新开始；它已完成的内容都已保存。",
    },
    unreadable_report: {
      message:
        "“{job, select, import {导入} prepare {准备} tag {打标签} render {渲染} export {图集} train {微调} evaluate {评估} judge {评判} other {{job}}}”的报告由本程序的另一个版本保存，无法显示。",
      next: "任务的成果都已保存；如需新的报告，请重做一次。",
    },
  },
  render: {
    unknown: {
      message: "没有渲染图 {render}。",
      next: "它已被删除；历史中可以看到现有的渲染图。",
    },
  },
  folders: {
    unknown_handle: {
      message: "该文件夹是在引擎重新启动之前选择的。",
      next: "请再次选择该文件夹。",
    },
    outside: {
      message: "文件夹 {folder} 在工作室可查看的范围之外。",
      next: "请选择其他文件夹，或用范围更大的 --root 启动工作室。",
    },
    unreadable: {
      message: "无法读取文件夹 {folder}：{reason}。",
      next: "请检查它是否仍然存在，以及您是否有读取权限。",
    },
    bad_name: {
      message: "“{name}”不能用作文件夹名称。",
      next: "请使用文字、数字、空格和连字符；不能含 / \\ : * ? \" '<' '>' |，首尾不能是点。",
    },
    exists: {
      message: "已有名为“{name}”的文件夹或文件。",
      next: "请直接使用它，或换一个名称。",
    },
    not_made: {
      message: "无法创建文件夹“{name}”：{reason}。",
      next: "请检查您在该处是否有写入权限，以及磁盘是否已满。",
    },
  },
  rpc: {
    unknown_call: {
      message: "没有调用“{call}”。",
      next: "请重新加载页面：它可能比程序旧。",
    },
    bad_input: {
      message: "无法这样执行 {call}：{problems}。",
      next: "请更正后重试。",
    },
    malformed: {
      message: "无法读取消息：{problem}。",
      next: "请重新加载页面。",
    },
    too_large: {
      message: "一次的内容太多：上限为 {limit}。",
      next: "请使用更小的文件，或减少一次的数量。",
    },
    garbled: "其中的值无法解读",
    no_call: "它不是调用",
  },
  serve: {
    port_taken: {
      message: "工作室无法监听端口 {port}：{reason}。",
      next: "请用 --port 选择其他端口，或不指定以使用空闲端口。",
    },
    no_page: {
      message: "工作室的页面尚未构建：{dir} 中没有页面。",
      next: "请运行 `npm run build`，或用 `npm start` 启动（会先构建）。",
    },
    bad_root: {
      message: "无法打开文件夹 {dir}。",
      next: "请用 --root 指定文件夹，或不指定以使用主文件夹。",
    },
    port_used: "另一个程序正在使用它",
  },
  engine: {
    not_started: {
      message: "引擎无法启动：{reason}。",
      next: "请解决所述问题，然后重新启动。",
    },
    lost: {
      message: "引擎在短时间内中断了 {times, number} 次；最近一次的原因：{reason}。",
      next: "请关闭占用大量内存的其他程序，然后重新启动；已完成的内容都已保存。",
    },
    system_ended: "系统将其结束，通常是因为内存不足",
    gave_up: "其本机代码中止，通常是因为内存不足",
    panicked: "其某个库遇到无法处理的内容；日志中有它的说明",
    unreadable_text: "工作区的 state.db 中有不是有效文本的内容",
    crashed: "其本机代码崩溃",
    crashed_with: "其本机代码崩溃（{exception}）",
    ended_by: "它被 {signal} 结束",
    ended_with: "它以退出码 {exit} 结束",
    broke: "程序内部出错：{reason}",
    memory_ran_out: "内存不足",
    restarting: "引擎已中断：{reason}。正在重新启动。",
    crashed_or_memory: "其本机代码崩溃，或内存不足（退出码 {exit}）",
  },
}
