import { join } from "node:path"
import { expect, test } from "vitest"
import { picture, temporaryFolder, writeFiles } from "../../catalog/fixtures/catalogs.ts"
import { loopback, webServer } from "../../catalog/import/fetch/fixtures/web-server.ts"
import { UsageProblem } from "../usage-problem.ts"
import { setLocale } from "../voice.ts"
import { describe, importAndPrepare, readHost } from "./import.ts"

const context = {
  signal: new AbortController().signal,
  progress: { update() {}, done() {} },
} as unknown as Parameters<typeof importAndPrepare>[0]

test("--fetch-from takes hosts, several times, and nothing that isn't one", () => {
  expect(readHost("https://CDN.example.com/a.png", readHost("img.example:8080"))).toEqual([
    "img.example:8080",
    "cdn.example.com",
  ])
  expect(() => readHost("*.example.com")).toThrow(UsageProblem)
})

test("--fetch-again without a host to fetch from is wrong usage", async () => {
  const options = { workspace: "w", format: "auto" as const, prepare: false, fetchAgain: true }
  await expect(importAndPrepare(context, "catalog", options as never)).rejects.toThrow(UsageProblem)
})

test("an import fetches from the hosts that were named, and says where other pictures are", async () => {
  const web = await webServer({ "/a.png": await picture(1) })
  const dir = await temporaryFolder()
  const rows = [
    `1,Pan,${web.origin}/a.png`,
    "2,Lid,https://cdn.example/b.png",
    `3,Pot,${web.origin}/none.png`,
  ]
  await writeFiles(dir, { "items.csv": `id,title,image\n${rows.join("\n")}\n` })
  const options = { workspace: join(await temporaryFolder(), "w"), format: "auto" as const, prepare: false }
  const asked = { ...options, fetchFrom: [web.host] } as Parameters<typeof importAndPrepare>[2]
  const report = await importAndPrepare(context, dir, asked, loopback)
  const said = describe(report)
  expect(said).toMatch(/pictures at addresses +1 fetched, 0 there already, 1 not to be had/)
  expect(said).toContain("Pictures at addresses were left out: cdn.example (1). --fetch-from HOST fetches")
  expect(said).toContain("the server answers that it doesn't exist (404)")
  setLocale("zh-Hans")
  try {
    expect(describe(report)).toContain("下载 1 张，已有 0 张，无法获取 1 张")
  } finally {
    setLocale("en")
  }
})
