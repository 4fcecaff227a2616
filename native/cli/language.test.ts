/** What commands of every kind say in Chinese, on a catalog whose data is Chinese: no English sentence may be left. */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { afterAll, beforeAll, expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import { describeTags } from "./commands/import.ts"
import { iamg, model, type Run, tinyPack } from "./fixtures.ts"
import { setLocale } from "./voice.ts"

let folder: string
let workspace: string
/** Words of the catalog, of tags and of the model's text: whatever language they are in, they are data. */
let data: string[] = []

const titles = [
  "海边的灯塔",
  "雪山日出",
  "城市夜景",
  "古镇小桥",
  "草原骏马",
  "竹林清风",
  "荷塘月色",
  "大漠孤烟",
  "江南烟雨",
  "秋日枫林",
]

/** The letters of the catalog and of what the test asks for. */
const ofCatalog = new Set(`${titles.join("")}一张关于的海报小明`)

async function writeShop(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const items = ["id,title,description,image", "p-x,没有图片的海报,缺图,none.png"]
  const interactions = ["user_id,item_id,timestamp,rating"]
  for (const [n, title] of titles.entries()) {
    const background = { r: (n * 47) % 256, g: (n * 91) % 256, b: (n * 29) % 256 }
    await sharp({ create: { width: 40, height: 48, channels: 3, background } })
      .png()
      .toFile(join(dir, `p-${n}.png`))
    items.push(`p-${n},${title},一张关于${title}的海报,p-${n}.png`)
  }
  for (let shopper = 0; shopper < 12; shopper++)
    for (let n = 0; n < 7; n++)
      interactions.push(`s-${shopper},p-${(shopper * 3 + n) % titles.length},${1_700_000_000 - n * 3600},5`)
  await writeFile(join(dir, "items.csv"), items.join("\n"))
  await writeFile(join(dir, "interactions.csv"), interactions.join("\n"))
}

const said = ({ stdout, stderr }: Pick<Run, "stdout" | "stderr">) => `${stdout}\n${stderr}`
const inChinese = (...args: string[]) => iamg(...args, "--language", "zh")

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-language-"))
  workspace = join(folder, "workspace")
  await writeShop(join(folder, "catalog"))
})
afterAll(async () => {
  setLocale("en")
  await rm(folder, { recursive: true })
})

/** Paths, files, flags, ids, numbers with units, and what stands in quotes: the same in every language. */
const code =
  /https?:\S+|\/[\w./-]+|`[^`]*`|“[^”]*”|--?[a-z][\w-]*|[\w-]+(?:[./_:@=][\w./:@-]*)+|[\w-]*\d[\w-]*|\biamg( [a-z]+)*/g

/** Names and values that have no translation. */
const names = new Set(
  [
    "adapter auto controlnet cpu csv diffusers foreground image interest items json lpips png product safetensors scheduler shopper tiny tokenizer",
    "unet vae wav none test random endpoint many huge square portrait landscape story banner wide thumbnail pad crop extend",
  ].flatMap(line => line.split(" ")),
)

/** Words of small letters that are left when code, names and data are taken away. */
function englishIn(output: string): string[] {
  const flat = output.replaceAll(/\s+/g, " ")
  const rest = data.reduce((text, word) => text.replaceAll(word, " "), flat).replaceAll(code, " ")
  return (rest.match(/\b[a-z]{3,}\b/g) ?? []).filter(word => !names.has(word))
}

test("import, with refused rows", async () => {
  data = []
  const imported = await inChinese("import", join(folder, "catalog"), "-w", workspace, ...model)
  expect([imported.code, imported.stderr]).toEqual([0, ""])
  expect(imported.stdout).toContain("新增 10，更新 0，未变 0，拒绝 1")
  expect(englishIn(imported.stdout)).toEqual([])
  const report = await readFile(join(workspace, "import-report.csv"), "utf8")
  expect(report).toMatch(/^\ufeffcode,文件,行,编号,原因,如何处理\r\n[a-z]+\.[a-z_]+,/)
  const items = (await iamg("items", "-w", workspace, "--json")).json() as {
    tags: { image: string[]; text: string[] }
  }[]
  data = [...new Set(items.flatMap(({ tags }) => [...tags.image, ...tags.text]))].toSorted(
    (a, b) => b.length - a.length,
  )
})

/** Commands and the exit code of each. */
const asked: [exit: number, ...args: string[]][] = [
  [0, "items"],
  [0, "items", "--search", "灯塔"],
  [0, "tag", "--all", ...model],
  [0, "merges", ...model],
  [0, "personas"],
  [0, "personas", "create", "小明", "--item", "p-1", "--item", "p-2", "--pin", "海"],
  [0, "personas", "show", "小明"],
  [0, "train", "--check", ...model],
  [0, "train", "--list"],
  [0, "adapters"],
  [0, "catalog", "archive", "--item", "p-3"],
  [0, "catalog", "restore", "--item", "p-3"],
  [1, "items", "-w", "/there/is/none"],
  [1, "import", "/there/is/none"],
  [1, "personas", "show", "nobody"],
  [1, "adapters", "remove", "x"],
  [1, "train", "--steps", "0", ...model],
  [1, "tag", "--tagger", "endpoint", "--endpoint", "https://tags.example/v1", "--model", "m"],
  [2, "tag", "--tagger", "endpoint"],
  [2, "items", "--limit", "many"],
  [2, "export", "--personas", "s-0", "--out", "x"],
  [2, "export", "--personas", "@/there/is/none", "--all", "--out", "x"],
  [2, "export", "--personas", "s-0", "--all", "--channel-size", "huge", "--out", "x"],
  [2, "personalize", "--out", "x"],
]

test.each(asked)("exit code %i: iamg %s %s", async (exit, ...args) => {
  const place = args.includes("-w") ? [] : ["-w", workspace]
  const answer = await inChinese(...args, ...place)
  expect([answer.code, said(answer)]).toEqual([exit, expect.stringMatching(/\p{Script=Han}/u)])
  expect(englishIn(said(answer))).toEqual([])
  // Chinese sentences follow each other without a space.
  expect(said(answer)).not.toMatch(/[。！？，、；] +[\p{Script=Han}`“]/u)
  const english = await iamg(...args, ...place, "--language", "en")
  const letters = said(english).match(/\p{Script=Han}/gu) ?? []
  expect(letters.filter(letter => !ofCatalog.has(letter))).toEqual([])
})

test("items that couldn't be tagged are counted in one sentence", () => {
  const reason = note("file.missing", {})
  const report = {
    tagged: 3,
    kept: 1,
    failed: [
      { id: "p-1", reason },
      { id: "p-2", reason },
    ],
  }
  setLocale("zh-Hans")
  expect(describeTags(report)).toBe("已标记 3 个条目，之前标记过 1 个，2 个失败，第一个（p-1）：没有这个文件")
  setLocale("en")
  expect(describeTags(report)).toBe(
    "3 items tagged, 1 tagged before, 2 failed, the first (p-1): there is no such file",
  )
})

test("what is drawn, with warnings, and read again from its recipe", async () => {
  const about = ["-w", workspace, ...model, "--item", "p-9", "--persona", "s-0", "--steps", "1"]
  const out = join(folder, "out")
  const drawn = await inChinese("personalize", ...about, "--count", "1", "--structure", "0.5", "--out", out)
  expect([drawn.code, drawn.stderr]).toEqual([0, ""])
  const recipe = JSON.parse(await readFile(join(out, "recipe.json"), "utf8"))
  data.unshift(recipe.plan.rewrite.text.replaceAll(/\s+/g, " "))
  expect(englishIn(drawn.stdout)).toEqual([])
  const read = await inChinese("recipe", join(out, "recipe.json"))
  expect(read.stdout).toContain("画像的兴趣")
  expect(englishIn(read.stdout)).toEqual([])
  const swept = await inChinese(
    "sweep",
    ...about,
    "--lambda2",
    "0.2",
    "--tags",
    "2",
    "--out",
    join(folder, "sweep"),
  )
  expect([swept.code, swept.stdout.split("\n")[0]]).toEqual([0, "1 张图片，设备 cpu"])
  expect(englishIn(swept.stdout)).toEqual([])
})

test("an image set: what it would take, and what was made", async () => {
  const set = ["export", "-w", workspace, ...model, "--items", "p-9", "--personas", "s-0", "--steps", "1"]
  const out = join(folder, "set")
  const estimate = await inChinese(...set, "--dry-run", "--out", out)
  const made = await inChinese(...set, "--out", out)
  expect([estimate.code, made.code]).toEqual([0, 0])
  for (const { stdout } of [estimate, made]) expect(englishIn(stdout)).toEqual([])
})

test("a study, its questionnaire and an answer that is none", async () => {
  const out = join(folder, "study")
  const study = ["methods", "--users", "2", "--held-out", "0.3", "--steps", "1"]
  const found = await inChinese("evaluate", ...study, "-w", workspace, ...model, "--out", out)
  expect(found.code).toBe(0)
  expect(found.stdout).toContain("仅 IP-Adapter")
  expect(englishIn(found.stdout)).toEqual([])
  const page = join(folder, "page.html")
  const asked = await inChinese("preference", "questionnaire", out, "-w", workspace, "--out", page)
  const refused = await inChinese("preference", "answers", out, page)
  expect([asked.code, refused.code]).toEqual([0, 1])
  for (const answer of [asked, refused]) expect(englishIn(said(answer))).toEqual([])
})

test("a folder without pack.json is said to be one, and what its user said nothing of is kept in English", async () => {
  const bare = join(folder, "bare-1")
  await cp(tinyPack, bare, { recursive: true })
  await rm(join(bare, "pack.json"))
  const { stdout } = await inChinese("pack", "info", bare)
  expect(stdout).toMatch(/来源\n {2}没有 pack\.json 的 diffusers 文件夹\n/)
  expect(stdout).toMatch(/许可证 +未知\n/)
  expect(englishIn(stdout)).toEqual([])
  expect((await inChinese("pack", "info", bare, "--json")).json()).toMatchObject({ origin: null })
  const made = join(folder, "made")
  const parts = ["--image-encoder", join(bare, "image_encoder"), "--ip-adapter", join(bare, "ip_adapter")]
  const added = await inChinese("pack", "add", made, "--base", bare, ...parts)
  expect([added.code, added.stdout]).toEqual([0, expect.stringMatching(/来源\n {2}由用户组装\n/)])
  expect(JSON.parse(await readFile(join(made, "pack.json"), "utf8"))).toMatchObject({
    licence: "unknown",
    origin: "assembled by its user",
    trainedOn: "unknown",
  })
})

test("packs and their networks", async () => {
  const { manifest, stdout } = {
    manifest: JSON.parse(await readFile(join(tinyPack, "pack.json"), "utf8")),
    ...(await inChinese("pack", "info", tinyPack, "--verify")),
  }
  // What its maker says of a pack is data.
  data.unshift(...[manifest.licence, manifest.origin, manifest.trainedOn].filter(Boolean))
  expect(stdout).toContain("训练数据")
  expect(englishIn(stdout)).toEqual([])
  for (const args of [
    ["pack", "info", "/there/is/none"],
    ["pack", "add", join(folder, "new"), "--base", "/there/is/none", "--image-encoder", "/there/is/none"],
    ["graph", "run", tinyPack, "unet", "--in", "/there/is/none", "--out", "x", "--device", "cpu"],
    ["recipe", "/there/is/none"],
  ]) {
    const answer = await inChinese(...args)
    expect([answer.code, englishIn(said(answer))]).toEqual([1, []])
  }
})
