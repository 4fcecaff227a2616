/** Preference studies on a small shop's study: the questionnaire, the import of answers, and the report. */
import { appendFile, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises"
import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest"
import { note } from "../../contract/codes/index.ts"
import {
  type JudgeSettings,
  judgeSettingsSchema,
  type ParticipantAnswers,
  type Ranking,
} from "../../contract/preference.ts"
import { writeImage } from "../../exporting/write-image.ts"
import { Session } from "../../personalize/session.ts"
import type { Studio } from "../../personalize/studio.ts"
import { temporaryShop } from "../../training/fixtures.ts"
import { evaluate } from "../evaluate.ts"
import { noPacks, smallStudy } from "../fixtures.ts"
import { importAnswers, participantsVerdict } from "./answers.ts"
import { judgeSurvey } from "./judge.ts"
import {
  keepPreference,
  preferenceReport,
  readPreferences,
  writePreferenceReport,
} from "./preference-report.ts"
import { writeQuestionnaire } from "./questionnaire.ts"
import { openSurvey, type Survey } from "./survey.ts"
import { choicePicture, type TrialSheet, trialSheets } from "./trial-sheet.ts"

const pageDir = join(import.meta.dirname, "../../../resources/questionnaire")

let root: string
let studio: Studio
let close: () => Promise<void>
let server: Server
/** What the judge's endpoint does with a question: text of its answer, or a status. */
let answers: (content: { text?: string; image_url?: { url: string } }[]) => string | number
let asked: number
beforeAll(async () => {
  ;({ root, studio, close } = await temporaryShop())
  await evaluate(
    new Session(studio),
    smallStudy({ study: "methods" }),
    { dir: join(root, "study"), findLpips: async () => null, findPack: noPacks },
    { keep: (path, image, recipe) => writeImage(path, image, recipe, "working") },
  )
  server = createServer(async (request, response) => {
    let body = ""
    for await (const part of request) body += part
    asked++
    const answer = answers(JSON.parse(body).messages[0].content)
    if (typeof answer === "number") response.writeHead(answer).end()
    else response.end(JSON.stringify({ choices: [{ message: { content: answer } }] }))
  })
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
})
afterAll(async () => {
  server.close()
  await close()
})

let survey: Survey
let sheets: TrialSheet[]
beforeEach(async () => {
  vi.stubEnv("IAMG_ENDPOINT_KEY", "")
  asked = 0
  const dir = await mkdtemp(join(root, "study-"))
  for (const name of ["study.json", "results.json", "results.jsonl"])
    await copyFile(join(root, "study", name), join(dir, name))
  await mkdir(join(dir, "images"))
  for (const name of await readdir(join(root, "study/images")))
    await copyFile(join(root, "study/images", name), join(dir, "images", name))
  survey = await openSurvey(dir)
  sheets = await trialSheets(survey, studio.workspace, studio.scenario)
})

/** A participant that ranks by `order`, ids of arms from the best, whatever it sees. */
function participant(number: number, order: readonly string[], trials = survey.trials): ParticipantAnswers {
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`
  const rankings = trials.map(({ token, choices }): Ranking => {
    const ranked = order.map(arm => choices.find(choice => choice.arm === arm)!.token)
    return { trial: token, shown: ranked.toReversed(), ranked }
  })
  return { format: 1, survey: survey.token, participant: id, answers: rankings }
}

async function send(answers: unknown, name = "answers.json") {
  const file = join(root, name)
  await writeFile(file, typeof answers === "string" ? answers : JSON.stringify(answers))
  return importAnswers(survey, file).catch(error => error)
}

test("a questionnaire needs no other file, and nothing in it reveals which method drew an image", async () => {
  const file = join(root, "page.html")
  await writeQuestionnaire(survey, sheets, file, { workspace: studio.workspace, pageDir, trials: 2 })
  const page = await readFile(file, "utf8")
  expect(page).not.toMatch(/(?:src|href)=["'](?!data:)/)
  expect(page).toMatch(/default-src 'none'.*script-src 'sha256-/)
  const [, json] = page.match(/<script type="application\/json" id="survey">(.*)<\/script>/)!
  const data = JSON.parse(json!)
  expect([data.survey, data.perParticipant, data.trials.length]).toEqual([survey.token, 2, 3])
  expect(data.trials[0].choices).toHaveLength(4)
  expect(data.trials[0].history).toHaveLength(studio.scenario("movie-poster").defaultHistory)
  expect(Object.keys(data.trials[0])).toEqual(["token", "task", "title", "text", "history", "choices"])
  expect(Object.keys(data.trials[0].choices[0])).toEqual(["token", "picture"])
  // A study has one order of arms; here that order would reveal the arms.
  const orders = data.trials.map(({ token, choices }: { token: string; choices: { token: string }[] }) => {
    const trial = survey.trials.find(one => one.token === token)!
    return choices.map(choice => trial.choices.find(one => one.token === choice.token)!.arm).join()
  })
  expect(new Set(orders).size).toBeGreaterThan(1)
})

test("every image of a trial is shown in one size, the original too", async () => {
  const [sheet] = sheets
  const sizes = await Promise.all(
    sheet!.trial.choices.map(async choice => {
      const picture = await choicePicture(survey, sheet!, choice, studio.workspace)
      const { width, height } = await picture
        .png()
        .toBuffer({ resolveWithObject: true })
        .then(all => all.info)
      return `${width}×${height}`
    }),
  )
  expect(new Set(sizes).size).toBe(1)
})

test("participants' files come to average ranks, shares and intervals; the same answers give the same names again", async () => {
  const best = ["i-am-g", "original", "ip-adapter", "text"]
  const other = ["original", "i-am-g", "ip-adapter", "text"]
  await send(participant(1, best))
  await send(participant(2, best))
  await send(participant(3, other))
  expect((await openSurvey(survey.folder.dir)).trials).toEqual(survey.trials)
  const { json, csv, preference } = await keepPreference(survey, await participantsVerdict(survey))
  const { raters, votes, arms } = JSON.parse(await readFile(json, "utf8"))
  expect([raters, votes]).toEqual([3, 9])
  const of = (id: string) => arms.find((one: { arm: { id: string } }) => one.arm.id === id)
  expect(of("i-am-g").rank.mean).toBeCloseTo(4 / 3)
  expect(of("i-am-g").first.mean).toBeCloseTo(2 / 3)
  expect(of("i-am-g").beatsReference).toBeNull()
  expect(of("original").beatsReference.mean).toBeCloseTo(1 / 3)
  expect(of("text").rank).toMatchObject({ mean: 4, low: 4, high: 4 })
  expect(of("ip-adapter").topTwo.mean).toBe(0)
  expect((await readFile(csv, "utf8")).trim().split("\r\n")).toHaveLength(1 + 9 * 4)
  const { facts } = survey.folder
  expect(preferenceReport(facts, preference, "en").tables[0]!.rows.map(([name]) => name)).toEqual([
    "Original",
    "Text to image",
    "IP-Adapter alone",
    "I-AM-G",
  ])
  const chinese = preferenceReport(facts, preference, "zh-Hans")
  expect(chinese.tables[0]!.rows.map(([name]) => name)).toEqual(["原图", "文生图", "仅 IP-Adapter", "I-AM-G"])
  expect(chinese.notes).toEqual([
    expect.stringMatching(/^3 位参与者的 9 次排序，涉及 3 个条目。/),
    expect.stringMatching(/^每位参与者/),
  ])
  // What is kept speaks no language.
  expect(await readFile(json, "utf8")).not.toMatch(/participant|Original/)
})

test("one participant says nothing of others: no mean, no interval, and the report says why", async () => {
  await send(participant(1, ["i-am-g", "original", "ip-adapter", "text"]))
  const { json, file } = await keepPreference(survey, await participantsVerdict(survey))
  const [{ preference } = { preference: undefined }] = await readPreferences(survey.folder.dir)
  const { raters, arms, firstByPlace } = preference!
  const shown = preferenceReport(survey.folder.facts, preference!, "en")
  const report = await writePreferenceReport(survey.folder.dir, file, shown)
  expect([raters, firstByPlace]).toEqual([1, []])
  for (const { rank, first, topTwo } of arms) expect([rank, first, topTwo]).toEqual([null, null, null])
  expect(shown.notes.join()).toContain("need at least two")
  expect(await readFile(report, "utf8")).not.toMatch(/NaN|Infinity/)
  expect(await readFile(json, "utf8")).toContain('"votes": 3')
})

test("a file sent twice counts once, and the fuller one stays", async () => {
  const order = ["i-am-g", "original", "ip-adapter", "text"]
  await send(participant(1, order))
  await send(participant(1, order, survey.trials.slice(0, 1)))
  expect((await participantsVerdict(survey)).rankings).toHaveLength(3)
})

test("answers of another study, and broken ones, are refused with the reason", async () => {
  const good = participant(1, ["i-am-g", "original", "ip-adapter", "text"])
  const [first, ...rest] = good.answers
  const problem = async (answers: unknown) => (await send(answers, "sent.json")).details.problem
  expect(await problem("not JSON")).toEqual(note("preference.no_answers_file", {}))
  expect(await problem({ ...good, participant: "../../x" })).toEqual(note("preference.no_answers_file", {}))
  expect(await problem({ ...good, survey: "0".repeat(16) })).toEqual(note("preference.other_study", {}))
  expect(await problem({ ...good, answers: [first, first, ...rest] })).toEqual(
    note("preference.answered_twice", {}),
  )
  const doubled = { ...first!, ranked: [first!.ranked[0], ...first!.ranked.slice(0, 3)] }
  expect(await problem({ ...good, answers: [...rest, doubled] })).toEqual(
    note("preference.strange_answer", { answer: 3 }),
  )
  expect(await problem("x".repeat(5 * 1024 * 1024))).toEqual(note("file.over_limit", { limit: "4 MB" }))
  expect(await importAnswers(survey, root).catch(error => error.details.problem)).toEqual(
    note("file.no_file", {}),
  )
  expect(await keepPreference(survey, await participantsVerdict(survey)).catch(error => error)).toMatchObject(
    {
      code: "preference.no_answers",
    },
  )
})

test("a folder without a finished study, and images that are gone, are named", async () => {
  expect(await openSurvey(root).catch(error => error.code)).toBe("evaluation.no_study")
  await rm(join(survey.folder.dir, "results.json"))
  expect(await openSurvey(survey.folder.dir).catch(error => error.code)).toBe("evaluation.no_choices")
  await rm(survey.folder.imagesDir, { recursive: true })
  const page = { workspace: studio.workspace, pageDir, trials: 8 }
  expect(
    await writeQuestionnaire(survey, sheets, join(root, "x.html"), page).catch(error => error.code),
  ).toBe("evaluation.no_choices")
})

const judge = (settings: Partial<JudgeSettings> = {}, signal?: AbortSignal) => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
  return judgeSurvey(survey, sheets, {
    settings: judgeSettingsSchema.parse({ endpoint, model: "judge", rounds: 4, ...settings }),
    consentedHosts: [],
    workspace: studio.workspace,
    signal,
  })
}

test("a judge that always takes the first place prefers nothing: each image is in each place once", async () => {
  answers = () => "1, 2, 3, 4\nThe first is the most appealing."
  const { rankings } = await judge()
  expect(rankings).toHaveLength(3 * 4)
  const { json } = await keepPreference(survey, await judge())
  const { arms, firstByPlace } = JSON.parse(await readFile(json, "utf8"))
  for (const { rank } of arms) expect(rank.mean).toBeCloseTo(2.5)
  expect(firstByPlace.map(({ mean }: { mean: number }) => mean)).toEqual([1, 0, 0, 0])
})

test("the question names the history, the task and the item, and shows every image; answered questions aren't asked again", async () => {
  let question: { text?: string; image_url?: { url: string } }[] = []
  answers = content => {
    question = content
    return "2, 1, 4, 3"
  }
  await judge({ rounds: 1 })
  const text = question.map(part => part.text ?? "").join("\n")
  expect(text).toMatch(/has previously clicked on and viewed “Title \d+”/)
  expect(text).toMatch(/you are now browsing a movie poster: Title \d+\. about number \d+/)
  expect(
    question.filter(({ image_url }) => image_url?.url.startsWith("data:image/jpeg;base64,")),
  ).toHaveLength(4)
  expect(asked).toBe(3)
  await judge({ rounds: 1 })
  expect(asked).toBe(3)
  const [file] = (await readdir(survey.dir)).filter(name => name.endsWith(".jsonl"))
  await appendFile(join(survey.dir, file!), '{"trial":"cut sh')
  await judge({ rounds: 2 })
  expect(asked).toBe(6)
  await judge({ rounds: 2 })
  expect(asked).toBe(6)
})

test("answers that are no ranking are kept, counted, said, and asked again", async () => {
  answers = () => "I like them all."
  const { rankings, notes } = await judge({ rounds: 1 })
  expect(rankings).toHaveLength(0)
  expect(notes).toContainEqual(note("preference.not_counted", { unread: 3, asked: 3 }))
  answers = () => "4, 3, 2, 1"
  expect((await judge({ rounds: 1 })).rankings).toHaveLength(3)
  const [file] = (await readdir(survey.dir)).filter(name => name.endsWith(".jsonl"))
  const lines = (await readFile(join(survey.dir, file!), "utf8")).trim().split("\n")
  expect(lines.map(line => JSON.parse(line).answer)).toEqual([
    ...Array(3).fill("I like them all."),
    ...Array(3).fill("4, 3, 2, 1"),
  ])
})

test("nothing is sent to a host without consent; answers are kept when the endpoint fails and after Ctrl-C", async () => {
  expect(await judge({ endpoint: "https://judge.example/v1" }).catch(error => error.code)).toBe(
    "endpoint.consent_needed",
  )
  expect(asked).toBe(0)
  answers = () => (asked > 2 ? 400 : "1, 2, 3, 4")
  expect(await judge({ rounds: 1 }).catch(error => error.code)).toBe("endpoint.bad_answer")
  answers = () => "1, 2, 3, 4"
  asked = 0
  expect((await judge({ rounds: 1 })).rankings).toHaveLength(3)
  expect(asked).toBe(1)
  const controller = new AbortController()
  answers = () => {
    controller.abort()
    return "1, 2, 3, 4"
  }
  expect(await judge({ rounds: 4 }, controller.signal).catch(error => error.code)).toBe("job.cancelled")
})
