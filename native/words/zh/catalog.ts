import type { catalog as codes } from "../../contract/codes/catalog.ts"
import type { WordsOf } from "../words-of.ts"

export const catalog: WordsOf<typeof codes> = {
  workspace: {
    missing: {
      message: "{dir} 中没有工作区。",
      next: "请检查路径，或把目录导入到那里以建立工作区。",
    },
    gone: {
      message: "{dir} 中的工作区已不存在。",
      next: "请把其文件夹或磁盘放回原处；如果仍不行，请重新启动工作室。",
    },
    exists: {
      message: "{dir} 中已有工作区。",
      next: "请打开它，或为新工作区指定其他文件夹。",
    },
    not_empty: {
      message: "文件夹 {dir} 中有其他文件，因此没有在其中建立工作区。",
      next: "请指定新的或空的文件夹。",
    },
    in_use: {
      message:
        "{dir} 中的工作区正被{pid, select, none {另一个程序} other {进程 {pid}}}{host, select, none {} other {（在 {host} 上）}}使用{since, select, none {} other {，自 {since} 起}}。",
      next: "请关闭该程序，或等它结束后重试。",
    },
    newer: {
      message: "{dir} 中的工作区由较新版本的程序建立（其版本为 {version}，本程序支持到 {supported}）。",
      next: "请用较新版本的程序打开。",
    },
    older: {
      message: "{dir} 中的工作区为版本 {version}，需要先升级到版本 {supported}。",
      next: "请以写入方式打开一次，例如导入目录；旧状态会保留一份副本。",
    },
    damaged: {
      message: "无法使用工作区的文件 {file}：{problem}。",
      next: "请对它运行“iamg workspace repair”：能修复的会修复，损坏的文件会保留一份。",
    },
    no_space: {
      message: "{dir} 所在的磁盘已满：还需要约 {needed}。",
      next: "请腾出空间，或使用其他磁盘上的工作区，然后重新运行；没有任何内容丢失。",
    },
    not_writable: {
      message: "无法写入 {dir} 中的工作区：{reason}。",
      next: "请检查文件夹及其磁盘的权限，然后重试。",
    },
    read_only: {
      message: "{dir} 中的工作区以只读方式打开。",
      next: "请以写入方式打开。",
    },
    no_items_version: "它没有写明以哪个版本的条目为准",
    empty_state: "它是空的",
    state_malformed: "其内部结构已损坏",
    state_unread: "磁盘无法读取或打开它",
    bad_value: "其中有无法读取的值",
  },
  repair: {
    manifest_damaged: "无法读取 workspace.json。",
    state_missing: "state.db 缺失或为空：其中保存画像、历史、渲染图和任务。",
    state_damaged: "state.db 已损坏：{reason}。",
    rows_unreadable: "无法读取 {table} 中的行",
    no_integrity: "其内部结构已损坏",
    bad_text: "其中含有无效的 UTF-8 文本",
    items_unreadable: "无法读取条目表。",
    pool_unreadable: "无法读取一个嵌入表：{table}。",
    masks_missing:
      "{count} 个蒙版的文件缺失，涉及条目：{items}。请从备份恢复工作区的 masks 文件夹，或重新制作这些蒙版。",
    images_missing: "缺少 {count} 个条目的图片：{items}。请重新导入目录以找回它们。",
    renders_missing: "缺少 {count} 张渲染图的文件。可以按其配方重新绘制。",
    layout_damaged: "无法使用版式“{layout}”：{problem}。请重新添加，或从备份恢复工作区的 layouts 文件夹。",
    renders_unlisted: "renders/ 中有 {count} 张图片没有列出。",
    manifest_made: "已重新建立 workspace.json。画像今后使用新的化名；图片保留它们已带的化名。",
    state_from_backup: "state.db 取自备份 {backup}。",
    state_made: "已重新建立 state.db。请重新导入目录以找回历史和画像。",
    rows_kept: "已从损坏的 state.db 中读出并保留 {rows} 行。",
    damaged_kept: "损坏的文件保留为 {file}。",
    items_version: "条目已恢复到其表的第 {version} 版，这是能读取的最新版本。",
    items_emptied: "条目表已重新建立，目前是空的。请重新导入目录。",
    pool_removed: "已删除一个损坏的嵌入表。其条目会重新生成嵌入。",
    renders_listed: "已把 {count} 张图片放回历史。",
  },
  catalog: {
    no_meaning: {
      message: "模型包“{pack}”无法比较词语与图片。",
      next: "请按词语搜索，或使用含 CLIP 的模型包。",
    },
    empty: {
      message: "还没有条目。",
      next: "请先导入目录。",
    },
    missing_folder: {
      message: "要导入的文件夹 {dir} 不存在。",
      next: "请检查路径。",
    },
    unknown_format: {
      message: "{dir} 中没有找到目录；查找过：{looked}。",
      next: "请选择含有 items.csv 或其他上述文件的文件夹。",
    },
    missing_column: {
      message: "{file} 没有“{column}”列；{found, select, none {它没有任何列} other {现有的列：{found}}}。",
      next: "请添加该列，或更正首行中的列名，然后重新导入。",
    },
    unclear_dates: {
      message:
        "{other, select, none {{file} 中的日期有两种读法：{value} 可能是日在前，也可能是月在前} other {{file} 中的日期互相矛盾：{value} 是月在前，{other} 是日在前}}。",
      next: "请说明哪个在前：日（`--dates dmy`）或月（`--dates mdy`）。不符合的行将不会导入。",
    },
    broken_file: {
      message: "无法读取 {file}：{problem}。",
      next: "请更正该文件后重新导入；尚未导入任何内容。",
    },
    too_large: {
      message: "{file} 太大，无法导入：上限为 {limit}。",
      next: "请分批导入。",
    },
    nothing_taken: {
      message:
        "{refused, plural, =0 {{dir} 中的目录没有条目。} other {{dir} 中的 # 个条目都无法导入{first, select, none {} other {。第一个的原因：{first}}}。}}",
      next: "请更正文件后重新导入；工作区保持原样。",
    },
    malformed_row: {
      message: "无法读取 {file} 的第 {row, number} 行：{problem}。",
      next: "请更正该行后重新导入。",
    },
    duplicate_id: {
      message: "编号 {id} 在第 {first, number} 行已使用过。",
      next: "请为每个条目使用不同的编号，然后重新导入。",
    },
    no_image: {
      message: "条目 {id} 没有图片。",
      next: "{near, select, none {请在图片列中写明文件，或把以编号命名的文件放入 images/，然后重新导入。} other {您是指 {near} 吗？请在图片列中写明该文件，或以编号命名该文件。}}",
    },
    image_url: {
      message:
        "图片 {image} 是网址，{host, select, none {而程序不会从网络下载任何内容} other {未经您同意，程序不会从 {host} 下载任何内容}}。",
      next: "{near, select, none {{host, select, none {请将其下载到导入文件夹中，并改写为文件名。} other {请允许从 {host} 下载（在导入向导中勾选，或使用 `--fetch-from {host}`），或将其下载到导入文件夹中并改写为文件名。}}} other {请改写为文件名：您是指 {near} 吗？}}",
    },
    fetch_status: {
      message:
        "无法下载图片 {image}：服务器的回答是{status, select, 401 {需要密码（401）} 403 {不允许访问（403）} 404 {不存在（404）} 410 {已不存在（410）} 429 {请求过于频繁（429）} other {状态码 {status}}}。",
      next: "{status, select, 404 {请更正网址，或把图片放入导入文件夹。} 410 {请更正网址，或把图片放入导入文件夹。} 401 {请把图片放入导入文件夹：程序不会发送密码。} 403 {请把图片放入导入文件夹。} other {请稍后重新导入：已下载的图片会保留。}}",
    },
    fetch_timeout: {
      message: "图片 {image} 未能在 {seconds, number} 秒内下载完成。",
      next: "请稍后重新导入：已下载的图片会保留。",
    },
    fetch_failed: {
      message: "无法从 {host} 下载图片 {image}：{reason}。",
      next: "请检查网址和网络连接，然后重新导入：已下载的图片会保留。",
    },
    fetch_tls: {
      message: "没有下载图片 {image}，因为 {host} 无法证明自己的身份：{reason}。",
      next: "请让该服务器的管理者更新证书，或把图片放入导入文件夹。",
    },
    fetch_private: {
      message: "没有下载图片 {image}：{host} 指向 {address}，它不是公网地址。",
      next: "请把图片放入导入文件夹：程序只从公网下载图片。",
    },
    fetch_redirect: {
      message: "图片 {image} 位于另一台主机 {host}，而您没有允许从那里下载。",
      next: "请同时允许从 {host} 下载（在导入向导中勾选，或使用 `--fetch-from {host}`），然后重新导入。",
    },
    fetch_redirects: {
      message: "网址 {image} 的跳转超过了 {most, number} 次。",
      next: "请更正网址，或把图片放入导入文件夹。",
    },
    fetch_no_picture: {
      message: "网址 {image} 的内容不是图片，而是 {type}。",
      next: "请更正网址：可在浏览器中打开它查看内容。",
    },
    fetch_host_down: {
      message: "没有请求图片 {image}，因为 {host} 已连续多次失败。",
      next: "请稍后重新导入：已下载的图片会保留。",
    },
    fetch_limit: {
      message: "没有下载图片 {image}：这次导入已达到下载上限（{limit}）。",
      next: "请重新导入：会从中断处继续。",
    },
    image_outside: {
      message: "图片 {image} 在导入文件夹之外。",
      next: "{near, select, none {请将其复制到导入文件夹中，并写明从那里开始的路径。} other {请写明从导入文件夹开始的路径：您是指 {near} 吗？}}",
    },
    image_missing: {
      message: "没有图片文件 {image}。",
      next: "{near, select, none {请检查路径（从导入文件夹开始），然后重新导入。} other {您是指 {near} 吗？}}",
    },
    image_unclear: {
      message: "不止一个文件可能是图片 {image}：{found}。",
      next: "请逐字写明文件的名称，包括大小写。",
    },
    image_too_large: {
      message: "图片 {image} 太大：{found}，上限为 {limit}。",
      next: "请存为更小的图片后重新导入。",
    },
    image_format: {
      message: "文件 {image} 不是可导入的图片格式。",
      next: "请使用 JPEG、PNG、WebP、AVIF、GIF 或 TIFF。",
    },
    image_unreadable: {
      message: "图片 {image} 已损坏：{reason}。",
      next: "请重新保存，或从来源处重新复制，然后重新导入。",
    },
    tag_limit: {
      message: "一个条目最多有 {most} 个自己的标签。",
      next: "请先删除一个标签。",
    },
    item_not_taken: {
      message: "条目 {item} 不在目录中。",
      next: "{near, select, none {请添加该条目及其图片，或更正编号，然后重新导入。} other {您是指 {near} 吗？电子表格会去掉编号开头的零：请把该列存为文本。}}",
    },
    unknown_item: {
      message: "工作区中没有条目“{item}”。",
      next: "{near, select, none {请选择其他项；`iamg items` 可列出工作区中的内容。} other {您是指 {near} 吗？}}",
    },
    unknown_shopper: {
      message: "工作区中没有顾客“{shopper}”。",
      next: "{near, select, none {请使用互动记录中的编号，或其画像的名称来指明顾客。} other {您是指 {near} 吗？}}",
    },
    unknown_catalog: {
      message: "此工作区没有导入过目录 {catalog}。",
      next: "{known, select, none {请先导入目录。} other {请使用其中之一：{known}。}}",
    },
    erase_busy: {
      message: "有任务在等待或运行时无法清除顾客：这些任务可能含有该顾客的行为。",
      next: "请等待任务完成，或将其取消。",
    },
    unknown_persona: {
      message: "工作区中没有画像“{persona}”。",
      next: "{near, select, none {请选择其他项；`iamg personas` 可列出工作区中的内容。} other {您是指 {near} 吗？}}",
    },
    too_many_tags: "标签超过 {most} 个",
    long_tag: "有标签超过 {most} 个字符",
    no_field: "缺少 {column}",
    long_field: "{column} 超过 {most, number} 个字符",
    bad_field: "{column} 有误：{problem}",
    control_characters: "编号含有控制字符",
    broken_letters: "编号含有半个字符，可能是程序截断文本时留下的",
    rounded_id: "编号 {id} 被电子表格四舍五入，末尾的数字已丢失；请在电子表格中把该列设为文本，然后重新导出",
    still_away:
      "此文件夹中有 {count, number} 个条目先前已归档或删除，现在仍保持原样。可以在归档或删除的列表中将其恢复。",
    erased_left_out: "已跳过 {count, number} 条已清除顾客的互动记录。",
    similar_ids:
      "有 {count, number} 个编号与其他编号只有大小写或重音的差别，例如 {id} 与 {other}；它们作为不同的条目导入。",
    short_ids:
      "有 {count, number} 个编号不足 {digits, number} 位，例如 {id}；如果它们原本以零开头，则是被电子表格去掉了：请在电子表格中把该列设为文本，然后重新导出。",
    no_time: "“{value}”不是时间；请使用 1970 年以来的秒数，或 2024-01-31 这样的日期",
    other_time:
      "“{value}”没有当作时间读取，因为其他行是{reading, select, seconds {1970 年以来的秒数} milliseconds {1970 年以来的毫秒数} microseconds {1970 年以来的微秒数} nanoseconds {1970 年以来的纳秒数} excel {Excel 的日期序号} digits {数字日期（如 20240131）} other {书写的日期}}",
    implausible_time:
      "“{value}”作为时间早于 {earliest} 年或晚于 {latest} 年{reading, select, dates {} other {（该列按{reading, select, seconds {1970 年以来的秒数} milliseconds {1970 年以来的毫秒数} microseconds {1970 年以来的微秒数} nanoseconds {1970 年以来的纳秒数} excel {Excel 的日期序号} digits {数字日期（如 20240131）} other {}}读取）}}",
    times_read_as:
      "{file} 中的时间按{reading, select, seconds {1970 年以来的秒数} milliseconds {1970 年以来的毫秒数} microseconds {1970 年以来的微秒数} nanoseconds {1970 年以来的纳秒数} excel {Excel 的日期序号} digits {数字日期（如 20240131）} other {书写的日期}}读取。",
    no_rating: "“{value}”不是评分",
    no_list: "它不是列表",
    no_json: "它不是 JSON（{problem}）",
    no_object: "它不是 JSON 对象",
    endless_line: "其中一行没有结尾",
    field_count: "它有 {found} 个字段，而应有 {expected} 个",
    stray_quote: "第 {field} 个字段的引号开始或结束的位置不对；在带引号的字段里，每个引号要写两次",
    limit: "{limit}",
    over: "超过 {limit}",
    hours: "{hours, number} 小时",
    later_frames: "有 {count, number} 个动画的第一帧为空，已改用第一个有内容的帧（{items}）。",
    on_grey:
      "有 {count, number} 张图片是透明背景上的白色物体，在白底上看不见，因此垫上了灰色背景（{items}）。",
    blank_pictures: "有 {count, number} 张图片只有一种颜色，看不出任何内容（{items}）。",
    rows: "{rows, number} 行",
    pixels: "{width}×{height} 像素",
    many_pixels: "像素太多",
    million_pixels: "{millions} 百万像素",
    side_limit: "每边 {pixels} 像素",
  },
  persona: {
    short_history: {
      message: "{persona} 的历史中只有 {found, number} 个其他条目，需要 {needed, number} 个。",
      next: "{found, plural, =0 {请选择其他画像或条目。} other {请最多使用 # 个历史条目，或选择其他画像或条目。}}",
    },
    name_taken: {
      message: "已有名为 {name} 的画像。",
      next: "请使用其他名称。",
    },
    invalid: {
      message: "无法保存画像：{problem}。",
      next: "请更正后重试。",
    },
    two_scenarios: "{item} 属于场景 {scenario}，而 {other} 属于 {otherScenario}",
  },
  mask: {
    unknown: {
      message: "条目“{item}”没有蒙版“{name}”。",
      next: "{known, select, none {请先用“iamg masks make”或在工作室中创建一个。} other {现有蒙版：{known}。}}",
    },
    bad_name: {
      message: "蒙版不能命名为“{name}”。",
      next: "请使用 1 至 40 个字母、数字、空格、点、连字符或下划线，并以字母或数字开头。",
    },
    stale: {
      message: "蒙版“{name}”是为条目“{item}”的另一张图片制作的。",
      next: "请针对该条目现在的图片重新制作蒙版。",
    },
    other_size: {
      message: "蒙版“{mask}”为 {found}，与条目图片（{wanted}）的比例不同。",
      next: "请在条目自己的图片上制作蒙版，不要裁剪。",
    },
    no_png: {
      message: "蒙版“{mask}”不是 PNG 文件。",
      next: "请另存为 PNG：白色或不透明的部分会被保留。",
    },
    unreadable: {
      message: "无法读取蒙版“{mask}”：{reason}。",
      next: "请重新保存为 PNG，然后再试一次。",
    },
    too_large: {
      message: "蒙版“{mask}”太大：最多读取 {limit}。",
      next: "请按条目图片的尺寸保存。",
    },
    empty: {
      message: "蒙版“{mask}”是空的：没有保留任何内容。",
      next: "白色或不透明的部分会被保留。请画出需要保持原样的部分。",
    },
    full: {
      message: "蒙版“{mask}”覆盖了整张图片：没有可绘制的部分。",
      next: "请留出可以改变的部分。在没有透明度的图片中，白色表示保留。",
    },
    file_gone: {
      message: "无法读取条目“{item}”的蒙版“{name}”的文件：{reason}。",
      next: "请从备份恢复工作区的 masks 文件夹，或重新制作蒙版。",
    },
    no_foreground: {
      message: "模型包“{pack}”没有可用来识别主体的前景网络。",
      next: "请导入蒙版或在工作室中绘制，或使用带有前景网络的模型包。",
    },
    scaled: "蒙版“{mask}”已从 {found} 缩放到 {wanted}。",
    small: "只保留了图片的 {percent}%",
    large: "保留了图片的 {percent}%",
    pieces: "分成 {count} 块",
    holes: "有 {count} 个孔洞",
    soft: "{percent}% 不清晰",
  },
  preset: {
    unknown: {
      message: "没有预设 {preset}。",
      next: "它已被删除，请选择其他预设。",
    },
  },
}
