/** The participants' files: taken in, each once, and read back. */
import { mkdir, readdir, readFile } from "node:fs/promises"
import { basename, join } from "node:path"
import { parsedJson } from "../../base/json.ts"
import { readBounded } from "../../base/read-bounded.ts"
import { writeAtomic } from "../../catalog/atomic.ts"
import { note } from "../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import type { Note } from "../../contract/note.ts"
import { type ParticipantAnswers, participantAnswersSchema } from "../../contract/preference.ts"
import type { Verdict } from "./preference-report.ts"
import { rankedArms, type Survey } from "./survey.ts"

const maxBytes = 4 * 1024 * 1024

/**
 * Copies a participant's file into the study. Sent twice, the one with more answers stays.
 *
 * @throws StudioError preference.bad_answers, file.*
 */
export async function importAnswers(survey: Survey, path: string): Promise<ParticipantAnswers> {
  const refuse = (problem: Note) =>
    new StudioError("preference.bad_answers", { file: basename(path), problem })
  const bytes = await readBounded(path, maxBytes).catch(error => {
    throw refuse(reasonOf(error))
  })
  if (bytes === "no_file") throw refuse(note("file.no_file", {}))
  if (bytes === "too_large") throw refuse(note("file.over_limit", { limit: `${maxBytes / 1024 / 1024} MB` }))
  const answers = parsedJson(bytes.toString("utf8"), participantAnswersSchema)
  if (!answers) throw refuse(note("preference.no_answers_file", {}))
  if (answers.survey !== survey.token) throw refuse(note("preference.other_study", {}))
  const strange = answers.answers.findIndex(ranking => !rankedArms(survey, ranking))
  if (strange >= 0) throw refuse(note("preference.strange_answer", { answer: strange + 1 }))
  const trials = new Set(answers.answers.map(({ trial }) => trial))
  if (trials.size < answers.answers.length) throw refuse(note("preference.answered_twice", {}))

  const file = join(answersDir(survey), `${answers.participant}.json`)
  const before = parsedJson(await readFile(file, "utf8").catch(() => ""), participantAnswersSchema)
  if (before && before.answers.length > answers.answers.length) return before
  await mkdir(answersDir(survey), { recursive: true })
  await writeAtomic(file, `${JSON.stringify(answers, null, 2)}\n`)
  return answers
}

/** What all participants said. */
export async function participantsVerdict(survey: Survey): Promise<Verdict> {
  const participants = await readAnswers(survey)
  return {
    file: "human",
    model: null,
    rankings: participants.flatMap(({ participant, answers }) =>
      answers.map(ranking => ({ ...ranking, rater: participant })),
    ),
    notes: [note("preference.own_order", {})],
  }
}

/** Of every participant, in an order that is the same everywhere. */
async function readAnswers(survey: Survey): Promise<ParticipantAnswers[]> {
  const names = await readdir(answersDir(survey)).catch(() => [])
  const files = names.filter(name => name.endsWith(".json")).toSorted()
  const read = async (name: string) =>
    parsedJson(await readFile(join(answersDir(survey), name), "utf8"), participantAnswersSchema) ?? []
  return (await Promise.all(files.map(read))).flat()
}

const answersDir = ({ dir }: Survey): string => join(dir, "answers")
