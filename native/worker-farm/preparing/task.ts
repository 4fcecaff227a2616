/**
 * Preparing as work for others: to embed some items, or to tag one. A task names pictures, texts and scenarios by hash, and is
 * itself named by the hash of its text: asked for twice, it is done once. Its answer lies in the store under that name. Task
 * and answer carry the code of the farm's key.
 */
import { z } from "zod"
import { parsedJson } from "../../base/json.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import { hashSchema } from "../../contract/hash.ts"
import { hashOf } from "../blobs.ts"
import type { FarmKey } from "../farm-key.ts"
import { anyTag } from "../queue.ts"

/** Items of one task, at most. */
export const mostItems = 64

const taskSchema = z.discriminatedUnion("what", [
  z.strictObject({
    what: z.literal("embed"),
    /** Of the pack whose encoders embed. */
    pack: hashSchema,
    /** By the hash of the file and of the text. */
    items: z
      .array(z.strictObject({ image: hashSchema, text: hashSchema }))
      .min(1)
      .max(mostItems),
  }),
  z.strictObject({
    what: z.literal("tag"),
    tagger: z.string().min(1).max(500),
    /** Of the item as JSON. */
    item: hashSchema,
    image: hashSchema,
    /** Of the scenario as JSON. */
    scenario: hashSchema,
  }),
])
export type Task = z.output<typeof taskSchema>
export type TaskOf<What extends Task["what"]> = Extract<Task, { what: What }>

const mostBytes = 32 * 1024
const messageSchema = z.strictObject({
  version: z.literal(1),
  task: z.string().max(mostBytes),
  code: z.string().regex(/^[0-9a-f]{64}$/),
})
export type TaskMessage = z.output<typeof messageSchema>

export function writeTask(task: Task, key: FarmKey): { id: string; message: TaskMessage } {
  const text = JSON.stringify(task)
  const id = hashOf(text)
  return { id, message: { version: 1, task: text, code: key.codeFor("task", id, text).toString("hex") } }
}

/** The task of the job `id`, which anyone may have written. @throws StudioError farm.bad_job */
export function readTask(id: string, data: unknown, key: FarmKey): Task {
  const message = messageSchema.safeParse(data).data
  const code = Buffer.from(message?.code ?? "", "hex")
  if (!message || hashOf(message.task) !== id || !key.isCodeFor("task", id, message.task, code))
    throw new StudioError("farm.bad_job", { problem: note(message ? "farm.other_key" : "farm.no_unit", {}) })
  const task = parsedJson(message.task, taskSchema)
  if (!task) throw new StudioError("farm.bad_job", { problem: note("farm.no_unit", {}) })
  return task
}

/**
 * What a worker reads a queue for: one for each pack and tag, and one for each tagger. A tagger gives the same on each device,
 * and its endpoint may be asked so often by all together.
 */
export const queueOfTask = (
  task: Pick<TaskOf<"embed">, "what" | "pack"> | Pick<TaskOf<"tag">, "what" | "tagger">,
  tag: string,
): string =>
  [
    "prepare",
    task.what,
    (task.what === "embed" ? task.pack : hashOf(task.tagger)).slice(0, 16),
    task.what === "embed" ? tag : anyTag,
  ].join("-")

export const answerPrefix = "prepared"
export const answerKey = (id: string): string => `${answerPrefix}/${id.slice(0, 2)}/${id}`

export const mostAnswerBytes = 16 * 1024 * 1024
const codeBytes = 32

export const sealAnswer = (answer: Uint8Array, id: string, key: FarmKey): Buffer =>
  Buffer.concat([key.codeFor("answer", id, answer), answer])

/** Null for one that nobody with the farm's key put there. */
export function openAnswer(sealed: Uint8Array, id: string, key: FarmKey): Buffer | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.length)
  const answer = bytes.subarray(codeBytes)
  return key.isCodeFor("answer", id, answer, bytes.subarray(0, codeBytes)) ? answer : null
}

/** The tags of an item. */
const tags = z.array(z.string().min(1).max(200)).max(7)
export const tagsSchema = z.strictObject({ image: tags, text: tags })
