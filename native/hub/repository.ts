/** What a hub says of a model's repository: the commit, the licence of its card, and its files with sizes and hashes. */
import { listFiles, modelInfo } from "@huggingface/hub"
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { retried, Transient } from "../base/retry.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import { discard, failure, type HubAnswer, type HubConnection, refuseStatus } from "./connection.ts"
import { chooseFiles, type PublishedModel } from "./model-list.ts"

/** How a file is recognised: large ones by their SHA-256, small ones by git's name for their content. */
export const fileHashSchema = z.object({
  kind: z.enum(["sha256", "git"]),
  hex: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/),
})
export type FileHash = z.output<typeof fileHashSchema>

export const remoteFileSchema = z.object({
  // It becomes a place on this machine: it leads nowhere but down, on Windows, too.
  path: z
    .string()
    .max(300)
    .regex(/^(?!.*(^|\/)\.\.?(\/|$))[^\\:\p{Cc}]+$/u),
  size: z.int().min(0).max(Number.MAX_SAFE_INTEGER),
  hash: fileHashSchema,
})
export type RemoteFile = z.output<typeof remoteFileSchema>

export const commitSchema = z.string().regex(/^[0-9a-f]{40}$/)

export const resolvedModelSchema = z.object({
  model: z.string(),
  /** Where it lies now: a repository may have moved. */
  repository: z.string().max(200),
  /** Null where a folder was taken whose commit nobody knows. */
  commit: commitSchema.nullable(),
  licence: z.string().max(200).nullable(),
  files: z.array(remoteFileSchema).min(1).max(100),
})
/** A model as a commit of its repository holds it. */
export type ResolvedModel = z.output<typeof resolvedModelSchema>

const cardSchema = z
  .object({
    license: z.union([z.string(), z.array(z.string())]).nullish(),
    license_name: z.string().nullish(),
  })
  .catch({})

const entrySchema = z.object({
  type: z.string(),
  path: z.string(),
  size: z.int(),
  oid: z.string(),
  lfs: z.object({ oid: z.string(), size: z.int() }).nullish(),
})

const mostAnswerBytes = 16 * 1024 ** 2
const mostEntries = 20_000
const mostPages = 1000

/** @throws StudioError hub.* */
export async function resolveModel(
  connection: HubConnection,
  model: PublishedModel,
  signal?: AbortSignal,
  revision = model.revision,
): Promise<ResolvedModel> {
  const retrying = { retries: 4, delay: connection.policy.delay ?? 1000, signal }
  return retried(() => askOnce(connection, model, revision, signal), retrying)
}

async function askOnce(
  connection: HubConnection,
  model: PublishedModel,
  revision: string,
  signal: AbortSignal | undefined,
): Promise<ResolvedModel> {
  const { host } = connection
  const hubUrl = connection.address.url.href.replace(/\/$/, "")
  const fetch = fetchThrough(connection, { repository: model.repository, revision }, signal)
  const info = await modelInfo({
    name: model.repository,
    revision,
    additionalFields: ["sha", "cardData"],
    hubUrl,
    fetch,
  })
  const repository = z
    .string()
    .regex(/^[\w.-]{1,96}\/[\w.-]{1,96}$/)
    .safeParse(info.name)
  const commit = commitSchema.safeParse(info.sha)
  if (!repository.success || !commit.success) throw badAnswer(host, "sha")
  if (info.gated && !connection.hasToken) throw gated(connection, repository.data)
  const entries: z.output<typeof entrySchema>[] = []
  const pages = listFiles({
    repo: { type: "model", name: repository.data },
    recursive: true,
    revision: commit.data,
    hubUrl,
    fetch,
  })
  for await (const listed of pages) {
    const entry = entrySchema.safeParse(listed)
    if (!entry.success || entries.length >= mostEntries) throw badAnswer(host, "tree")
    if (entry.data.type === "file") entries.push(entry.data)
  }
  const chosen = chooseFiles(
    { ...model, repository: repository.data },
    entries.map(({ path }) => path),
  )
  const found = resolvedModelSchema.safeParse({
    model: model.id,
    repository: repository.data,
    commit: commit.data,
    licence: licenceOf(info.cardData),
    files: chosen.map(path => remoteFile(entries.find(entry => entry.path === path)!)),
  })
  if (!found.success) throw badAnswer(host, "tree")
  return found.data
}

const remoteFile = ({ path, size, oid, lfs }: z.output<typeof entrySchema>) =>
  lfs
    ? { path, size: lfs.size, hash: { kind: "sha256", hex: lfs.oid } }
    : { path, size, hash: { kind: "git", hex: oid } }

const badAnswer = (host: string, text: string) =>
  new StudioError("hub.bad_answer", { host, problem: note("value.must_hold", { text }) })

/** As the card names it: by the licence's own name where its kind is “other”. Null for a card without one. */
export function licenceOf(card: unknown): string | null {
  const { license, license_name: name } = cardSchema.parse(card ?? {})
  const kinds = [license ?? []].flat().filter(kind => kind !== "")
  if (kinds.length === 0) return name || null
  return kinds
    .map(kind => (kind === "other" && name ? name : kind))
    .join(", ")
    .slice(0, 200)
}

/** Where a person reads the card, and agrees to the terms of a gated repository. */
export const pageOf = ({ address }: HubConnection, repository: string): string =>
  `${address.url.href.replace(/\/$/, "")}/${repository}`

const gated = (connection: HubConnection, repository: string) =>
  new StudioError("hub.gated", { repository, address: pageOf(connection, repository) })

interface Asked {
  repository: string
  revision: string
}

/** What @huggingface/hub calls for fetching: our own requests, with answers that are bounded before they are read. */
function fetchThrough(
  connection: HubConnection,
  asked: Asked,
  signal: AbortSignal | undefined,
): typeof fetch {
  let pages = 0
  return async input => {
    // A list without an end.
    if (++pages > mostPages) throw badAnswer(connection.host, "tree")
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.origin !== connection.address.url.origin)
      throw new StudioError("hub.redirect", { host: connection.host, to: url.origin })
    const answer = await connection.get(url, { accept: "application/json" }, signal)
    if (answer.status !== 200) await refuseAnswer(connection, answer, asked)
    const text = (await readAnswer(answer, signal)).toString("utf8")
    if (parsedJson(text, z.unknown()) === undefined)
      throw new StudioError("hub.bad_answer", { host: url.host, problem: note("hub.no_json", {}) })
    const link = answer.headers.link?.toString()
    return new Response(text, { headers: { "content-type": "application/json", ...(link && { link }) } })
  }
}

/** Why a repository, a revision or a file of it can't be had. @throws StudioError hub.*, Transient */
export async function refuseAnswer(
  connection: HubConnection,
  answer: HubAnswer,
  { repository, revision }: Asked,
): Promise<never> {
  const { status, headers } = answer
  const code = headers["x-error-code"]?.toString() ?? ""
  await discard(answer.body)
  if (code === "GatedRepo" || status === 403) throw gated(connection, repository)
  if (code === "RevisionNotFound") throw new StudioError("hub.no_revision", { repository, revision })
  if (code === "EntryNotFound")
    throw new StudioError("hub.no_file", { repository, names: [answer.url.pathname.split("/").at(-1)!] })
  if (status === 401 && connection.hasToken && code !== "RepoNotFound")
    throw new StudioError("hub.token_refused", { host: connection.host, repository })
  // Without a token, a hub doesn't tell what is private from what isn't there.
  if (status === 401 || status === 404)
    throw new StudioError("hub.not_found", { repository, host: connection.host })
  return refuseStatus(answer)
}

async function readAnswer({ body, url }: HubAnswer, signal: AbortSignal | undefined): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of body as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > mostAnswerBytes)
        throw new StudioError("hub.bad_answer", {
          host: url.host,
          problem: note("hub.too_long", { most: mostAnswerBytes }),
        })
      pieces.push(piece)
    }
    return Buffer.concat(pieces)
  } catch (error) {
    signal?.throwIfAborted()
    throw failure(error, url.host)
  } finally {
    body.destroy()
  }
}

/** What an error of the library hides. */
export const unlessOurs = (error: unknown, host: string): Error =>
  error instanceof StudioError || error instanceof Transient
    ? error
    : new StudioError("hub.bad_answer", { host, problem: reasonOf(error) })
