import type { farm as codes } from "../../contract/codes/farm.ts"
import type { WordsOf } from "../words-of.ts"

export const farm: WordsOf<typeof codes> = {
  farm: {
    no_key: {
      message: "没有设置渲染农场密钥，或密钥不足 {fewest} 个字符。",
      next: "在渲染农场的每台机器上把 IAMG_FARM_KEY 设为同一段足够长的随机文本，可用 openssl rand -hex 32 生成。",
    },
    bad_address: {
      message: "这个地址不能用：{problem}。",
      next: "请改正地址，README 的“Draw on many machines”一节有示例。",
    },
    queue_unreachable: {
      message: "连接不上队列：{reason}。",
      next: "请确认 Redis 或 Valkey 正在运行，并检查地址和密码。",
    },
    queue_evicts: {
      message: "内存占满时队列可能丢弃任务：它的 maxmemory-policy 是 {policy}。",
      next: "请在 Redis 或 Valkey 中把 maxmemory-policy 设为 noeviction，然后重新启动。",
    },
    store_failed: {
      message: "渲染农场的存储无法使用：{reason}。",
      next: "请确认存储正在运行、还有空间，并且访问密钥正确。",
    },
    too_large: {
      message: "渲染农场存储中有一个文件大于 {most}，因此没有读取。",
      next: "请检查还有谁在向这个存储写入。用 `iamg farm purge` 可以清除其中的内容。",
    },
    bad_job: {
      message: "队列中的一个任务不能用：{problem}。",
      next: "请确认每台机器的 IAMG_FARM_KEY 和程序版本都相同。",
    },
    bad_result: {
      message: "渲染农场存储中的一张图片不能用：{problem}。",
      next: "请确认每台机器的 IAMG_FARM_KEY 都相同。再次需要这张图片时会重新生成。",
    },
    blob_changed: {
      message: "目录中的一个文件已丢失，或与导入时不同。",
      next: "请检查工作区：iamg workspace check。",
    },
    blob_gone: {
      message: "生成图片所需的一个文件已不在渲染农场的存储中。",
      next: "请重新开始这个图片集，缺少的文件会再次发送。",
    },
    bad_blob: {
      message: "渲染农场存储中的一个文件已损坏。",
      next: "请用 `iamg farm purge` 清除，然后重新开始这个图片集。",
    },
    not_on_list: {
      message:
        "{adapter, select, none {这个渲染节点没有模型包“{pack}”。} other {这个渲染节点没有模型包“{pack}”的适配器“{adapter}”。}}",
      next: "请在启动渲染节点时用 --pack、--adapter 和 --lora 指定。",
    },
    no_tagger: {
      message: "这个渲染节点没有标签器“{tagger}”。",
      next: "请在启动渲染节点时用 --pack 指定带标签器的模型包，或用 --endpoint 和 --model 指定服务端点。",
    },
    other_arithmetic: {
      message: "请求这张图片的程序版本不同（对方的计算版本是 {wanted}，本机是 {found}）。",
      next: "请在渲染农场的每台机器上安装同一版本。",
    },
    result_gone: {
      message: "渲染农场的存储中已经没有这张图片。",
      next: "请在工作室中打开它并重新生成，其设置都还在。",
    },
    store_unknown: {
      message: "这张图片保存在某个渲染农场的存储中，而该农场不在您的列表里。",
      next: "请在“设置 → 渲染农场”中添加，或使用 `iamg farm add`。",
    },
    unit_failed: {
      message: "渲染农场没能生成这张图片：{reason}。",
      next: "请查看渲染节点的消息，然后重新开始这个图片集，缺少的图片会再次请求。",
    },
    unknown: {
      message:
        "{known, select, none {还没有任何渲染农场，也就没有“{farm}”} other {没有名为“{farm}”的渲染农场；现有：{known}}}。",
      next: "可在“设置 → 渲染农场”中或用 `iamg farm add` 添加。",
    },
    name_taken: {
      message: "已有名为“{farm}”的渲染农场。",
      next: "请换一个名称。",
    },
    too_many: {
      message: "最多只能保存 {most} 个渲染农场。",
      next: "请删除不再使用的渲染农场。",
    },
    bad_list: {
      message: "无法读取渲染农场列表：{file}。",
      next: "请修复这个文件，或删除它后重新填写渲染农场。",
    },
    no_metrics: {
      message: "无法在 {host} 的端口 {port} 上提供指标：{reason}。",
      next: "请给 --metrics 指定其他端口，或这台机器的其他地址。",
    },
    list_unwritable: {
      message: "无法写入渲染农场列表：{reason}。",
      next: "请确认用户数据文件夹可以写入，并且还有空间。",
    },
    store_scheme: "存储应为文件夹或 s3://bucket/prefix",
    s3_form: "存储桶地址的格式是 s3://bucket/prefix",
    s3_endpoint: "其他机器上的存储必须用 https 访问",
    queue_form: "队列地址的格式是 redis://host:port 或 rediss://host:port",
    queue_open: "其他机器上的队列必须设密码，并用加密的 rediss 访问",
    bad_tag: "“{tag}”不是有效的标记：只能用字母、数字和连字符，最多 20 个",
    no_unit: "它不是本版本认识的配方",
    other_key: "它不是用这个渲染农场的密钥制作的",
    other_ask: "它的配方与名称不符",
    stalled: "开始生成它的渲染节点多次中途退出",
    password_in_address: "地址会保存在文件中，不要包含密码；请单独填写密码",
    store_forgets: "刚刚存入的内容读不出来",
    forgets:
      "队列的服务器停止后不会保留任何任务：它没有打开追加文件（appendonly yes 可打开）。届时图片集会重新请求缺少的图片。",
    clock_off: "这台机器的时钟与队列相差 {seconds} 秒：请校准，否则重试的时间会不准。",
  },
}
