/** A study's report: one HTML page that needs nothing beside it, no script and no network. */
import type { Locale } from "../words/locale.ts"
import { reportTextsIn } from "../words/report-texts.ts"
import { settingWordsIn } from "../words/settings-in.ts"
import { escaped } from "./charts.ts"
import type { StudyFacts } from "./study-folder.ts"

export interface Table {
  caption: string
  header: readonly string[]
  rows: readonly (readonly string[])[]
}

/** Pictures in a row, each with a caption. */
export interface PictureRow {
  title: string
  note: string
  pictures: readonly { caption: string; webp: Uint8Array }[]
}

export interface Report {
  /** Of all its texts. */
  locale: Locale
  title: string
  facts: StudyFacts
  /** What there is to know of the figures, in sentences. */
  notes: readonly string[]
  tables: readonly Table[]
  /** SVG, by charts.ts. */
  charts: readonly { title: string; svg: string }[]
  pictures: readonly PictureRow[]
}

/** The page as HTML. */
export function reportPage({ locale, title, facts, notes, tables, charts, pictures }: Report): string {
  return `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
<main>
<h1>${escaped(title)}</h1>
<p class="facts">${factsOf(facts, locale).map(escaped).join(" · ")}</p>
${notes.map(note => `<p>${escaped(note)}</p>`).join("\n")}
${tables.map(tableOf).join("\n")}
<div class="charts">${charts.map(({ title: of, svg }) => `<figure><figcaption>${escaped(of)}</figcaption>${svg}</figure>`).join("\n")}</div>
${pictures.map(rowOf).join("\n")}
</main>
</html>
`
}

function factsOf({ settings, pack, adapter, baselines }: StudyFacts, locale: Locale): string[] {
  const text = reportTextsIn(locale)
  const { scenario, scheduler, steps, guidance, seed } = settings
  return [
    text("facts.pack", { name: pack.name, version: pack.version }),
    ...(adapter ? [text("facts.adapter", { name: adapter.name })] : []),
    ...baselines.map(({ name }) => name),
    ...(scenario ? [scenario] : []),
    text("facts.drawn", {
      scheduler: settingWordsIn(locale).scheduler.options[scheduler],
      steps,
      guidance: `${guidance}`,
      seed: `${seed}`,
    }),
  ]
}

const tableOf = ({ caption, header, rows }: Table): string =>
  `<table><caption>${escaped(caption)}</caption><thead><tr>${header
    .map(cell => `<th scope="col">${escaped(cell)}</th>`)
    .join("")}</tr></thead><tbody>${rows
    .map(
      ([name, ...cells]) =>
        `<tr><th scope="row">${escaped(name!)}</th>${cells.map(cell => `<td>${escaped(cell)}</td>`).join("")}</tr>`,
    )
    .join("")}</tbody></table>`

const rowOf = ({ title, note, pictures }: PictureRow): string =>
  `<section><h2>${escaped(title)}</h2><p class="facts">${escaped(note)}</p><div class="pictures">${pictures
    .map(
      ({ caption, webp }) =>
        `<figure><img alt="${escaped(caption)}" src="data:image/webp;base64,${Buffer.from(webp).toString("base64")}"><figcaption>${escaped(caption)}</figcaption></figure>`,
    )
    .join("")}</div></section>`

const style = `
:root { color-scheme: light dark; --ink: light-dark(#1c1b1f, #ececf0); --soft: light-dark(#5f5d66, #a9a8b3); --line: light-dark(#dcdbe2, #3a3942); --accent: light-dark(#4a43d6, #a5a1ff) }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: light-dark(#fff, #141317) }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px }
h1 { font-size: 28px; margin: 0 0 8px }
h2 { font-size: 17px; margin: 32px 0 0 }
.facts, caption, figcaption { color: var(--soft) }
table { border-collapse: collapse; margin: 24px 0; font-variant-numeric: tabular-nums }
caption { text-align: start; padding-bottom: 8px }
th, td { padding: 6px 16px 6px 0; border-bottom: 1px solid var(--line); text-align: start; white-space: nowrap }
th { font-weight: 600 }
figure { margin: 0 }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(400px, 1fr)); gap: 24px; margin: 24px 0 }
.chart { width: 100%; height: auto; overflow: visible }
.chart text { font-size: 11px; fill: var(--soft) }
.chart .name { fill: var(--ink) }
.chart .grid { stroke: var(--line) }
.chart .line { fill: none; stroke: var(--accent); stroke-width: 2 }
.chart .range { stroke: var(--accent); stroke-width: 1.5; fill: none }
.chart .mean { fill: var(--accent) }
.pictures { display: flex; flex-wrap: wrap; gap: 12px }
.pictures img { display: block; width: 152px; border-radius: 6px }
.pictures figcaption { font-size: 12px; max-width: 152px }
`
