/**
 * Pictures that rows name by addresses. Each is fetched once, from hosts that the user agreed to, and kept in the workspace: what came
 * before a cancelled or killed import, or at an earlier one, isn't asked for again, unless the user wants it.
 */
import { mkdir } from "node:fs/promises"
import { dirname, join } from "node:path"
import pLimit from "p-limit"
import { z } from "zod"
import { readJsonLines } from "../../../base/json-lines.ts"
import { memoized } from "../../../base/memo.ts"
import { retried } from "../../../base/retry.ts"
import { note } from "../../../contract/codes/index.ts"
import { isStudioError, StudioError } from "../../../contract/errors.ts"
import type { ImportReport } from "../../../contract/import.ts"
import type { Note } from "../../../contract/note.ts"
import { appendLines, writeError } from "../../atomic.ts"
import { treatments } from "../../image.ts"
import type { Workspace } from "../../workspace.ts"
import { type ImportOptions, throwIfCancelled } from "../options.ts"
import { isOfCatalog } from "../problems.ts"
import { hostNamed, webAddress } from "./address.ts"
import { createDownloader, type Downloader, type FetchPolicy } from "./download.ts"

/** A picture as an item names it. */
const itemPictureSchema = z.object({
  image: z.string().regex(/^[0-9a-f]{64}$/),
  width: z.int(),
  height: z.int(),
  treatment: z.enum(treatments),
})
export type ItemPicture = z.infer<typeof itemPictureSchema>

const fetchedSchema = itemPictureSchema.extend({ address: z.string() })

const retries = 2
/** Pictures of a host that fail one after the other before it is given up: it may be gone. */
const mostFailures = 10

export class WebPictures {
  readonly #path: string
  readonly #allowed: ReadonlySet<string>
  readonly #policy: FetchPolicy
  readonly #downloader: Downloader
  readonly #signal: AbortSignal | undefined
  readonly #known: ReadonlyMap<string, ItemPicture>
  /** Pictures of this import, those that can't be had included. */
  readonly #pictures = new Map<string, Promise<ItemPicture>>()
  readonly #failed = new Map<string, StudioError>()
  readonly #hosts = new Map<string, { pictures: number; failures: number }>()
  readonly #writing = pLimit(1)
  readonly #began = Date.now()
  #bytes = 0
  readonly #counts = { fetched: 0, known: 0, failed: 0 }

  private constructor(
    path: string,
    known: ReadonlyMap<string, ItemPicture>,
    allowed: readonly string[],
    policy: FetchPolicy,
    signal: AbortSignal | undefined,
  ) {
    this.#path = path
    this.#known = known
    this.#allowed = new Set(allowed.map(host => hostNamed(host) ?? host))
    this.#policy = policy
    this.#downloader = createDownloader(this.#allowed, policy)
    this.#signal = signal
  }

  static async open(
    workspace: Workspace,
    {
      fetchFrom = [],
      fetchAgain = false,
      fetchPolicy = {},
      signal,
    }: Pick<ImportOptions, "fetchFrom" | "fetchAgain" | "fetchPolicy" | "signal">,
  ): Promise<WebPictures> {
    const path = join(workspace.cacheDir, "fetched", "pictures.jsonl")
    // What can't be read is fetched again.
    const fetched =
      fetchFrom.length > 0 && !fetchAgain ? await readJsonLines(path, fetchedSchema).catch(() => []) : []
    // Of an address that was fetched more than once, the last picture counts.
    const known = new Map(fetched.map(({ address, ...picture }) => [address, picture]))
    return new WebPictures(path, known, fetchFrom, fetchPolicy, signal)
  }

  get fetches(): boolean {
    return this.#allowed.size > 0
  }

  /** Takes note of what a row names as a picture, for the report. */
  count(image: string): void {
    const host = webAddress(image)?.host
    if (host === undefined) return
    const known = this.#hosts.get(host) ?? { pictures: 0, failures: 0 }
    this.#hosts.set(host, known)
    known.pictures++
  }

  allows({ host }: URL): boolean {
    return this.#allowed.has(host)
  }

  /**
   * The kept picture of an address.
   *
   * @param store makes a kept picture of a file's bytes
   * @param isKept whether it is still there
   * @throws StudioError catalog.fetch_*, catalog.image_*
   */
  async picture(
    address: URL,
    image: string,
    store: (bytes: Buffer) => Promise<ItemPicture>,
    isKept: (picture: ItemPicture) => Promise<boolean>,
  ): Promise<ItemPicture> {
    const { href } = address
    const before = this.#failed.get(href)
    // Every row that names it is told.
    if (before) throw before
    return memoized(this.#pictures, href, async () => {
      const known = this.#known.get(href)
      if (known && (await isKept(known))) {
        this.#counts.known++
        return known
      }
      try {
        const picture = await store(await this.#fetch(address, image))
        await this.#writing(() => this.#remember({ address: href, ...picture }))
        this.#counts.fetched++
        return picture
      } catch (error) {
        throwIfCancelled(this.#signal)
        if (!isOfCatalog(error)) throw error
        this.#counts.failed++
        this.#failed.set(href, error)
        throw error
      }
    })
  }

  async #fetch(address: URL, image: string): Promise<Buffer> {
    const { all = { bytes: 50 * 1024 ** 3, hours: 12 }, delay = 1000 } = this.#policy
    const host = this.#hosts.get(address.host) ?? { pictures: 0, failures: 0 }
    const overLimit = (limit: Note) => new StudioError("catalog.fetch_limit", { image, limit })
    if (this.#bytes >= all.bytes)
      throw overLimit(note("catalog.limit", { limit: `${Math.round(all.bytes / 1024 ** 3)} GB` }))
    if (Date.now() - this.#began >= all.hours * 3_600_000)
      throw overLimit(note("catalog.hours", { hours: all.hours }))
    if (host.failures >= mostFailures)
      throw new StudioError("catalog.fetch_host_down", { image, host: address.host })
    try {
      const signal = this.#signal
      const bytes = await retried(() => this.#downloader.get(address, image, signal), {
        retries,
        delay,
        signal,
      })
      host.failures = 0
      this.#bytes += bytes.length
      return bytes
    } catch (error) {
      const isDown =
        isStudioError(error, "catalog.fetch_failed") || isStudioError(error, "catalog.fetch_timeout")
      host.failures = isDown ? host.failures + 1 : 0
      throw error
    }
  }

  /** @throws StudioError workspace.no_space, workspace.not_writable */
  async #remember(fetched: z.infer<typeof fetchedSchema>): Promise<void> {
    const folder = dirname(this.#path)
    await mkdir(folder, { recursive: true }).catch(error => {
      throw writeError(error, folder, 0)
    })
    await appendLines(this.#path, [fetched])
  }

  get report(): ImportReport["addresses"] {
    const hosts = [...this.#hosts]
      .map(([host, { pictures }]) => ({ host, pictures, allowed: this.#allowed.has(host) }))
      .sort((a, b) => b.pictures - a.pictures)
    return { hosts, ...this.#counts }
  }

  close(): void {
    this.#downloader.close()
  }
}
