/** What takes long, in its states: image sets, jobs, fine-tuning, studies, imports. */
import type { JobState } from "../../../native/contract/api/jobs.ts"
import type { Findings } from "../../../native/contract/evaluation.ts"
import { type JobKind, jobKinds } from "../../../native/contract/job-kinds.ts"
import { runStateSchema } from "../../../native/contract/training.ts"
import { page as words } from "../../../native/words/zh/page/index.ts"
import { hasReportView } from "../../shared/report-views.tsx"
import { jobOf, reports } from "../app-answers.ts"
import { stream } from "../catalog-answers.ts"
import { failure } from "../engine.ts"
import { farm, farmState } from "../farm-answers.ts"
import { adapter, check, findings, productRunOf, runOf, studyDetail, studyOf } from "../work-answers.ts"
import { noteNamed, noteOf, notes, press, type Scene, scene } from "./scene.ts"

const states: readonly JobState[] = ["queued", "running", "paused", "done", "failed", "cancelled"]
const kinds = Object.keys(jobKinds) as JobKind[]
/** Every kind in every state; a problem for each that ended badly, so that all codes have their turn. */
const jobs = kinds
  .flatMap(kind => states.map(state => ({ kind, state })))
  .map(({ kind, state }, index) => ({
    ...jobOf(kind, state, index),
    problem: state === "failed" || state === "cancelled" ? noteOf(7 * index) : null,
  }))
const reportScene = (kind: JobKind): Scene =>
  scene(
    `the report of a job: ${kind}`,
    "/jobs",
    {
      jobs: {
        list: () => [jobOf(kind, "done", 0)],
        report: () => ({ kind, report: fullReports[kind] }) as never,
      },
    },
    [
      async screen =>
        screen
          .getByRole("button", { name: new RegExp(words.jobs.report) })
          .click()
          .catch(() => null),
    ],
  )

const fullReports: typeof reports = {
  ...reports,
  import: {
    ...reports.import,
    notes: [...notes],
    problems: notes.map((note, index) => ({ file: "items.csv", row: index + 2, id: `i${index}`, ...note })),
  },
  prepare: { ...reports.prepare, warnings: [...notes] },
  tag: { ...reports.tag, failed: notes.map((reason, index) => ({ id: `i${index}`, reason })) },
  render: { ...reports.render, warnings: [...notes] },
  export: {
    ...reports.export,
    skipped: notes.map((reason, index) => ({ item: `i${index}`, persona: "林娜", reason })),
  },
}

const study = (kind: Findings["kind"], name: "methods" | "retrieval" | "time"): Scene =>
  scene(`a study of ${name}`, "/evaluation", {
    evaluation: {
      studies: () => [studyOf(name, "done", 0)],
      study: () => studyDetail(studyOf(name, "done", 0), findings[kind]),
    },
  })

const farmScenes: readonly Scene[] = [
  scene("farms in the settings", "/settings", { farms: { list: () => [{ ...farm, keySet: false }] } }, [
    press(words.farms.test.replace("{name}", farm.name)),
    press(words.farms.change.replace("{name}", farm.name)),
  ]),
  scene("an image set on a farm", "/image-sets", { farms: { list: () => [farm] } }),
  scene("a job on a farm", "/jobs", {
    jobs: { list: () => [jobOf("export", "running", 0)] },
    farms: { ofJob: () => ({ name: farm.name, state: farmState }) },
  }),
]

const studyStates = ["queued", "running", "paused", "stopped", "done"] as const

export const taskScenes: readonly Scene[] = [
  ...farmScenes,
  scene(
    "notes as a warning of an image set",
    "/image-sets",
    {
      imageSets: {
        estimate: () => ({
          files: 2,
          toRender: 0,
          seconds: null,
          bytes: 1,
          freeBytes: 1,
          names: [],
          collisions: ["林娜/i0.png"],
          warnings: [...notes],
          problems: [],
        }),
      },
    },
    [
      press(words.imageSets.chooseItems),
      screen => screen.getByRole("dialog").getByRole("option").nth(0).click(),
      press(/^使用 1/),
      press(words.imageSets.choosePersonas),
      screen => screen.getByRole("dialog").getByRole("option").nth(0).click(),
      press(/^使用 1/),
    ],
  ),
  scene("image sets that were made", "/image-sets", { jobs: { list: () => jobs } }, []),

  scene("jobs of every kind in every state", "/jobs", { jobs: { list: () => jobs } }, [
    press(words.jobs.cancelAll),
    press(words.jobs.keepAll),
    press(words.jobs.clear),
  ]),
  ...kinds.filter(hasReportView).map(reportScene),

  scene(
    "notes in the check of a fine-tuning",
    "/training/new",
    {
      training: { check: () => ({ ...check, warnings: [...notes], refusals: [...notes] }) },
    },
    [],
  ),
  scene(
    "a check before anything is known",
    "/training/new",
    {
      training: { check: () => ({ ...check, source: "personas", seconds: null, refusals: [noteOf(3)] }) },
    },
    [],
  ),
  ...runStateSchema.options.map((state, index) =>
    scene(
      `a run that is ${state}`,
      "/training/runs",
      {
        training: {
          runs: () => [
            { ...runOf(state, index), doing: noteOf(4), notes: [...notes], problem: noteOf(5) },
            runOf("done", 8),
          ],
        },
      },
      [],
    ),
  ),
  scene(
    "a product that was taught",
    "/training/runs",
    {
      training: {
        runs: () => [productRunOf("done", 0), productRunOf("preparing", 1)],
        curves: () => ({
          losses: [],
          validation: [],
          drawn: [{ step: 20, text: "zqx bag", picture: "20261129-100000-abcd.00000020-0" }],
        }),
      },
    },
    [],
  ),
  scene(
    "a run before its first step",
    "/training/runs",
    {
      training: {
        runs: () => [{ ...runOf("running", 0), step: 0, secondsLeft: null, loss: null, bestStep: null }],
        curves: () => ({ losses: [], validation: [], drawn: [] }),
      },
    },
    [press(words.training.run.cancel)],
  ),
  scene("runs compared", "/training/runs", {}, [
    screen => screen.getByRole("checkbox").nth(0).click(),
    screen => screen.getByRole("checkbox").nth(1).click(),
  ]),
  scene(
    "adapters that don't fit",
    "/training/adapters",
    {
      adapters: {
        list: () =>
          notes.map((problem, index) => ({ ...adapter, id: `a${index}`, validation: null, problem })),
      },
    },
    [
      press(new RegExp(words.training.adapters.remove.replace("“{name}”", ""))),
      press(words.common.actions.cancel),
    ],
  ),

  study("images", "methods"),
  study("retrieval", "retrieval"),
  study("time", "time"),
  ...studyStates.map((state, index) =>
    scene(
      `a study that is ${state}`,
      "/evaluation",
      {
        evaluation: { studies: () => [{ ...studyOf("ablation", state, index), problem: noteOf(6) }] },
      },
      [],
    ),
  ),
  scene("a study deleted, exported, asked about", "/evaluation", {}, [
    press(words.evaluation.remove),
    press(words.common.actions.cancel),
    press(words.evaluation.preference.judge),
  ]),

  scene(
    "an import with every problem",
    "/import",
    {
      imports: { check: () => stream([{ type: "report", report: fullReports.import }]) },
      jobs: { list: () => [{ ...jobOf("import", "failed", 0), problem: noteOf(7) }] },
    },
    [
      press(words.import.chooseFolder),
      press(words.common.folders.useThis),
      press(words.import.next),
      press(words.import.check),
      press(words.import.doImport),
    ],
  ),
  scene(
    "an import whose dates can be read both ways",
    "/import",
    {
      imports: {
        check: () => {
          throw failure(noteNamed("catalog.unclear_dates"))
        },
      },
    },
    [
      press(words.import.chooseFolder),
      press(words.common.folders.useThis),
      press(words.import.next),
      press(words.import.check),
    ],
  ),
]
