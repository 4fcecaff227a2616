/**
 * The trials of a preference study: for each held-out user, the images that every arm of a finished study drew of one
 * item. Raters see names that don't reveal the arms.
 *
 *   preference/secret            what makes the names                 preference/judge-HASH.jsonl   what a model answered
 *   preference/answers/ID.json   what a participant answered          preference/*.html, *.csv, *.json   what it comes to
 */
import { randomBytes } from "node:crypto"
import { mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { writeAtomic } from "../../catalog/atomic.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Ranking } from "../../contract/preference.ts"
import { sha256 } from "../../personalize/hash.ts"
import { byPair, type ImageResult, StudyFolder } from "../study-folder.ts"

export interface Choice {
  /** Names the image without telling how it was made. */
  token: string
  arm: string
  /** File below the study's images/; null for the original. */
  image: string | null
}

export interface Trial {
  token: string
  /** The persona by pseudonym. */
  user: string
  item: string
  scenario: string
  /** One an arm, in the study's order. */
  choices: Choice[]
}

export interface Survey {
  /** The study's name for participants. */
  token: string
  folder: StudyFolder
  /** Where answers are kept and reports are written. */
  dir: string
  arms: { id: string }[]
  trials: Trial[]
}

/**
 * Of a study that is finished.
 *
 * @throws StudioError evaluation.no_study, evaluation.no_choices, workspace.not_writable …
 */
export async function openSurvey(studyDir: string): Promise<Survey> {
  const folder = await StudyFolder.read(studyDir)
  const findings = await folder.findings()
  if (findings?.kind !== "images") throw new StudioError("evaluation.no_choices", { folder: studyDir })
  const dir = join(studyDir, "preference")
  const secret = await secretOf(dir)
  const tokenOf = (...parts: string[]) => sha256(JSON.stringify([secret, ...parts])).slice(0, 16)

  const trials = byPair(await folder.results()).flatMap(own => {
    const { user, item, scenario } = own[0]!
    const choices = findings.arms.flatMap(({ id }) => {
      const result = firstOf(own, id)
      return result ? [{ token: tokenOf(user, item, id), arm: id, image: result.image }] : []
    })
    return choices.length === findings.arms.length
      ? [{ token: tokenOf(user, item), user, item, scenario, choices }]
      : []
  })
  return { token: tokenOf(), folder, dir, arms: findings.arms.map(({ id }) => ({ id })), trials }
}

/** An arm's image with the least seed. */
const firstOf = (results: readonly ImageResult[], id: string): ImageResult | undefined =>
  results.filter(({ arm }) => arm === id).toSorted((a, b) => a.seed - b.seed)[0]

/** Made once a study: answers name images by it. */
async function secretOf(dir: string): Promise<string> {
  const file = join(dir, "secret")
  const known = await readFile(file, "utf8").catch(() => "")
  if (/^[0-9a-f]{32}$/.test(known)) return known
  const secret = randomBytes(16).toString("hex")
  await mkdir(dir, { recursive: true })
  await writeAtomic(file, secret)
  return secret
}

/** A ranking with arms in place of names, best first; undefined where it isn't one of this survey's. */
export function rankedArms({ trials }: Survey, { trial: token, ranked, shown }: Ranking) {
  const trial = trials.find(one => one.token === token)
  if (!trial || !isOrderOf(trial.choices, ranked) || !isOrderOf(trial.choices, shown)) return undefined
  const armOf = new Map(trial.choices.map(choice => [choice.token, choice.arm]))
  const arms = (tokens: readonly string[]) => tokens.map(one => armOf.get(one)!)
  return { trial, ranked: arms(ranked), shown: arms(shown) }
}

const isOrderOf = (choices: readonly Choice[], tokens: readonly string[]): boolean =>
  tokens.length === choices.length && choices.every(({ token }) => tokens.includes(token))
