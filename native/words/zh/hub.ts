import type { hub as codes } from "../../contract/codes/hub.ts"
import type { WordsOf } from "../words-of.ts"

export const hub: WordsOf<typeof codes> = {
  hub: {
    unknown_model: {
      message: "列表中没有模型“{model}”。可用的有：{known}。",
      next: "请使用其中一个名称。`iamg models list` 会说明各自的用途。",
    },
    bad_address: {
      message: "“{address}”不能作为模型站点的地址。",
      next: "请输入以 https:// 开头的地址，其中不能有密码和问号。",
    },
    insecure_address: {
      message: "地址 {address} 以 http:// 开头，传输的内容可能在途中被更改。",
      next: "请使用 https。只有本机和内部网络的地址可以使用 http。",
    },
    bad_proxy: {
      message: "无法使用系统指定的代理：{reason}。",
      next: "请更正环境变量 HTTPS_PROXY 和 HTTP_PROXY，或将其删除。",
    },
    unreachable: {
      message: "无法连接 {host}：{reason}。",
      next: "请检查网络和代理后重试。已下载的部分会保留，并从中断处继续。",
    },
    tls: {
      message: "{host} 无法证明自己的身份：{reason}。",
      next: "中间可能有代理。请询问网络管理员，或选择其他站点。",
    },
    private_address: {
      message: "{host} 指向 {address}，这不是公网地址。",
      next: "如果该站点在您自己的网络中，请将它设为镜像。",
    },
    redirects: {
      message: "{host} 的跳转超过了 {most} 次。",
      next: "请稍后重试，或选择其他站点。",
    },
    redirect: {
      message: "{host} 跳转到 {to}，该地址不受加密保护。",
      next: "请选择其他站点。",
    },
    status: {
      message: "{host} 拒绝了下载（状态码 {status}）。",
      next: "请稍后重试；已下载的部分会保留。",
    },
    busy: {
      message: "{host} 目前过于繁忙，要求稍候。",
      next: "请几分钟后重试；已下载的部分会保留。使用令牌时，站点的限制更宽松。",
    },
    bad_answer: {
      message: "本程序无法理解 {host} 的回答：{problem}。",
      next: "请检查镜像地址，或查看本程序是否有新版本。",
    },
    not_found: {
      message: "{host} 上没有模型 {repository}，或您无权查看。",
      next: "它可能已被删除或设为私有。若为私有，请保存有读取权限的令牌。",
    },
    no_revision: {
      message: "{repository} 已没有版本 {revision}。",
      next: "请获取最新版本：`iamg models get … --update`。",
    },
    no_file: {
      message: "{repository} 中缺少 {names}。",
      next: "该仓库已被更改。请查看本程序是否有新版本，其列表可能指向别处。",
    },
    gated: {
      message: "必须先同意 {repository} 的条款才能下载。",
      next: "请在 {address} 上同意条款并创建令牌，然后将令牌保存到“设置 → 模型”或环境变量 HF_TOKEN 中。",
    },
    token_refused: {
      message: "{host} 不接受用于 {repository} 的令牌。",
      next: "请在该站点创建新令牌并保存，或删除旧令牌。",
    },
    bad_token: {
      message: "令牌（{source, select, keychain {钥匙串中} other {{source}}}）无效。",
      next: "令牌由字母和数字组成，不含空格。请重新复制。",
    },
    licence_not_accepted: {
      message: "接受许可证之前不会下载任何内容：{licences}。",
      next: "请阅读许可证。如果接受，请在显示许可证的窗口中确认，或使用 --accept-licence。",
    },
    no_room: {
      message: "{folder} 所在磁盘的可用空间为 {free}，还需要 {needed}。",
      next: "请腾出空间后重试；已下载的部分会保留。",
    },
    not_writable: {
      message: "无法写入 {folder}：{reason}。",
      next: "请检查该文件夹是否存在、您是否有写入权限，以及是否有其他程序正在使用它。",
    },
    wrong_content: {
      message: "{repository} 的 {file} 与其哈希不符，已丢弃。",
      next: "请重试。若仍然如此，说明该处的文件已损坏：请使用其他站点或文件夹。",
    },
    not_in_folder: {
      message: "{folder} 中没有完整的 {model}：缺少 {names}。",
      next: "请指定仓库的文件夹、含有“所有者/名称”的文件夹，或其他程序的下载缓存。",
    },
    in_use: {
      message: "另一个进程正在 {folder} 中获取或删除模型。",
      next: "请等待其完成，或将其停止。",
    },
    not_there: {
      message: "尚未下载 {model}。",
      next: "请先获取：在“设置 → 模型”中，或用 `iamg models get`。",
    },
    damaged: {
      message: "{model} 的已下载文件损坏或缺失：{files}。",
      next: "请重新获取；只会下载损坏的部分。",
    },
    moved: "{from} 现已改名为 {to}：接受许可证之前请先查看",
    role: "{role, select, base {绘制图片} ip_adapter {让条目自己的图片引导绘制} image_encoder {读取图片并查找相似条目} clip_text {比较文字与图片：标签、按文字搜索} foreground {把主体从背景中抠出} controlnet {保留图片的结构} lora {用 4 步代替 50 步绘制} vae_tiny {更快显示预览} upscaler {放大图片} other {}}",
    state: "{state, select, absent {未下载} partial {已下载一部分} ready {就绪} changed {已损坏} other {}}",
    no_json: "不是 JSON",
    bad_content_range: "发来的不是所要求的那一部分",
    too_long: "超过 {most}",
  },
}
