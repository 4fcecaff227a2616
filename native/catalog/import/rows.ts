/** The rows of a source, each checked: those that can be taken, and problems for the rest. */
import type { z } from "zod"
import { type Interaction, type Item, interactionSchema, itemSchema } from "../../contract/catalog.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { DayOrder } from "../../contract/import.ts"
import { problemOfIssue } from "../../contract/issue.ts"
import type { Note } from "../../contract/note.ts"
import { recipePlanSchema } from "../../contract/recipe.ts"
import { plainText } from "../plain-text.ts"
import { TimeColumn } from "./dates.ts"
import { LikelyIds, problemOfId } from "./ids.ts"
import { type ImportOptions, throwIfCancelled } from "./options.ts"
import type { Problems } from "./problems.ts"
import type { Source, SourceInteraction, SourceItem, SourcePart } from "./source.ts"

/** A checked row that still lacks its image. */
export interface ItemDraft {
  place: SourceItem["place"]
  item: Omit<Item, "image" | "width" | "height">
  images: Set<string>
  fields: Record<string, string>
}

/** Rows between two reports of progress. */
const progressStep = 1000

/** Of tags only what a recipe holds: 64 of 200 characters. */
const draftSchema = itemSchema
  .omit({ image: true, width: true, height: true })
  .extend({ tags: recipePlanSchema.shape.tags.shape.own })

const untimedSchema = interactionSchema.omit({ timestamp: true })

export async function takeItems(
  source: Source,
  scenario: string,
  problems: Problems,
  { scenarios, signal, onProgress }: ImportOptions,
): Promise<ItemDraft[]> {
  const drafts = new Map<string, ItemDraft>()
  const parts: SourcePart[] = []
  onProgress?.({ step: "items", done: 0, total: null })
  for await (const read of source.items(problems)) {
    throwIfCancelled(signal)
    if ("continues" in read) {
      if (!continueItem(drafts, read)) parts.push(read)
      continue
    }
    const { place, images, fields = {}, ...row } = read
    const parsed = draftSchema.safeParse({
      ...row,
      title: oneLine(plainText(row.title)).toWellFormed(),
      description: plainText(row.description).toWellFormed(),
      scenario: row.scenario ?? scenario,
    })
    if (!parsed.success) {
      problems.malformed("item", place, problemOfField(parsed.error.issues[0]!))
      continue
    }
    const item = parsed.data
    const first = drafts.get(item.id)
    const wrongId = problemOfId(item.id)
    if (wrongId) problems.malformed("item", place, wrongId)
    else if (first) {
      problems.refuse(
        "item",
        place,
        new StudioError("catalog.duplicate_id", { id: item.id, first: first.place.row }),
      )
    } else if (!scenarios.includes(item.scenario)) {
      const unknown = new StudioError("scenario.unknown", { scenario: item.scenario, known: scenarios })
      problems.refuse("item", place, unknown)
    } else drafts.set(item.id, { place, item, images: new Set(images), fields })
    if (drafts.size % progressStep === 0) onProgress?.({ step: "items", done: drafts.size, total: null })
  }
  // What a row goes on with may stand further down, or was refused.
  for (const part of parts) {
    if (!continueItem(drafts, part))
      problems.refuse("item", part.place, new StudioError("table.nothing_continued", { id: part.continues }))
  }
  return [...drafts.values()]
}

/** Gives an item the pictures of another row, and the fields that it lacks. */
function continueItem(
  drafts: ReadonlyMap<string, ItemDraft>,
  { continues, images, fields }: SourcePart,
): boolean {
  const draft = drafts.get(continues.trim())
  if (!draft) return false
  for (const image of images) draft.images.add(image)
  for (const [name, value] of Object.entries(fields)) draft.fields[name] ??= value
  return true
}

export async function takeInteractions(
  source: Source,
  known: ReadonlySet<string>,
  problems: Problems,
  { signal, onProgress, dates }: ImportOptions,
  isErased: (shopper: string) => boolean,
): Promise<Interaction[]> {
  const taken: SourceInteraction[] = []
  const times = new Map<string, TimeColumn>()
  const likely = new LikelyIds(known)
  let leftOut = 0
  onProgress?.({ step: "interactions", done: 0, total: null })
  for await (const { place, ...row } of source.interactions(problems)) {
    throwIfCancelled(signal)
    if (isErased(row.user.trim())) {
      leftOut++
      continue
    }
    const parsed = untimedSchema.safeParse(row)
    const wrong = parsed.success
      ? (problemOfId(parsed.data.user) ?? problemOfId(parsed.data.item))
      : problemOfField(parsed.error.issues[0]!)
    if (wrong || !parsed.success) problems.malformed("interaction", place, wrong!)
    else if (!known.has(parsed.data.item)) {
      const { item } = parsed.data
      const missing = new StudioError("catalog.item_not_taken", { item, near: likely.like(item) })
      problems.refuse("interaction", place, missing)
    } else {
      const { timestamp } = row
      taken.push({ place, ...parsed.data, timestamp })
      if (typeof timestamp === "string") columnOf(times, place.file).see(timestamp)
    }
    if (taken.length % progressStep === 0)
      onProgress?.({ step: "interactions", done: taken.length, total: null })
  }
  if (leftOut > 0) problems.say(note("catalog.erased_left_out", { count: leftOut }))
  return timed(taken, times, problems, dates)
}

function columnOf(times: Map<string, TimeColumn>, file: string): TimeColumn {
  const known = times.get(file) ?? new TimeColumn()
  times.set(file, known)
  return known
}

/** The interactions with the times that their files mean. @throws StudioError catalog.unclear_dates */
function timed(
  taken: readonly SourceInteraction[],
  times: ReadonlyMap<string, TimeColumn>,
  problems: Problems,
  dates: DayOrder | undefined,
): Interaction[] {
  const readers = new Map([...times].map(([file, column]) => [file, column.reader(file, dates)]))
  for (const [file, { reading }] of readers)
    if (reading !== "dates" && reading !== "seconds")
      problems.say(note("catalog.times_read_as", { file, reading }))
  const interactions: Interaction[] = []
  for (const { place, timestamp, ...row } of taken) {
    const time = typeof timestamp === "number" ? timestamp : readers.get(place.file)!.read(timestamp)
    if (typeof time === "number") interactions.push({ ...row, timestamp: time })
    else problems.malformed("interaction", place, time)
  }
  return interactions
}

export async function takeNames(
  source: Source,
  problems: Problems,
  { scenarios }: ImportOptions,
  isErased: (shopper: string) => boolean,
) {
  const names: { shopper: string; scenario: string; name: string }[] = []
  const taken = new Set<string>()
  for await (const { place, shopper, scenario, ...persona } of source.personas(problems)) {
    const name = persona.name.toWellFormed()
    if (isErased(shopper)) continue
    const wrongId = problemOfId(shopper)
    if (wrongId) problems.malformed("persona", place, wrongId)
    else if (!scenarios.includes(scenario)) {
      problems.refuse("persona", place, new StudioError("scenario.unknown", { scenario, known: scenarios }))
    } else if (taken.has(name.toLowerCase())) {
      problems.refuse("persona", place, new StudioError("persona.name_taken", { name }))
    } else {
      taken.add(name.toLowerCase())
      names.push({ shopper, scenario, name })
    }
  }
  return names
}

const oneLine = (text: string): string => text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim()

function problemOfField(issue: z.core.$ZodIssue): Note {
  const column = issue.path.join(".")
  if (issue.path[0] === "tags" && issue.code === "too_big")
    return issue.path.length > 1
      ? note("catalog.long_tag", { most: Number(issue.maximum) })
      : note("catalog.too_many_tags", { most: Number(issue.maximum) })
  if (issue.code === "too_small") return note("catalog.no_field", { column })
  return issue.code === "too_big"
    ? note("catalog.long_field", { column, most: Number(issue.maximum) })
    : note("catalog.bad_field", { column, problem: problemOfIssue(issue) })
}
