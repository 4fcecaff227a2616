/**
 * The engine: one open workspace and everything the page can ask of it. It answers as soon as the workspace is open; the
 * model opens meanwhile.
 */
import { release } from "node:os"
import { basename } from "node:path"
import { openLog } from "../base/log/log.ts"
import { readLogs } from "../base/log/read-log.ts"
import { createRedactor } from "../base/log/redact.ts"
import { countPersonas } from "../catalog/persona-store.ts"
import { itemWords, personaWords } from "../catalog/private-words.ts"
import { countTagged } from "../catalog/tag-store.ts"
import { createWorkspace, isWorkspace, openWorkspace, type Workspace } from "../catalog/workspace.ts"
import type { Status, StudioEvent } from "../contract/api/app.ts"
import { isOver } from "../contract/api/jobs.ts"
import type { JobKind } from "../contract/job-kinds.ts"
import { type LogEntry, textOfEntry } from "../contract/log.ts"
import { loadScenarios } from "../interests/scenarios.ts"
import type { StartTrainer } from "../training/process/messages.ts"
import { version } from "../version.ts"
import { type Engine, type EngineContext, type EngineOptions, type JobHandlers, os } from "./context.ts"
import { EvaluationRoom } from "./evaluation.ts"
import { Events } from "./events.ts"
import { farmsRoom } from "./farms.ts"
import { imageSetsRoom } from "./image-sets.ts"
import { Jobs } from "./jobs.ts"
import { catalogsRouter } from "./library/catalogs.ts"
import { createHandles, foldersRouter } from "./library/folders.ts"
import { picturesOf } from "./library/images.ts"
import { importsRouter } from "./library/imports.ts"
import { ItemIndex } from "./library/item-index.ts"
import { itemsRouter } from "./library/items.ts"
import { layoutsRoom } from "./library/layouts.ts"
import { lorasRouter } from "./library/loras.ts"
import { masksRoom } from "./library/masks.ts"
import { mergesRouter } from "./library/merges.ts"
import { personasRouter } from "./library/personas.ts"
import { preparationHandlers } from "./library/preparing.ts"
import { presetsRouter, purgeRenders, rendersRouter } from "./library/renders.ts"
import { PackList, packsRouter, SettingsStore, settingsRouter, starter } from "./library/settings.ts"
import { upscalersRoom } from "./library/upscalers.ts"
import { Model } from "./model.ts"
import { modelsRoom } from "./models.ts"
import { explainBy } from "./problem.ts"
import { studioRoom } from "./studio/router.ts"
import { TrainingRoom } from "./training.ts"
import { createTurns } from "./turns.ts"

/** The latest errors that a bug report holds. */
const errorsInDiagnostics = 10

/** @throws StudioError workspace.*: in use, newer, damaged, unreadable */
export async function createEngine(options: EngineOptions, startTrainer: StartTrainer): Promise<Engine> {
  const {
    workspaceDir,
    sampleCatalog,
    shellLogsDir,
    verbose = false,
    fetchPolicy,
    hubPolicy,
    ...places
  } = options
  const isNew = !(await isWorkspace(workspaceDir))
  const workspace = isNew
    ? await createWorkspace(workspaceDir)
    : await openWorkspace(workspaceDir, { mode: "write" })
  const own = { shellLogsDir, verbose, fetchPolicy, hubPolicy }
  const engine = await assemble(workspace, places, startTrainer, own).catch(async error => {
    await workspace.close()
    throw error
  })
  try {
    if (isNew && sampleCatalog !== null) engine.importSample(sampleCatalog)
    else await engine.prepareMissing()
    return engine
  } catch (error) {
    await engine.close()
    throw error
  }
}

async function assemble(
  workspace: Workspace,
  places: EngineContext["places"],
  startTrainer: StartTrainer,
  own: Pick<EngineOptions, "shellLogsDir" | "verbose" | "fetchPolicy" | "hubPolicy">,
) {
  const { shellLogsDir, verbose, fetchPolicy, hubPolicy } = own
  const events = new Events()
  const scenarios = await loadScenarios([places.scenariosDir, workspace.scenariosDir])
  const turns = createTurns()
  const index = new ItemIndex(workspace)
  const log = openLog({
    source: "engine",
    dir: workspace.logsDir,
    places: { workspace: workspace.dir },
    privateWords: () => [
      ...itemWords(index.latest),
      ...workspace.state.read(state => [...personaWords(state)]),
    ],
    keepFrom: verbose ? "debug" : "info",
    watched: { stream: process.stderr, from: verbose ? "debug" : "warn" },
  })
  log.info("engine starts", {
    version,
    node: process.version,
    platform: process.platform,
    arch: process.arch,
  })
  const store = new SettingsStore(workspace)
  const packs = new PackList(workspace, places.starterPack)
  const handles = createHandles()
  const model = new Model(
    workspace,
    scenarios,
    turns,
    () => publish({ type: "changed", what: "status" }),
    prepared => embedMissing(prepared).catch(error => log.error("preparing", error)),
    log,
  )
  const explain = explainBy(workspace.dir)
  const jobs = new Jobs(workspace.state, event => publish(event), log, explain)

  const isOpen = (...kinds: JobKind[]) =>
    jobs.list().some(({ kind, state }) => kinds.includes(kind) && !isOver(state))

  /** Each pack has a pool of its own, which is empty when the pack is new here. */
  async function embedMissing(prepared: number): Promise<void> {
    const items = await workspace.itemCount()
    if (prepared !== items && !isOpen("import", "prepare")) jobs.add("prepare", "", {})
  }

  function publish(event: StudioEvent): void {
    if (event.type === "changed" && (event.what === "items" || event.what === "personas")) model.forget()
    events.publish(event)
  }

  const context: EngineContext = {
    workspace,
    scenarios,
    model,
    turns,
    jobs,
    handles,
    places,
    publish,
    log,
    fetchPolicy,
    hubPolicy,
    settings: () => store.get(),
  }
  const reopen = () => {
    const { pack, device, precision } = store.get()
    model.open(
      () => ({ packDir: packs.dirOf(pack), device, precision }),
      opened => packs.view(opened, pack, pack),
    )
  }
  const parts = { store, packs, index, reopen }
  const studio = studioRoom(context, jobs)
  const training = new TrainingRoom(context, jobs, startTrainer)
  const evaluation = new EvaluationRoom(context, jobs, packs)
  const farms = farmsRoom(context)
  const imageSets = imageSetsRoom(context, farms)
  const masks = masksRoom(context)
  const upscalers = upscalersRoom(context)
  const models = modelsRoom(context, {
    packs,
    packChanged: (dir, id) => {
      const before = packs.replaceAt(dir, id)
      if (before.includes(store.get().pack)) {
        store.set({ pack: id ?? starter })
        reopen()
      }
      publish({ type: "changed", what: "settings" })
    },
  })
  const layouts = layoutsRoom(context)
  const handlers: JobHandlers = {
    ...preparationHandlers(context, () => model.refresh()),
    mask: masks.making,
    upscale: upscalers.upscaling,
    download: models.downloading,
    render: studio.rendering,
    export: imageSets.exporting,
    train: training.handler,
    evaluate: evaluation.evaluate,
    judge: evaluation.judge,
  }

  /** Forgets for good what was removed long ago. A failure, as on a full disk, stands in nobody's way. */
  async function purge(): Promise<void> {
    const purgeItems = async () => {
      const before = workspace.itemsVersion
      await workspace.purge()
      if (workspace.itemsVersion !== before) publish({ type: "changed", what: "items" })
    }
    for (const step of [purgeItems, () => purgeRenders(context), layouts.purge, () => evaluation.purge()])
      await step().catch(error => log.error("purging", error))
  }

  async function status(): Promise<Status> {
    const items = [...(await index.all()).values()]
    return {
      version,
      workspace: {
        name: basename(workspace.dir),
        path: workspace.dir,
        items: items.length,
        personas: workspace.state.read(countPersonas),
      },
      scenarios: [...scenarios.values()].map(({ id, name, phi, defaultTags, defaultHistory }) => ({
        id,
        name,
        phi,
        defaultTags,
        defaultHistory,
        items: items.filter(item => item.scenario === id).length,
      })),
      model: model.state,
    }
  }

  const logDirs = [workspace.logsDir, ...(shellLogsDir === undefined ? [] : [shellLogsDir])]
  const router = os.router({
    app: {
      status: os.app.status.handler(status),
      events: os.app.events.handler(({ signal }) => events.listen(signal)),
      diagnostics: os.app.diagnostics.handler(async () => {
        const errors = await readLogs(logDirs, { from: "error", limit: errorsInDiagnostics })
        return { text: diagnosticsOf(await status(), jobs, errors) }
      }),
      logs: os.app.logs.handler(async ({ input }) => ({ entries: await readLogs(logDirs, input) })),
    },
    folders: foldersRouter(handles, places.root),
    items: itemsRouter(context, index),
    merges: mergesRouter(context),
    masks: masks.router,
    catalogs: catalogsRouter(context),
    imports: importsRouter(context),
    personas: personasRouter(context, index),
    studio: studio.router,
    renders: rendersRouter(context, index),
    presets: presetsRouter(context),
    imageSets: imageSets.router,
    farms: farms.router,
    layouts: layouts.router,
    jobs: jobsRouter(jobs),
    settings: settingsRouter(context, parts),
    packs: packsRouter(context, parts),
    models: models.router,
    training: training.training,
    adapters: training.adapters,
    loras: lorasRouter(context),
    upscalers: upscalers.router,
    evaluation: evaluation.router,
  })

  // First the model: a job that is taken up again waits for it.
  reopen()
  jobs.start(handlers)
  const purged = purge()
  const shut = async () => {
    await jobs.close()
    await model.close()
    await farms.close()
    await purged
    await workspace.close()
    log.info("engine closed")
    await log.close()
  }
  let closing: Promise<void> | null = null
  return {
    router,
    images: picturesOf(context, index),
    grantFolder: (path: string) => handles.grant(path),
    explain,
    log,
    importSample: (dir: string) => {
      jobs.add("import", basename(dir), { dir, format: "auto", locale: "en" })
    },
    /** A workspace that was made on the command line may lack tags. */
    prepareMissing: async () => {
      const items = await workspace.itemCount()
      if (workspace.state.read(countTagged) >= items || isOpen("import", "tag")) return
      if (!isOpen("prepare")) jobs.add("prepare", "", {})
      jobs.add("tag", "", {})
    },
    close: () => (closing ??= shut()),
  }
}

function jobsRouter(jobs: Jobs) {
  return {
    list: os.jobs.list.handler(() => jobs.list()),
    report: os.jobs.report.handler(({ input: { id } }) => jobs.report(id)),
    pause: os.jobs.pause.handler(({ input: { id } }) => jobs.pause(id)),
    resume: os.jobs.resume.handler(({ input: { id } }) => jobs.resume(id)),
    cancel: os.jobs.cancel.handler(({ input: { id } }) => jobs.cancel(id)),
    cancelAll: os.jobs.cancelAll.handler(async () => ({ cancelled: await jobs.cancelAll() })),
    retry: os.jobs.retry.handler(({ input: { id } }) => jobs.retry(id)),
    move: os.jobs.move.handler(({ input: { id, before } }) => jobs.move(id, before)),
    clear: os.jobs.clear.handler(() => ({ cleared: jobs.clear() })),
  }
}

const redact = createRedactor().text

/** For a bug report: no shopper, no item, no path. */
function diagnosticsOf({ workspace, model }: Status, jobs: Jobs, errors: readonly LogEntry[]): string {
  const lines = [
    `I-AM-G Studio ${version}`,
    `Node ${process.version}, ${process.platform} ${release()} ${process.arch}`,
    `${workspace.items} items, ${workspace.personas} personas`,
  ]
  if (model.state === "ready") {
    const { name, hash } = model.pack
    lines.push(`Pack ${name} ${hash.slice(0, 12)}, device ${model.device}, ${model.prepared} prepared`)
    for (const { device, ok, reason } of model.attempts)
      lines.push(`  ${device}: ${ok ? "works" : "no"}${reason ? ` (${redact(JSON.stringify(reason))})` : ""}`)
  } else lines.push(model.state === "failed" ? `Model: ${model.problem.code}` : "Model: loading")
  for (const { kind, state, problem } of jobs.list().slice(0, 20))
    lines.push(`Job ${kind}: ${state}${problem ? `, ${problem.code}` : ""}`)
  lines.push(...errors.map(textOfEntry))
  return lines.join("\n")
}
