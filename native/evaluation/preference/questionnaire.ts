/**
 * The human study's questionnaire (paper, appendix F, figure 7): one HTML page that needs nothing beside it. Whoever opens
 * it gets trials and images in an order of their own, and saves a file of answers at the end.
 */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import pLimit from "p-limit"
import type { Sharp } from "sharp"
import { writeAtomic } from "../../catalog/atomic.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import { StudioError } from "../../contract/errors.ts"
import type { Survey } from "./survey.ts"
import { choicePicture, historyPicture, type TrialSheet } from "./trial-sheet.ts"

/** Trials that are made ready at a time. */
const concurrency = 4

export interface QuestionnaireOptions {
  workspace: Workspace
  /** Folder of the page's script and style, which ship with the program. */
  pageDir: string
  /** Items that each participant is asked about. */
  trials: number
  signal?: AbortSignal | undefined
  /** In trials. */
  onProgress?: (done: number, total: number) => void
}

/** Writes the page to `path`. @throws StudioError evaluation.no_choices, workspace.not_writable …, job.cancelled */
export async function writeQuestionnaire(
  survey: Survey,
  sheets: readonly TrialSheet[],
  path: string,
  { workspace, pageDir, trials, signal, onProgress }: QuestionnaireOptions,
): Promise<{ bytes: number }> {
  let done = 0
  const shown = async (sheet: TrialSheet) => {
    if (signal?.aborted) throw new StudioError("job.cancelled", { what: "questionnaire" })
    const { trial, scenario, item, history } = sheet
    // By name, not by arm: the file doesn't reveal the arms.
    const choices = trial.choices.toSorted((a, b) => (a.token < b.token ? -1 : 1))
    const picture = (choice: (typeof choices)[number]) => choicePicture(survey, sheet, choice, workspace)
    const data = {
      token: trial.token,
      task: scenario.phi,
      title: item.title,
      text: item.description,
      history: await Promise.all(
        history.map(async ({ title, image }) => ({
          title,
          picture: await webpUrl(historyPicture(workspace.imagePath(image))),
        })),
      ),
      choices: await Promise.all(
        choices.map(async choice => ({ token: choice.token, picture: await webpUrl(await picture(choice)) })),
      ),
    }
    onProgress?.(++done, sheets.length)
    return data
  }
  const queue = pLimit(concurrency)
  const data = {
    survey: survey.token,
    perParticipant: trials,
    trials: await Promise.all(sheets.map(sheet => queue(shown, sheet))),
  }
  const [script, style] = await Promise.all(
    ["questionnaire.js", "questionnaire.css"].map(name => readFile(join(pageDir, name), "utf8")),
  )
  const page = pageOf(script!, style!, data)
  await writeAtomic(path, page)
  return { bytes: Buffer.byteLength(page) }
}

function pageOf(script: string, style: string, data: object): string {
  const hash = createHash("sha256").update(script).digest("base64")
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'">
<title>Questionnaire</title>
<style>${style}</style>
<main id="page"></main>
<script type="application/json" id="survey">${JSON.stringify(data).replaceAll("<", "\\u003c")}</script>
<script>${script}</script>
</html>
`
}

async function webpUrl(picture: Sharp): Promise<string> {
  return `data:image/webp;base64,${(await picture.webp({ quality: 82 }).toBuffer()).toString("base64")}`
}
