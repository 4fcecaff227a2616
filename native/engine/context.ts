/** What every room of the engine works with. Rooms depend on these interfaces alone, never on each other. */
import { implement, type Router } from "@orpc/server"
import type { Log } from "../base/log/log.ts"
import type { FetchPolicy } from "../catalog/import/fetch/download.ts"
import type { Workspace } from "../catalog/workspace.ts"
import type { StudioEvent } from "../contract/api/app.ts"
import type { PictureKind } from "../contract/api/common.ts"
import { api } from "../contract/api/index.ts"
import type { Job } from "../contract/api/jobs.ts"
import type { AppSettings } from "../contract/api/settings.ts"
import type {
  JobCheckpoint,
  JobFigures,
  JobInput,
  JobKind,
  JobReport,
  UnitOf,
} from "../contract/job-kinds.ts"
import type { Scenario } from "../contract/scenario.ts"
import type { HubPolicy } from "../hub/connection.ts"
import type { Session } from "../personalize/session.ts"
import type { Explain } from "./problem.ts"

/** Who is calling: one page's connection. Its `signal` fires when the page is gone. */
export interface Connection {
  readonly id: string
  readonly signal: AbortSignal
}

/** Builds handlers against the contract: `os.items.list.handler(…)`. */
export const os = implement(api).$context<{ connection: Connection }>()

/** One piece of work uses the model at a time. The most urgent goes first; a drawing offers its turn between two steps. */
export const urgencies = ["preview", "interactive", "render", "background"] as const
export type Urgency = (typeof urgencies)[number]

export interface Turn {
  /** Lets more urgent work go first; returns when it is this one's turn again. Call it between two steps. @throws job.cancelled */
  yield(): Promise<void>
}

export interface Turns {
  /** Waits for a turn, does the work, gives the turn back. @throws job.cancelled when `signal` fires while waiting */
  take<Result>(urgency: Urgency, work: (turn: Turn) => Promise<Result>, signal?: AbortSignal): Promise<Result>
}

/** The model opens after the workspace, and again when pack or device change. */
export interface ModelHolder {
  /** A session with the opened model; waits while it opens. @throws the StudioError why it can't be opened */
  session(): Promise<Session>
  /**
   * A turn with the opened model. Where another model takes its place while the work waits or has given way, the work is
   * begun again with that one. @throws job.cancelled, and what `session` throws
   */
  use<Result>(
    urgency: Urgency,
    work: (session: Session, turn: Turn) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result>
}

/** What a job's handler is given. */
export interface JobRun<Kind extends JobKind> {
  readonly id: string
  readonly input: JobInput<Kind>
  /** Fires on pause, on cancel and when the engine closes; the handler ends with job.cancelled. */
  readonly signal: AbortSignal
  /** What an earlier run of the job has kept; null when nothing was. */
  readonly checkpoint: JobCheckpoint<Kind> | null
  saveCheckpoint(value: JobCheckpoint<Kind>): void
  progress(done: number, total: number | null, unit: UnitOf<Kind>): void
}

export interface JobOutcome<Kind extends JobKind> {
  /** Absent where a job has none to show. */
  figures?: JobFigures<Kind> | undefined
  report: JobReport<Kind>
}

/** Does one kind of job. It may run again after a crash, and must not do finished work twice. */
export type JobHandler<Kind extends JobKind> = (run: JobRun<Kind>) => Promise<JobOutcome<Kind>>

export type JobHandlers = { readonly [Kind in JobKind]: JobHandler<Kind> }

export interface JobQueue {
  list(): readonly Job[]
  /** Jobs of this kind, each with its input; null where the input can't be read any more. */
  ofKind<Kind extends JobKind>(kind: Kind): { job: Job; input: JobInput<Kind> | null }[]
  /** `first` puts it before all that wait. */
  add<Kind extends JobKind>(kind: Kind, title: string, input: JobInput<Kind>, place?: "last" | "first"): Job
}

/** Folders and files that the picker offered, by opaque handle. */
export interface Handles {
  /** @throws StudioError folders.unknown_handle */
  pathOf(handle: string): string
  /** A handle for a path that a native dialog chose. */
  grant(path: string): string
}

export interface EngineContext {
  readonly workspace: Workspace
  readonly scenarios: ReadonlyMap<string, Scenario>
  readonly model: ModelHolder
  readonly turns: Turns
  readonly jobs: JobQueue
  readonly handles: Handles
  readonly places: {
    /** The picker stays inside it. */
    root: string
    /** The pack that ships with the program. */
    starterPack: string
    scenariosDir: string
    /** Script and style of the human study's page. */
    questionnaireDir: string
    /** The list of published models, and where downloaded ones are kept. */
    modelsFile: string
    modelsDir: string
    /** The list of farms, for all workspaces. */
    farmsFile: string
  }
  readonly log: Log
  /** What fetching pictures is bound to: tests allow addresses of their own. */
  readonly fetchPolicy?: FetchPolicy | undefined
  /** What downloads of models are bound to. */
  readonly hubPolicy?: HubPolicy | undefined
  settings(): AppSettings
  publish(event: StudioEvent): void
}

/** What the engine is opened on. */
export interface EngineOptions {
  /** Made, and filled from the sample catalog where one is given, when it isn't there yet. */
  workspaceDir: string
  /** The folder picker stays inside it. */
  root: string
  starterPack: string
  scenariosDir: string
  questionnaireDir: string
  modelsFile: string
  /** Where downloaded models are kept, for all workspaces. */
  modelsDir: string
  /** The list of farms, for all workspaces. */
  farmsFile: string
  /** A catalog to fill a new workspace from; null leaves it empty. */
  sampleCatalog: string | null
  /** Where the shell keeps a log of its own, if it does: shown together with the engine's. */
  shellLogsDir?: string | undefined
  fetchPolicy?: FetchPolicy | undefined
  hubPolicy?: HubPolicy | undefined
  /** Also keeps and prints log entries of the level `debug`. */
  verbose?: boolean | undefined
}

/** The opened engine, as its process hands it to a transport: see engine.ts. */
export interface Engine {
  router: Router<typeof api, { connection: Connection }>
  /** A picture by id; null when there is none. `edge` bounds its longer side, in pixels. */
  images(kind: PictureKind, id: string, edge?: number): Promise<{ type: string; bytes: Uint8Array } | null>
  /** A handle for a path that a native dialog chose. */
  grantFolder(path: string): string
  explain: Explain
  log: Log
  /** Stops running work, keeps jobs that can be resumed, and closes the workspace. */
  close(): Promise<void>
}
