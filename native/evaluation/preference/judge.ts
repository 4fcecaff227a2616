/**
 * The judge study (paper, appendix C): a model behind an OpenAI-compatible endpoint ranks every trial. Each round shows
 * the images rotated by one place, so no arm gains by its place. Every answer is kept, also those that can't be read.
 */
import { join } from "node:path"
import pLimit from "p-limit"
import { z } from "zod"
import { readJsonLines } from "../../base/json-lines.ts"
import { appendLines } from "../../catalog/atomic.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import { type JudgeSettings, rankingSchema } from "../../contract/preference.ts"
import { chatUrl } from "../../interests/endpoint-address.ts"
import { chat } from "../../interests/endpoint-client.ts"
import { endpointKey } from "../../interests/endpoint-key.ts"
import { pictureUrl } from "../../interests/endpoint-picture.ts"
import { sha256 } from "../../personalize/hash.ts"
import { judgeQuestion, parseRanking } from "./judge-question.ts"
import type { Verdict } from "./preference-report.ts"
import type { Survey, Trial } from "./survey.ts"
import { choicePicture, type TrialSheet } from "./trial-sheet.ts"

/** Questions under way at a time, tries of each, and milliseconds before the second. */
const concurrency = 2
const retries = 3
const retryDelay = 1000

export interface JudgeOptions {
  settings: JudgeSettings
  /** Hosts that the user has agreed to send pictures to. */
  consentedHosts: readonly string[]
  workspace: Workspace
  signal?: AbortSignal | undefined
  /** In questions. */
  onProgress?: (done: number, total: number) => void
}

const lineSchema = z.object({
  ...rankingSchema.omit({ ranked: true }).shape,
  round: z.int(),
  /** Null where the answer couldn't be read as a ranking. */
  ranked: rankingSchema.shape.ranked.nullable(),
  answer: z.string(),
})
type Line = z.infer<typeof lineSchema>

/**
 * Asks what wasn't answered yet; what couldn't be read is asked again when the study is run again.
 *
 * @throws StudioError endpoint.*, job.cancelled; answers until then are kept
 */
export async function judgeSurvey(
  survey: Survey,
  sheets: readonly TrialSheet[],
  options: JudgeOptions,
): Promise<Verdict> {
  const { settings, signal, onProgress } = options
  const { endpoint, model, rounds, timeout: timeoutSeconds } = settings
  const url = chatUrl(endpoint, options)
  const chatOptions = { url, model, key: await endpointKey(url.host), timeoutSeconds, retries, retryDelay }
  const name = `judge-${sha256(JSON.stringify([url.href, model])).slice(0, 8)}`
  const file = join(survey.dir, `${name}.jsonl`)
  const lines = await readLines(file)
  const questions = sheets.flatMap(sheet => Array.from({ length: rounds }, (_, round) => ({ sheet, round })))
  const isKnown = ({ sheet, round }: (typeof questions)[number]) =>
    lines.some(line => line.trial === sheet.trial.token && line.round === round && line.ranked !== null)
  const open = questions.filter(question => !isKnown(question))
  let done = questions.length - open.length
  const failed = new AbortController()
  const stop = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])])

  const ask = async ({ sheet, round }: (typeof questions)[number]) => {
    stop.throwIfAborted()
    const choices = shownIn(sheet.trial, round)
    const pictures = await Promise.all(
      choices.map(async choice => pictureUrl(await choicePicture(survey, sheet, choice, options.workspace))),
    )
    const answer = await chat(judgeQuestion(sheet, pictures), { ...chatOptions, signal: stop })
    const shown = choices.map(({ token }) => token)
    const ranked = parseRanking(answer, shown.length)?.map(place => shown[place - 1]!) ?? null
    const line: Line = { trial: sheet.trial.token, round, shown, ranked, answer }
    await appendLines(file, [line])
    lines.push(line)
    onProgress?.(++done, questions.length)
  }
  const queue = pLimit(concurrency)
  try {
    await Promise.all(open.map(question => queue(ask, question)))
  } catch (error) {
    failed.abort()
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "judging" })
    throw error
  }

  const read = questions.flatMap(question => {
    const of = lines.filter(
      line => line.trial === question.sheet.trial.token && line.round === question.round,
    )
    const { ranked, shown } = of.find(line => line.ranked !== null) ?? { ranked: null, shown: [] }
    const { token: trial, user } = question.sheet.trial
    return ranked ? [{ trial, shown, ranked, rater: user }] : []
  })
  const unread = questions.length - read.length
  return {
    rankings: read,
    file: name,
    model,
    notes: [
      note("preference.judge_asked", { model, host: url.host, rounds }),
      ...(unread > 0 ? [note("preference.not_counted", { unread, asked: questions.length })] : []),
    ],
  }
}

/** The choices as a round shows them: shuffled once a trial by their names, then turned by one place a round. */
function shownIn({ choices }: Trial, round: number) {
  const shuffled = choices.toSorted((a, b) => (a.token < b.token ? -1 : 1))
  return shuffled.map((_, place) => shuffled[(place + round) % shuffled.length]!)
}

/** Every line that is whole: one may have been cut by a kill. */
const readLines = (file: string): Promise<Line[]> => readJsonLines(file, lineSchema)
