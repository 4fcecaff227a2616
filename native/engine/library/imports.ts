/** Importing a catalog: the content of a folder, the check without an import, and the import as a job. */
import { readdir, stat } from "node:fs/promises"
import { basename, join } from "node:path"
import { findEncoding } from "../../catalog/import/encoding.ts"
import { checkCatalog, inspectCatalog } from "../../catalog/import/import.ts"
import { Problems } from "../../catalog/import/problems.ts"
import type { ItemTableFile } from "../../catalog/import/source.ts"
import { sampleLines } from "../../catalog/import/text.ts"
import { sheetsOf } from "../../catalog/import/xlsx/sheet.ts"
import type { TextFile } from "../../contract/api/catalog.ts"
import type { EncodingChoice } from "../../contract/encoding.ts"
import { importReportSchema } from "../../contract/import.ts"
import { type EngineContext, os } from "../context.ts"
import { stream } from "../stream.ts"

/** Rows looked at for examples. */
const sampledRows = 20
const samplesShown = 3
const filesShown = 50

export function importsRouter(context: EngineContext) {
  const { workspace, scenarios, handles, jobs } = context

  return {
    inspect: os.imports.inspect.handler(async ({ input: { handle, encodings = {}, sheet } }) => {
      const path = handles.pathOf(handle)
      const first = await inspectCatalog(path, { encodings, sheet })
      const texts = await textsOf(first.source.texts, encodings)
      // Where nobody can tell yet, the likeliest encoding shows what it would make of the file.
      const shown: EncodingChoice = Object.fromEntries(texts.map(({ name, encoding }) => [name, encoding]))
      const { dir, format, scenario, source } = await inspectCatalog(path, { encodings: shown, sheet })
      const columns = source.table === null ? [] : await columnsOf(source.table)
      const book = source.table?.path.toLowerCase().endsWith(".xlsx")
        ? await sheetsOf(source.table.path)
        : null
      return {
        format,
        scenario,
        files: await filesOf(dir),
        texts,
        sheets: book?.names ?? [],
        sheet: book ? (sheet ?? book.first) : null,
        columns,
        mapping: source.table === null ? null : source.table.guess(columns.map(({ name }) => name)),
      }
    }),
    check: os.imports.check.handler(({ input: { handle, ...options }, signal }) =>
      stream<
        | { type: "progress"; step: string; done: number; total: number | null }
        | { type: "report"; report: ReturnType<typeof importReportSchema.parse> }
      >(async (emit, left) => {
        let said = 0
        const report = await checkCatalog(workspace, handles.pathOf(handle), {
          ...options,
          fetchPolicy: context.fetchPolicy,
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
      const dir = handles.pathOf(handle)
      return jobs.add("import", basename(dir), { dir, ...options })
    }),
  }
}

async function textsOf(paths: readonly string[], chosen: EncodingChoice): Promise<TextFile[]> {
  return Promise.all(
    paths.slice(0, filesShown).map(async path => {
      const name = basename(path)
      const { encoding: found, marked, sure, likely } = await findEncoding(path)
      const wish = chosen[name] ?? chosen["*"]
      const encoding = marked ? found : (wish ?? found)
      const lines = await sampleLines(path, encoding)
      return { name, encoding, sure: sure || wish !== undefined, marked, likely: [...likely], lines }
    }),
  )
}

async function columnsOf(table: ItemTableFile): Promise<{ name: string; samples: string[] }[]> {
  const samples = new Map<string, string[]>()
  let rows = 0
  for await (const { fields, exact } of table.rows(new Problems())) {
    for (const [name, given] of fields) {
      // A spreadsheet may show 4.01E+12 where the item's id has all its digits.
      const value = exact?.get(name) ?? given
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
