import type { interests as codes } from "../../contract/codes/interests.ts"
import type { WordsOf } from "../words-of.ts"

export const interests: WordsOf<typeof codes> = {
  scenario: {
    invalid: {
      message: "无法使用场景文件 {file}。在“{where}”处：{problem}。",
      next: "请更正文件中的该处，或移除该文件。",
    },
    unknown: {
      message: "没有场景“{scenario}”。",
      next: "{known, select, none {请添加场景文件。} other {请使用以下之一：{known}。}}",
    },
    twin: "{other} 已描述了“{scenario}”",
  },
  endpoint: {
    not_chosen: {
      message: "没有选择服务端点，密钥没有用处。",
      next: "请先选择服务端点标签器。",
    },
    other_host: {
      message: "此密钥属于 {host}，但正在使用的标签器位于 {used}。",
      next: "请先使用位于 {host} 的标签器，再输入其密钥。",
    },
    bad_url: {
      message: "无法使用标签器服务端点的地址：{problem}。",
      next: "请输入基础地址，例如 http://localhost:11434/v1，并单独填写 API 密钥。",
    },
    insecure: {
      message: "标签器服务端点 {host} 通过 http 访问，途中的任何人都可能看到您的图片。",
      next: "请使用其 https 地址，或在设置中允许不加密的服务端点。",
    },
    consent_needed: {
      message: "用此服务端点打标签会把目录中的图片和文字发送到 {host}。",
      next: "请在设置中同意发送到 {host}，或使用内置标签器或本机上的服务端点。",
    },
    bad_key: {
      message:
        "来自 {source, select, keychain {系统密钥库} other {{source}}} 的 API 密钥含有密钥不允许的字符。",
      next: "请重新复制密钥，不要带空格或换行。",
    },
    no_keychain: {
      message: "无法使用系统密钥库：{reason}。",
      next: "请改为设置环境变量 {variable}。",
    },
    unreachable: {
      message: "无法连接标签器服务端点 {host}：{reason}。",
      next: "请检查它是否在运行、地址是否正确，然后重新打标签；已完成的条目会保留。",
    },
    timeout: {
      message: "标签器服务端点 {host} 在 {seconds, number} 秒内没有回答。",
      next: "请给它更多时间，或使用更小的模型，然后重新打标签；已完成的条目会保留。",
    },
    unauthorised: {
      message:
        "标签器服务端点 {host} 拒绝了{keySent, select, true {该 API 密钥} other {没有 API 密钥的请求}}（{status}）。",
      next: "请在环境变量 IAMG_ENDPOINT_KEY 或系统密钥库中设置正确的密钥。",
    },
    redirected: {
      message: "标签器服务端点 {host} 转向 {to}；未经您同意，不会向任何主机发送内容。",
      next: "如果信任该主机，请把它的地址设为服务端点。",
    },
    bad_answer: {
      message: "标签器服务端点 {host} 没有给出可用的回答：{problem}。",
      next: "请检查模型名称以及它能否读图，或使用其他模型。",
    },
    no_http: "它不是 http 或 https 地址",
    address_with_more: "其中含有用户名、密码或查询",
    answered: "它返回了 {status}",
    answered_saying: "它返回了 {status}：{said}",
    long_answer: "它发送的内容超过 {limit}",
    no_completion: "它的回答不是对话补全：{answer}",
    no_tags: "它的回答中没有标签：{answer}",
  },
}
