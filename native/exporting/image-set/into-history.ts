/**
 * Makes an image set without files: a farm draws its images, and the history has each with its recipe and a small copy. The
 * set is planned as it goes, and how far it is stands in the workspace's own database, so that one of millions takes no more
 * memory than one of hundreds.
 */
import { isDeepStrictEqual } from "node:util"
import { isStudioError, reasonOf, StudioError } from "../../contract/errors.ts"
import { type ImageSet, type ImageSetReport, mostSkipped } from "../../contract/image-set.ts"
import type { Session } from "../../personalize/session.ts"
import { settle } from "../../personalize/settings.ts"
import { PicturesAhead } from "./ahead.ts"
import { SetCursor } from "./cursor.ts"
import { beginToday } from "./journal.ts"
import { endsAll, nothingMade } from "./make.ts"
import { type Elsewhere, type PictureHooks, Pictures } from "./pictures.ts"
import { checkWithoutFolder, type Gaps, mostImagesOf, type PlannedImage, plannedItems } from "./plan.ts"

export interface HistoryHooks extends PictureHooks {
  elsewhere: Elsewhere
  /** Images that are there so far, of all. */
  onProgress?: (done: number, total: number) => void
}

/** @throws StudioError image_set.*, farm.*, job.cancelled; what came until then stays in the history */
export async function drawIntoHistory(
  session: Session,
  set: ImageSet,
  hooks: HistoryHooks,
): Promise<ImageSetReport> {
  checkWithoutFolder(set)
  const started = performance.now()
  const { studio, settings } = await settle(session.studio, set.settings)
  const { workspace } = studio
  const most = mostImagesOf(set)
  const cursor = new SetCursor(studio, set)
  const first = cursor.done
  const pictures = new Pictures(session, settings, beginToday(studio), hooks)
  const wanted = plannedItems(workspace, set, settings, unheard, first)
  const ahead = new PicturesAhead(pictures, hooks.elsewhere, imagesOf(wanted), () => false, {
    signal: hooks.signal,
    whole: false,
  })
  const report: ImageSetReport = {
    folder: null,
    files: 0,
    rendered: 0,
    reused: 0,
    bytes: 0,
    seconds: 0,
    upscaled: [],
    held: 0,
    skipped: [],
    moreSkipped: 0,
    warnings: [],
  }
  const skipped = new Skipped()
  let done = (most / Math.max(1, set.items.length)) * first
  hooks.onProgress?.(Math.round(done), most)
  for await (const { place, images } of plannedItems(workspace, set, settings, skipped.list, first)) {
    cursor.reach(place)
    for (const planned of images) {
      if (hooks.signal?.aborted) throw new StudioError("job.cancelled", { what: "image_set" })
      try {
        const { drawn } = await ahead.of(planned)
        report[drawn ? "rendered" : "reused"]++
      } catch (error) {
        if (!isStudioError(error) || endsAll.test(error.code)) throw error
        skipped.add({ item: planned.item.id, persona: planned.persona.name, reason: reasonOf(error) })
      }
      hooks.onProgress?.(Math.round(++done), most)
    }
    skipped.bound()
  }
  const { all, count } = skipped
  if (report.rendered + report.reused === 0 && first === 0) throw nothingMade(all)
  cursor.forget()
  return {
    ...report,
    skipped: all,
    moreSkipped: count - all.length,
    seconds: (performance.now() - started) / 1000,
  }
}

/** Each image is planned twice: to be asked for, and to be taken. What is left out is noted the second time. */
const unheard: Gaps = { push: () => undefined }

async function* imagesOf(items: AsyncIterable<{ images: PlannedImage[] }>): AsyncGenerator<PlannedImage> {
  for await (const { images } of items) yield* images
}

/** What couldn't be made: the first of it, and how many there are. */
class Skipped {
  /** Since it was last bounded. */
  readonly list: ImageSetReport["skipped"] = []
  readonly all: ImageSetReport["skipped"] = []
  count = 0

  add(gap: ImageSetReport["skipped"][number]): void {
    // What keeps one variant from being made mostly keeps the others: it is said once.
    if (!isDeepStrictEqual(gap, this.list.at(-1))) this.list.push(gap)
  }

  bound(): void {
    const gaps = this.list.splice(0)
    this.count += gaps.length
    this.all.push(...gaps.slice(0, mostSkipped - this.all.length))
  }
}
