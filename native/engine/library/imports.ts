/** Importing a catalog: what a folder holds, what an import would do, and the import as a job. */
import { readdir, stat } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import { guessMapping } from "../../catalog/import/columns.ts"
import { checkCatalog, inspectCatalog } from "../../catalog/import/import.ts"
import { Problems } from "../../catalog/import/problems.ts"
import { readRecords } from "../../catalog/import/records.ts"
import { importReportSchema } from "../../contract/import.ts"
import { type EngineContext, os } from "../context.ts"
import { stream } from "../stream.ts"

/** Rows looked at for examples. */
const sampledRows = 20
const samplesShown = 3
const filesShown = 50

export function importsRouter(context: EngineContext) {
  const { workspace, scenarios, handles, jobs } = context

  /** A file stands for its folder. */
  async function dirOf(handle: string): Promise<string> {
    const path = handles.pathOf(handle)
    const stats = await stat(path).catch(() => null)
    return stats?.isFile() ? dirname(path) : path
  }

  return {
    inspect: os.imports.inspect.handler(async ({ input: { handle } }) => {
      const { dir, format, scenario, source } = await inspectCatalog(await dirOf(handle))
      const columns = source.table === null ? [] : await columnsOf(source.table)
      return {
        format,
        scenario,
        files: await filesOf(dir),
        columns,
        mapping: source.table === null ? null : guessMapping(columns.map(({ name }) => name)),
      }
    }),
    check: os.imports.check.handler(({ input: { handle, ...options }, signal }) =>
      stream<
        | { type: "progress"; step: string; done: number; total: number | null }
        | { type: "report"; report: ReturnType<typeof importReportSchema.parse> }
      >(async (emit, left) => {
        let said = 0
        const report = await checkCatalog(workspace, await dirOf(handle), {
          ...options,
          scenarios: [...scenarios.keys()],
          signal: left,
          onProgress: progress => {
            if (Date.now() - said < 100) return
            said = Date.now()
            emit({ type: "progress", ...progress })
          },
        })
        emit({ type: "report", report: importReportSchema.parse(report) })
      }, signal),
    ),
    start: os.imports.start.handler(async ({ input: { handle, ...options } }) => {
      const dir = await dirOf(handle)
      return jobs.add("import", basename(dir), { dir, ...options })
    }),
  }
}

async function columnsOf(table: string): Promise<{ name: string; samples: string[] }[]> {
  const samples = new Map<string, string[]>()
  let rows = 0
  for await (const { fields } of readRecords(table, "item", new Problems())) {
    for (const [name, value] of fields) {
      const seen = samples.get(name) ?? []
      samples.set(name, seen)
      const shown = (typeof value === "string" ? value : JSON.stringify(value)).slice(0, 80)
      if (shown !== "" && seen.length < samplesShown && !seen.includes(shown)) seen.push(shown)
    }
    if (++rows >= sampledRows) break
  }
  return [...samples].map(([name, seen]) => ({ name, samples: seen }))
}

async function filesOf(dir: string): Promise<{ name: string; bytes: number }[]> {
  const names = (await readdir(dir)).filter(name => !name.startsWith(".")).sort()
  const files = await Promise.all(
    names.slice(0, filesShown).map(async name => {
      const stats = await stat(join(dir, name)).catch(() => null)
      return stats?.isFile() ? { name, bytes: stats.size } : null
    }),
  )
  return files.filter(file => file !== null)
}
