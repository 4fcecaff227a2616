/**
 * Every error a user can meet: one list, keyed by code. Each entry says what went wrong and where (`says`), and what
 * to do about it (`next`). `StudioError` carries the code and the details, so that a screen, the CLI and a log can
 * each show it their own way.
 */

interface ErrorText<Details> {
  says: (details: Details) => string
  next: (details: Details) => string
}

const text = <Details>(says: (details: Details) => string, next: (details: Details) => string) =>
  ({ says, next }) satisfies ErrorText<Details>

export const errors = {
  // --- graph
  "graph.shape": text<{ operator: string; problem: string; shapes: string }>(
    d => `The operator ${d.operator} can't take the shapes ${d.shapes}: ${d.problem}.`,
    () => "The model's config.json and its weights probably belong to different models; check the pack.",
  ),

  // --- weights
  "weights.unreadable": text<{ file: string; problem: string }>(
    d => `The weights file ${d.file} can't be used: ${d.problem}.`,
    () => "Copy or download the file again; if it stays like this, it isn't a safetensors file we can read.",
  ),
  "weights.repeated_tensor": text<{ name: string; files: readonly string[] }>(
    d => `Two tensors are called ${d.name} in ${d.files.join(", ")}.`,
    () => "Keep only one of the files that hold it.",
  ),
  "weights.different_drives": text<{ files: readonly string[] }>(
    d => `Weights of one model lie on different drives: ${d.files.join(", ")}.`,
    () => "Move the pack, its adapter and the workspace to the same drive.",
  ),
  "weights.not_written": text<{ file: string; problem: string }>(
    d => `The weights file ${d.file} could not be written: ${d.problem}.`,
    () => "Make room on that drive, or check that you may write there, and try again.",
  ),
  "pack.missing_tensor": text<{ name: string; expected?: readonly number[]; files: readonly string[] }>(
    d =>
      `The tensor ${d.name}${d.expected ? ` [${d.expected}]` : ""} is missing from ${d.files.join(", ")}.`,
    () => "The weights belong to another model than config.json, or the download is incomplete.",
  ),
  "pack.wrong_shape": text<{
    name: string
    expected: readonly number[]
    found: readonly number[]
    files: readonly string[]
  }>(
    d => `The tensor ${d.name} should be [${d.expected}] but is [${d.found}] in ${d.files.join(", ")}.`,
    () => "The weights belong to another model than config.json; use files that were made for one another.",
  ),

  // --- runtime
  "runtime.device_unavailable": text<{ attempts: readonly { device: string; reason: string }[] }>(
    d =>
      `None of the devices asked for can be used: ${d.attempts.map(a => `${a.device} (${a.reason})`).join("; ")}.`,
    () => "Choose another device, or `auto`; `cpu` works everywhere.",
  ),
  "runtime.out_of_memory": text<{ model: string; device: string }>(
    d => `There isn't enough memory on ${d.device} to run ${d.model}.`,
    () => "Close other programs, choose a smaller picture size, or another device.",
  ),
  "runtime.bad_input": text<{ model: string; input: string; problem: string }>(
    d => `${d.model} can't take the input ${d.input}: ${d.problem}.`,
    () => "Give every input the name, type and shape that the model declares.",
  ),
  "runtime.load_failed": text<{ model: string; device: string; reason: string }>(
    d => `${d.model} could not be loaded on ${d.device}: ${d.reason}.`,
    () => "Check the model's files, or choose another device.",
  ),
  "runtime.run_failed": text<{ model: string; device: string; reason: string }>(
    d => `${d.model} failed on ${d.device}: ${d.reason}.`,
    () => "Try again on another device; if it fails on `cpu` too, the model's files are damaged.",
  ),
  "runtime.closed": text<{ reason: string }>(
    d => `The models have been put away: ${d.reason}.`,
    () => "Start again.",
  ),

  // --- models and packs
  "pack.missing_file": text<{ file: string }>(
    d => `The model pack has no file ${d.file}.`,
    () => "Check that the folder is a complete model pack; `iamg pack info` lists what each part needs.",
  ),
  "pack.bad_json": text<{ file: string; problem: string }>(
    d => `${d.file} can't be read as JSON: ${d.problem}.`,
    () => "The file is damaged or not what it is named for; copy it again from where the pack came from.",
  ),
  "pack.changed_file": text<{ file: string; expected: number; found: number }>(
    d => `${d.file} has ${d.found} bytes; pack.json says ${d.expected}.`,
    () => "The copy was cut short or the file was replaced; copy the pack again.",
  ),
  "pack.no_component": text<{ pack: string; component: string; why: string }>(
    d => `The pack ${d.pack} can't be used for ${d.component}: ${d.why}.`,
    () => "Use a pack that has it, or add it with `iamg pack add`.",
  ),
  "pack.unused_tensors": text<{ file: string; count: number; names: readonly string[] }>(
    d => `${d.file} holds ${d.count} tensors that the model has no place for, such as ${d.names.join(", ")}.`,
    () =>
      "The file and its config.json belong to different models; use the config.json that came with the file.",
  ),
  "pack.unknown_adapter": text<{ file: string; kind: string }>(
    d => `${d.file} is an adapter of another kind (${d.kind}); this program reads plain IP-Adapter files.`,
    () => "Use the plain IP-Adapter of the same model, e.g. ip-adapter_sd15.safetensors.",
  ),
  "pack.mismatch": text<{ problem: string }>(
    d => `The parts of the pack don't fit together: ${d.problem}.`,
    () =>
      "Use parts that were made for one another: one base model, its IP-Adapter, that adapter's image encoder.",
  ),
  "pack.exists": text<{ dir: string }>(
    d => `There is already something in ${d.dir}.`,
    () => "Name a new folder for the pack.",
  ),
  "model.unsupported_config": text<{ file: string; key: string; value: string; problem: string }>(
    d => `${d.file} asks for something this program can't do: ${d.key} is ${d.value} (${d.problem}).`,
    () => "Use a model of the Stable Diffusion 1.x or 2.x family with a plain IP-Adapter.",
  ),
  "model.bad_input": text<{ component: string; input: string; problem: string }>(
    d => `The input ${d.input} of ${d.component} can't be used: ${d.problem}.`,
    () => "Give each input under its name with the shape and type that the component asks for.",
  ),
  "image.unreadable": text<{ image: string; reason: string }>(
    d => `The picture ${d.image} can't be read: ${d.reason}.`,
    () => "Save it again as PNG, JPEG or WebP and try once more.",
  ),

  // --- diffusion
  "job.cancelled": text<{ what: string }>(
    d => `The ${d.what} was cancelled.`,
    () => "Start it again whenever you like.",
  ),

  // --- pool
  "pool.wrong_width": text<{ whose: string; expected: number; found: number }>(
    d => `The vector for the ${d.whose} holds ${d.found} numbers; this pool holds vectors of ${d.expected}.`,
    () => "It was made with another model pack; prepare the catalog again with the pack in use.",
  ),
  "pool.not_finite": text<{ whose: string }>(
    d => `The vector for the ${d.whose} holds numbers that aren't finite (NaN or infinity).`,
    () => "Check the picture and the text it was made from; if others fail too, check the pack's weights.",
  ),
  "pool.zero_vector": text<{ whose: string }>(
    d => `The vector for the ${d.whose} is all zeros, so nothing can be near it.`,
    () => "Check the picture and the text it was made from; if others fail too, check the pack's weights.",
  ),
  "pool.no_clip": text<Record<string, never>>(
    () => "This model pack has no CLIP pair, so pictures can't be compared with words.",
    () => "Use a pack with clip_text and image_encoder of one CLIP model.",
  ),
  "pool.unknown_item": text<{ id: string }>(
    d => `The item "${d.id}" has no embeddings in the pool yet.`,
    () => "Prepare the catalog, then try again.",
  ),
  "pool.write_failed": text<{ dir: string; reason: string }>(
    d => `The pool in ${d.dir} couldn't be written: ${d.reason}.`,
    () =>
      "Check that the disk has space and that the folder may be written, then run it again: what was saved stays.",
  ),
  "pool.unreadable": text<{ dir: string; reason: string }>(
    d => `The pool in ${d.dir} can't be read: ${d.reason}.`,
    () => "Move that folder away and prepare the catalog again: the pool is rebuilt from it.",
  ),

  // --- catalog

  // --- interests and taggers
  "scenario.invalid": text<{ file: string; where: string; problem: string }>(
    d => `The scenario file ${d.file} can't be used. At "${d.where}": ${d.problem}.`,
    () => "Correct that place in the file, or remove the file.",
  ),
  "scenario.unknown": text<{ scenario: string; known: readonly string[] }>(
    d => `There is no scenario "${d.scenario}".`,
    d => (d.known.length > 0 ? `Use one of: ${d.known.join(", ")}.` : "Add a scenario file."),
  ),

  // --- personalize, recipes and exports
  "settings.invalid": text<{ problems: readonly string[] }>(
    d => `Some settings can't be used: ${d.problems.join("; ")}.`,
    () => "Correct them and try again.",
  ),

  // --- cli
} as const

export type ErrorCode = keyof typeof errors
export type ErrorDetails<Code extends ErrorCode> = Parameters<(typeof errors)[Code]["says"]>[0]

/**
 * An error meant for the user.
 *
 * @example throw new StudioError("graph.shape", { operator: "Conv", problem: "…", shapes: "[1,3]" })
 */
export class StudioError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = "StudioError"
  readonly code: Code
  readonly details: ErrorDetails<Code>
  /** What the user can do next, as one sentence. */
  readonly next: string

  constructor(code: Code, details: ErrorDetails<Code>, options?: ErrorOptions) {
    const { says, next } = errors[code] as unknown as ErrorText<ErrorDetails<Code>>
    super(says(details), options)
    this.code = code
    this.details = details
    this.next = next(details)
  }

  toJSON() {
    return { code: this.code, message: this.message, next: this.next, details: this.details }
  }
}

/** Whether `error` is a StudioError, of the given code if one is named. */
export const isStudioError = <Code extends ErrorCode>(
  error: unknown,
  code?: Code,
): error is StudioError<Code> => error instanceof StudioError && (code === undefined || error.code === code)
