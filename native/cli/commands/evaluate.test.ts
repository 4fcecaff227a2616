/** Studies on the command line, and what people and judges say of them. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test, vi } from "vitest"
import { fixture } from "../../models/fixtures.ts"
import { makeShop, tinyPack } from "../../training/fixtures.ts"
import { runCli } from "../program.ts"

let folder: string
let workspace: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-evaluate-"))
  workspace = await makeShop(folder)
})
afterAll(() => rm(folder, { recursive: true }))

const iamgEvaluate = (...args: string[]) =>
  iamg("evaluate", ...args, "-w", workspace, "--pack", tinyPack, "--device", "cpu")

/** A command line in this process: its exit code and what it said. */
async function iamg(...args: string[]) {
  let stdout = ""
  const write = vi.spyOn(process.stdout, "write").mockImplementation(text => {
    stdout += text
    return true
  })
  try {
    const code = await runCli(args)
    return { code, stdout }
  } finally {
    write.mockRestore()
  }
}

test("a study leaves a report, tables and images, and shows its tables", async () => {
  const out = join(folder, "methods")
  const { code, stdout } = await iamgEvaluate(
    "methods",
    "--users",
    "2",
    "--held-out",
    "0.3",
    "--steps",
    "1",
    "--out",
    out,
  )
  expect(code).toBe(0)
  expect(stdout).toMatch(/IP-Adapter alone +\S+ \[\S+, \S+\]/)
  expect(stdout).toContain("LPIPS is left out")
  expect(await readFile(join(out, "report.html"), "utf8")).toContain("<h1>Methods compared</h1>")
  expect((await readFile(join(out, "results.csv"), "utf8")).trim().split("\r\n")).toHaveLength(1 + 2 * 4)
  expect(await readdir(join(out, "images"))).toHaveLength(2 * 3)
})

test("further arms are another pack and a LoRA; what names none is refused", async () => {
  const file = fixture("lora/style.safetensors")
  expect((await iamg("loras", "add", file, "--name", "ink", "-w", workspace)).code).toBe(0)
  const small = ["--users", "2", "--held-out", "0.3", "--steps", "1"]
  const arms = ["--arm", `openjourney=${tinyPack}`, "--arm", "dreambooth=ink"]
  const out = join(folder, "arms")
  const { code, stdout } = await iamgEvaluate("methods", ...small, ...arms, "--out", out)
  expect(code).toBe(0)
  expect(stdout).toMatch(/openjourney +\S+ \[\S+, \S+\]/)
  expect(stdout).toContain("dreambooth is the LoRA ink")
  const csv = await readFile(join(out, "results.csv"), "utf8")
  expect(csv).toMatch(/,dreambooth,/)

  const codeOf = async (...args: string[]) => {
    const refused = await iamgEvaluate("methods", ...small, ...args, "--out", join(folder, "none"), "--json")
    return [refused.code, JSON.parse(refused.stdout).error.code]
  }
  expect(await codeOf("--arm", "ink")).toEqual([1, "settings.invalid"])
  expect(await codeOf("--arm", "=ink")).toEqual([1, "settings.invalid"])
  expect(await codeOf(...["a", "b", "c", "d"].flatMap(name => ["--arm", `${name}=ink`]))).toEqual([
    1,
    "settings.invalid",
  ])
  expect(await codeOf("--arm", "mine=nothing")).toEqual([1, "evaluation.unknown_baseline"])
  expect(await codeOf("--arm", "text=ink")).toEqual([1, "evaluation.bad_baseline"])
  expect(await codeOf("--arm", "mine=ink", "--arm", "mine=ink")).toEqual([1, "evaluation.bad_baseline"])
})

test("settings out of range, unknown names and too few users are named", async () => {
  const codeOf = async (...args: string[]) => {
    const { code, stdout } = await iamgEvaluate(...args, "--out", join(folder, "refused"), "--json")
    return [code, JSON.parse(stdout).error.code]
  }
  expect(await codeOf("beauty")).toEqual([2, "cli.usage"])
  expect(await codeOf("methods", "--users", "1")).toEqual([1, "settings.invalid"])
  expect(await codeOf("methods", "--scenario", "cars")).toEqual([1, "scenario.unknown"])
  expect(await codeOf("methods", "--adapter", "gone")).toEqual([1, "adapter.unknown"])
  expect(await codeOf("methods", "--held-out", "0.02")).toEqual([1, "evaluation.too_few"])
})

test("people and a judge rank what a study drew: a page, answers taken in, and a report", async () => {
  const study = join(folder, "methods")
  const page = join(folder, "questionnaire.html")
  const questionnaire = await iamg(
    "preference",
    "questionnaire",
    study,
    "-w",
    workspace,
    "--trials",
    "1",
    "--out",
    page,
    "--json",
  )
  expect([questionnaire.code, JSON.parse(questionnaire.stdout).trials]).toEqual([0, 2])
  const [, json] = (await readFile(page, "utf8")).match(/id="survey">(.*)<\/script>/)!
  const { survey, trials } = JSON.parse(json!)
  const order = trials[0].choices.map(({ token }: { token: string }) => token)
  const answers = {
    format: 1,
    survey,
    participant: "00000000-0000-4000-8000-000000000000",
    answers: [{ trial: trials[0].token, shown: order, ranked: order.toReversed() }],
  }
  const file = join(folder, "answers.json")
  await writeFile(file, JSON.stringify(answers))
  const { code, stdout } = await iamg("preference", "answers", study, file)
  expect(code).toBe(0)
  expect(stdout).toContain("1 ranking by 1 participant, of 1 item")
  expect(await readFile(join(study, "preference", "human.html"), "utf8")).toContain("Ranked by people")

  const codeOf = async (...args: string[]) => {
    const refused = await iamg("preference", ...args, "--json")
    return [refused.code, JSON.parse(refused.stdout).error.code]
  }
  const judge = ["judge", study, "-w", workspace, "--model", "llava"]
  expect(await codeOf("answers", folder, file)).toEqual([1, "evaluation.no_study"])
  expect(await codeOf(...judge, "--endpoint", "https://judge.example/v1")).toEqual([
    1,
    "endpoint.consent_needed",
  ])
  expect(await codeOf(...judge, "--endpoint", "https://judge.example/v1", "--rounds", "9")).toEqual([
    1,
    "settings.invalid",
  ])
})
