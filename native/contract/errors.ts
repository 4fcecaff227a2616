/**
 * Every error a user can meet: one list, keyed by code. Each entry says what went wrong and where (`says`), and what
 * to do about it (`next`). `StudioError` carries the code and the details, so that a screen, the CLI and a log can
 * each show it their own way.
 */
import type { ImportProblem } from "./import.ts"
import type { Device } from "./settings.ts"

interface ErrorText<Details> {
  says: (details: Details) => string
  next: (details: Details) => string
}

const text = <Details>(says: (details: Details) => string, next: (details: Details) => string) =>
  ({ says, next }) satisfies ErrorText<Details>

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1e6)} MB`

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
    d => `The tensor ${d.name}${d.expected ? ` [${d.expected}]` : ""} is missing from ${d.files.join(", ")}.`,
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
  "runtime.device_unavailable": text<{ attempts: readonly { device: Device; reason: string }[] }>(
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
  "pack.damaged_file": text<{ file: string }>(
    d => `${d.file} isn't the file that pack.json describes: its bytes have changed.`,
    () => "The copy is damaged or the file was replaced; copy the pack again.",
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
  "pack.wrong_foreground": text<{ file: string; found: string; size: number }>(
    d =>
      `The foreground network ${d.file} is ${d.found}, not a picture of ${d.size}×${d.size} pixels to a mask.`,
    () =>
      "Use an export of IS-Net, or give the network's own size, mean and std as `foreground` in pack.json.",
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
  "model.not_finite": text<{ network: string }>(
    d => `The network ${d.network} gave numbers that are not finite (NaN or infinity).`,
    () =>
      "Try another device. If it happens on `cpu` too, the weights are damaged: `iamg pack info --verify` tells which file.",
  ),
  "model.not_finite_step": text<{ network: string; step: number; steps: number }>(
    d =>
      `The network ${d.network} gave numbers that are not finite (NaN or infinity) at step ${d.step} of ${d.steps}.`,
    () =>
      "Try another device. If it happens on `cpu` too, the weights are damaged: `iamg pack info --verify` tells which file.",
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

  "catalog.no_meaning": text<{ pack: string }>(
    d => `The pack “${d.pack}” can't compare words with pictures.`,
    () => "Search by words, or use a pack with a CLIP pair.",
  ),
  "job.unknown": text<{ job: string }>(
    d => `There is no job ${d.job}.`,
    () => "It was cleared from the list.",
  ),
  "job.wrong_state": text<{ job: string; state: string; wanted: string }>(
    d => `“${d.job}” is ${d.state}: it can't be asked to ${d.wanted}.`,
    () => "Look at the list of jobs again; it may have ended meanwhile.",
  ),
  "job.unreadable": text<{ job: string }>(
    d => `“${d.job}” was kept by another version of the program, and can't be gone on with.`,
    () => "Start it anew; what it has made so far is kept.",
  ),
  "job.unreadable_report": text<{ job: string }>(
    d => `The report of “${d.job}” was kept by another version of the program, and can't be shown.`,
    () => "What the job made is kept; do it again for a new report.",
  ),
  "job.lost": text<{ restarts: number }>(
    d => `The engine was lost ${d.restarts} times while this job ran, without getting anywhere.`,
    () => "Retry it with fewer or smaller images, or after closing other programs that need memory.",
  ),

  "preset.unknown": text<{ preset: string }>(
    d => `There is no preset ${d.preset}.`,
    () => "It was removed meanwhile; choose another.",
  ),

  "render.unknown": text<{ render: string }>(
    d => `There is no render ${d.render}.`,
    () => "It was deleted; the history shows what there is.",
  ),

  "pack.unknown_id": text<{ pack: string }>(
    d => `There is no pack ${d.pack} on the list.`,
    () => "Choose another in Settings, or add its folder again.",
  ),
  "pack.shipped": text<Record<never, never>>(
    () => "The starter pack belongs to the program.",
    () => "Leave it on the list and use another.",
  ),
  "endpoint.not_chosen": text<Record<never, never>>(
    () => "No endpoint is chosen, so there is nothing that a key would open.",
    () => "Choose the endpoint tagger first.",
  ),
  "endpoint.other_host": text<{ host: string; used: string }>(
    d => `The key is for ${d.host}, but the tagger in use is at ${d.used}.`,
    d => `Use the tagger at ${d.host} first, then give its key.`,
  ),
  "catalog.empty": text<Record<never, never>>(
    () => "There are no items yet.",
    () => "Import a catalog first.",
  ),

  // --- image sets
  "image_set.bad_template": text<{ template: string; problem: string; tokens: readonly string[] }>(
    d => `“${d.template}” can't be a file name: ${d.problem}.`,
    d => `Use letters, /, and ${d.tokens.join(" ")}.`,
  ),
  "image_set.collision": text<{ names: readonly string[] }>(
    d => {
      const more = d.names.length > 4 ? ` and ${d.names.length - 4} more` : ""
      const some = d.names.slice(0, 4).map(name => `“${name}”`)
      return `These files would be written over: ${some.join(", ")}${more}.`
    },
    () => "Choose another folder, or add {item}, {persona}, {size} and {n} to the file name.",
  ),
  "image_set.nothing_made": text<{ reason: string }>(
    d => `No file could be made: ${d.reason}.`,
    () => "Look at the items and personas of the set, and start it again.",
  ),
  "image_set.other_pack": text<{ wanted: string; found: string }>(
    d => `The set was begun with the pack “${d.wanted}”, and “${d.found}” is in use now.`,
    d => `Choose “${d.wanted}” in the settings and retry, or start the set anew in another folder.`,
  ),
  "image_set.too_large": text<{ files: number; most: number }>(
    d => `The set has more than ${d.most} files.`,
    () => "Make it of fewer items, personas, variants or sizes; several sets can wait in the queue.",
  ),
  "image_set.no_room": text<{ folder: string; needed: number; free: number }>(
    d => `The set needs about ${megabytes(d.needed)}, and ${d.folder} has ${megabytes(d.free)} left.`,
    () => "Choose another drive, fewer sizes, or a smaller format.",
  ),

  // --- folders
  "folders.unknown_handle": text<Record<never, never>>(
    () => "That folder was chosen before the engine was started again.",
    () => "Choose the folder once more.",
  ),
  "folders.outside": text<{ folder: string }>(
    d => `The folder ${d.folder} lies outside what the studio may look into.`,
    () => "Choose another folder, or start the studio with a wider --root.",
  ),
  "folders.unreadable": text<{ folder: string; reason: string }>(
    d => `The folder ${d.folder} can't be read: ${d.reason}.`,
    () => "Check that it is still there and that you may read it.",
  ),
  "folders.bad_name": text<{ name: string }>(
    d => `“${d.name}” can't be a folder's name.`,
    () => 'Use letters, digits, spaces and hyphens; no / \\ : * ? " < > |, and no dot first or last.',
  ),
  "folders.exists": text<{ name: string }>(
    d => `There is already a folder or file called “${d.name}”.`,
    () => "Use it, or choose another name.",
  ),
  "folders.not_made": text<{ name: string; reason: string }>(
    d => `The folder “${d.name}” can't be made: ${d.reason}.`,
    () => "Check that you may write there and that the drive isn't full.",
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
    () =>
      "Move only the folders pool-….lance in it away, for the catalog's items are there too; then prepare the catalog again.",
  ),

  // --- catalog
  "workspace.missing": text<{ dir: string }>(
    d => `There is no workspace in ${d.dir}.`,
    () => "Check the path, or make a workspace there by importing a catalog into it.",
  ),
  "workspace.gone": text<{ dir: string }>(
    d => `The workspace in ${d.dir} is no longer there.`,
    () => "Put its folder or drive back where it was; if that doesn't help, start the studio again.",
  ),
  "workspace.exists": text<{ dir: string }>(
    d => `There is a workspace in ${d.dir} already.`,
    () => "Open it, or name another folder for the new one.",
  ),
  "workspace.not_empty": text<{ dir: string }>(
    d => `The folder ${d.dir} holds other files, so no workspace was made in it.`,
    () => "Name a new or an empty folder.",
  ),
  "workspace.in_use": text<{ dir: string; pid: number | null; host: string | null; since: string | null }>(
    d =>
      `The workspace in ${d.dir} is in use by ${d.pid === null ? "another process" : `process ${d.pid}`}` +
      `${d.host === null ? "" : ` on ${d.host}`}${d.since === null ? "" : `, since ${d.since}`}.`,
    () => "Close the other program, or wait until it is done, and try again.",
  ),
  "workspace.newer": text<{ dir: string; version: number; supported: number }>(
    d =>
      `The workspace in ${d.dir} was made by a newer version of the program (its version is ${d.version}; this program knows ${d.supported}).`,
    () => "Open it with the newer version of the program.",
  ),
  "workspace.older": text<{ dir: string; version: number; supported: number }>(
    d =>
      `The workspace in ${d.dir} is of version ${d.version} and must be brought to version ${d.supported} first.`,
    () => "Open it once for writing, e.g. by importing a catalog; a copy of the old state is kept.",
  ),
  "workspace.damaged": text<{ file: string; problem: string }>(
    d => `The workspace's file ${d.file} can't be used: ${d.problem}.`,
    () =>
      "Copy the workspace back from a backup, or import the catalog into a new one; its images are in images/.",
  ),
  "workspace.no_space": text<{ dir: string; needed: number }>(
    d =>
      `The disk that holds ${d.dir} is full: about ${Math.max(1, Math.ceil(d.needed / 1_000_000))} MB more are needed.`,
    () => "Free some space, or use a workspace on another disk, and run it again; nothing was lost.",
  ),
  "workspace.not_writable": text<{ dir: string; reason: string }>(
    d => `The workspace in ${d.dir} can't be written: ${d.reason}.`,
    () => "Check the permissions of the folder and its disk, and try again.",
  ),
  "workspace.read_only": text<{ dir: string }>(
    d => `The workspace in ${d.dir} is open for reading only.`,
    () => "Open it for writing.",
  ),
  "catalog.missing_folder": text<{ dir: string }>(
    d => `There is no folder ${d.dir} to import.`,
    () => "Check the path.",
  ),
  "catalog.unknown_format": text<{ dir: string; looked: readonly string[] }>(
    d => `No catalog was found in ${d.dir}; looked for ${d.looked.join(", ")}.`,
    () => "Name the folder that holds items.csv (or one of the others).",
  ),
  "catalog.missing_column": text<{ file: string; column: string; found: readonly string[] }>(
    d => `${d.file} has no column "${d.column}"; its columns are ${d.found.join(", ") || "none"}.`,
    () => "Add the column or correct its name in the first line, and import again.",
  ),
  "catalog.broken_file": text<{ file: string; problem: string }>(
    d => `${d.file} can't be read: ${d.problem}.`,
    () => "Correct the file and import again; nothing was imported.",
  ),
  "catalog.too_large": text<{ file: string; limit: string }>(
    d => `${d.file} is too large to import: the limit is ${d.limit}.`,
    () => "Import a part of it at a time.",
  ),
  "catalog.nothing_taken": text<{
    dir: string
    refused: number
    first: string
    problems: readonly ImportProblem[]
  }>(
    d =>
      d.refused === 0
        ? `The catalog in ${d.dir} holds no items.`
        : `None of the ${d.refused} items in ${d.dir} could be taken. The first: ${d.first}`,
    () => "Correct the files and import again; the workspace is as it was.",
  ),
  "catalog.malformed_row": text<{ file: string; row: number; problem: string }>(
    d => `Line ${d.row} of ${d.file} can't be read: ${d.problem}.`,
    () => "Correct that line and import again.",
  ),
  "catalog.duplicate_id": text<{ id: string; first: number }>(
    d => `The id ${d.id} was used before, on line ${d.first}.`,
    () => "Give each item its own id, and import again.",
  ),
  "catalog.no_image": text<{ id: string }>(
    d => `The item ${d.id} has no image.`,
    () => "Name its file in the image column, or put a file named by the id into images/, and import again.",
  ),
  "catalog.image_url": text<{ image: string }>(
    d => `The image ${d.image} is an address, and nothing is fetched from the network.`,
    () => "Download it into the import folder and name the file instead.",
  ),
  "catalog.image_outside": text<{ image: string }>(
    d => `The image ${d.image} lies outside the import folder.`,
    () => "Copy it into the import folder and give its path from there.",
  ),
  "catalog.image_missing": text<{ image: string }>(
    d => `There is no image file ${d.image}.`,
    () => "Check the path, which starts at the import folder, and import again.",
  ),
  "catalog.image_too_large": text<{ image: string; found: string; limit: string }>(
    d => `The image ${d.image} is too large: ${d.found}; the limit is ${d.limit}.`,
    () => "Save it smaller and import again.",
  ),
  "catalog.image_format": text<{ image: string }>(
    d => `The file ${d.image} is no picture of a kind that can be imported.`,
    () => "Use JPEG, PNG, WebP, AVIF, GIF or TIFF.",
  ),
  "catalog.image_unreadable": text<{ image: string; reason: string }>(
    d => `The image ${d.image} is damaged: ${d.reason}.`,
    () => "Save it again or copy it from where it came, and import again.",
  ),
  "catalog.item_not_taken": text<{ item: string }>(
    d => `The item ${d.item} isn't in the catalog.`,
    () => "Add the item with an image, or correct its id; then import again.",
  ),
  "catalog.unknown_item": text<{ item: string; near: readonly string[] }>(
    d => `There is no item "${d.item}" in the workspace.`,
    d =>
      d.near.length > 0
        ? `Did you mean ${d.near.join(" or ")}?`
        : "`iamg items` lists the items of a workspace.",
  ),
  "catalog.unknown_persona": text<{ persona: string; near: readonly string[] }>(
    d => `There is no persona "${d.persona}" in the workspace.`,
    d =>
      d.near.length > 0
        ? `Did you mean ${d.near.join(" or ")}?`
        : "`iamg personas` lists the personas of a workspace.",
  ),
  "persona.short_history": text<{ persona: string; found: number; needed: number }>(
    d =>
      `The history of ${d.persona} holds ${d.found} other ${d.found === 1 ? "item" : "items"}; ${d.needed} are needed.`,
    d =>
      d.found > 0
        ? `Use at most ${d.found} history items (--history ${d.found}), or pick another persona or item.`
        : "Pick another persona or item.",
  ),
  "persona.name_taken": text<{ name: string }>(
    d => `There is a persona named ${d.name} already.`,
    () => "Choose another name.",
  ),
  "persona.invalid": text<{ problem: string }>(
    d => `The persona can't be kept: ${d.problem}.`,
    () => "Correct it and try again.",
  ),

  // --- interests and taggers
  "scenario.invalid": text<{ file: string; where: string; problem: string }>(
    d => `The scenario file ${d.file} can't be used. At "${d.where}": ${d.problem}.`,
    () => "Correct that place in the file, or remove the file.",
  ),
  "endpoint.bad_url": text<{ problem: string }>(
    d => `The tagger endpoint's address can't be used: ${d.problem}.`,
    () => "Give a base address such as http://localhost:11434/v1, and an API key apart from it.",
  ),
  "endpoint.insecure": text<{ host: string }>(
    d => `The tagger endpoint ${d.host} is reached over http, so anyone on the way could read your pictures.`,
    () => "Use its https address, or allow an insecure endpoint in the settings.",
  ),
  "endpoint.consent_needed": text<{ host: string }>(
    d => `Tagging with this endpoint sends your catalog's pictures and texts to ${d.host}.`,
    d => `Agree to ${d.host} in the settings, or use the built-in tagger or an endpoint on this machine.`,
  ),
  "endpoint.bad_key": text<{ source: string }>(
    d => `The API key from ${d.source} holds letters that no key may hold.`,
    () => "Copy the key again, without spaces or line breaks.",
  ),
  "endpoint.no_keychain": text<{ reason: string; variable: string }>(
    d => `The system's keychain can't be used: ${d.reason}.`,
    d => `Set the environment variable ${d.variable} instead.`,
  ),
  "endpoint.unreachable": text<{ host: string; reason: string }>(
    d => `The tagger endpoint ${d.host} can't be reached: ${d.reason}.`,
    () => "Check that it runs and that the address is right, then tag again: finished items are kept.",
  ),
  "endpoint.timeout": text<{ host: string; seconds: number }>(
    d => `The tagger endpoint ${d.host} didn't answer within ${d.seconds} seconds.`,
    () => "Allow it more time or use a smaller model, then tag again: finished items are kept.",
  ),
  "endpoint.unauthorised": text<{ host: string; status: number; keySent: boolean }>(
    d =>
      `The tagger endpoint ${d.host} refused ${d.keySent ? "the API key" : "a request without API key"} (${d.status}).`,
    () => "Set the right key in the environment variable IAMG_ENDPOINT_KEY or in the system's keychain.",
  ),
  "endpoint.redirected": text<{ host: string; to: string }>(
    d =>
      `The tagger endpoint ${d.host} points on to ${d.to}; nothing is sent to a host that you haven't agreed to.`,
    () => "If you trust that host, give its address as the endpoint.",
  ),
  "endpoint.bad_answer": text<{ host: string; problem: string }>(
    d => `The tagger endpoint ${d.host} gave no usable answer: ${d.problem}.`,
    () => "Check the model's name and that it can read pictures, or use another model.",
  ),
  "scenario.unknown": text<{ scenario: string; known: readonly string[] }>(
    d => `There is no scenario "${d.scenario}".`,
    d => (d.known.length > 0 ? `Use one of: ${d.known.join(", ")}.` : "Add a scenario file."),
  ),

  // --- adapters and training
  "adapter.unknown": text<{ adapter: string; near: readonly string[] }>(
    d => `There is no adapter "${d.adapter}" in this workspace.`,
    d => (d.near.length > 0 ? `Did you mean ${d.near.join(" or ")}?` : "List them: iamg adapters."),
  ),
  "adapter.changed": text<{ adapter: string; file: string }>(
    d => `${d.file} is not the file that the adapter "${d.adapter}" was made with: its content has changed.`,
    () => "Copy the adapter's folder again from where it came.",
  ),
  "adapter.other_pack": text<{ adapter: string; pack: string; problem: string }>(
    d => `The adapter "${d.adapter}" doesn't fit the pack "${d.pack}": ${d.problem}`,
    () => "Use it with the pack that it was trained on, or train one for this pack.",
  ),
  "training.refused": text<{ problems: readonly string[] }>(
    d => `Training can't start: ${d.problems.join(" ")}`,
    () => "Change what is named and check again (iamg train --check).",
  ),
  "training.no_ip_adapter": text<{ pack: string }>(
    d => `The pack "${d.pack}" has no IP-Adapter and no image encoder, which training builds on.`,
    () => "Add them to the pack: iamg pack add --ip-adapter … --image-encoder …",
  ),
  "training.no_positive": text<{ interactions: number }>(
    d =>
      `None of the ${d.interactions} interactions is positive (a rating of 4 or more, or none), so there is no history.`,
    () => "Import interactions with ratings of 4 and more, or save personas to train on.",
  ),
  "training.too_few": text<{ found: number; needed: number; source: string }>(
    d => `Only ${d.found} of the ${d.source} can be learned from; at least ${d.needed} are needed.`,
    () => "Import more interactions, save more personas, or lower the history k.",
  ),
  "training.none_left": text<{ train: number; heldOut: number }>(
    d =>
      `${d.train} samples to learn from and ${d.heldOut} to measure on have tags, embeddings and a readable picture; at least one of each is needed.`,
    () => "Tag the items, mend their pictures, or hold out more users.",
  ),
  "training.memory": text<{ needed: number; free: number }>(
    d => `It needs about ${megabytes(d.needed)} of memory; ${megabytes(d.free)} are free.`,
    () => "Close other programs, or train on a machine with more memory.",
  ),
  "training.disk": text<{ needed: number; free: number; dir: string }>(
    d => `It needs about ${megabytes(d.needed)} on the drive of ${d.dir}; ${megabytes(d.free)} are free.`,
    () => "Make room on that drive, or keep fewer checkpoints.",
  ),
  "training.not_finite": text<{ step: number; what: string; kept: number }>(
    d =>
      `At step ${d.step} the ${d.what} was no number any more, so training was stopped; step ${d.kept} is kept.`,
    () => "Lower the learning rate, or clip gradients more tightly, and start again or resume.",
  ),
  "training.lost": text<{ reason: string; step: number }>(
    d => `The trainer ended because ${d.reason}; it had come to step ${d.step}.`,
    () => "Resume the run: it goes on from its last checkpoint.",
  ),
  "training.paused": text<{ run: string; step: number }>(
    d => `Training is paused at step ${d.step}; its state is kept.`,
    d => `Go on: iamg train --resume ${d.run}`,
  ),
  "training.unknown_run": text<{ run: string }>(
    d => `There is no training run "${d.run}" in this workspace.`,
    () => "List the runs on the Fine-tune screen, or with iamg train --list.",
  ),
  "training.no_checkpoint": text<{ run: string; problems: readonly string[] }>(
    d => `No checkpoint of the run "${d.run}" can be read: ${d.problems.join("; ")}.`,
    () => "Start a new run.",
  ),
  "training.wrong_state": text<{ run: string; state: string; wanted: string }>(
    d => `The run "${d.run}" is ${d.state}, so it can't ${d.wanted}.`,
    () => "Look at its state again; it may have changed meanwhile.",
  ),
  "training.changed_pack": text<{ run: string; pack: string }>(
    d => `The run "${d.run}" was begun on another version of the pack "${d.pack}".`,
    () => "Put that version back, or start a new run.",
  ),

  // --- evaluation
  "evaluation.too_few": text<{ found: number; source: string }>(
    d => `Only ${d.found} held-out users of the ${d.source} can be measured; at least 2 are needed.`,
    () => "Import more interactions, save more personas, hold out more users, or take all scenarios.",
  ),
  "evaluation.lpips_weights": text<{ problem: string }>(
    d => `LPIPS can't be measured with these weights. ${d.problem}`,
    () =>
      "Give the state dict of the lpips package (version 0.1, net alex or vgg) as safetensors, or torchvision's AlexNet or VGG16 and the package's heads in a second file.",
  ),
  "evaluation.other_study": text<{ folder: string }>(
    d => `${d.folder} holds another study, or one of another pack or adapter.`,
    () => "Choose another folder, or ask for the very same study to go on with it.",
  ),

  "evaluation.no_study": text<{ folder: string }>(
    d => `${d.folder} holds no study.`,
    () => "Name the folder that iamg evaluate left (--out).",
  ),
  "evaluation.no_choices": text<{ folder: string }>(
    d => `The study in ${d.folder} has no finished images to choose between.`,
    () => "Run methods, ablation or another study that draws images to its end first.",
  ),
  "evaluation.unknown_study": text<{ study: string }>(
    d => `There is no study "${d.study}".`,
    () => "It may have been deleted. Look at the list again.",
  ),
  "evaluation.wrong_state": text<{ wanted: string }>(
    d => `The study can't ${d.wanted} now.`,
    () => "Look at its state again; it may have changed meanwhile.",
  ),
  "preference.no_endpoint": text<Record<never, never>>(
    () => "No endpoint is set that could judge images.",
    () =>
      "Set one under Settings, Tagger, with a model that looks at images; the built-in tagger can't judge.",
  ),
  "preference.bad_answers": text<{ file: string; problem: string }>(
    d => `${d.file} holds no answers to this study's questionnaire. ${d.problem}`,
    () => "Import the file that the questionnaire's last page saves, into the study it was made of.",
  ),
  "preference.no_answers": text<{ folder: string }>(
    d => `Nobody has answered yet for the study in ${d.folder}.`,
    () => "Import the participants' files, or ask a judge.",
  ),

  // --- personalize, recipes and exports
  "item.untagged": text<{ item: string }>(
    d => `The item "${d.item}" has no tags yet.`,
    () => "Tag the catalog (iamg tag), then try again.",
  ),
  "recipe.other_pack": text<{ wanted: string; found: string }>(
    d =>
      `The recipe was made with the pack "${d.wanted}", and the pack in use is "${d.found}" or another version of it.`,
    d => `Open the pack "${d.wanted}" that made it (--pack).`,
  ),
  "recipe.other_adapter": text<{ wanted: string | null; found: string | null }>(
    d =>
      `The recipe was made with ${d.wanted ? `the adapter "${d.wanted}"` : "no adapter"}, and ${d.found ? `"${d.found}"` : "none"} is in use.`,
    d => (d.wanted ? `Choose the adapter "${d.wanted}" that made it (--adapter).` : "Leave the adapter out."),
  ),
  "recipe.item_changed": text<{ item: string }>(
    d => `The item "${d.item}" has another picture or text than when the recipe was made.`,
    () => "Personalise the item anew: the same pixels can't be made from what it is now.",
  ),
  "recipe.neighbour_changed": text<{ id: string; what: "text" | "image" }>(
    d => `The ${d.what} of the neighbour "${d.id}" has changed since the recipe was made.`,
    () => "Personalise the item anew: the same pixels can't be made from what the catalog is now.",
  ),
  "recipe.none": text<{ file: string }>(
    d => `${d.file} holds no recipe.`,
    () => "Choose an image or recipe.json that this program made; public copies leave the recipe out.",
  ),
  "recipe.invalid": text<{ file: string; problem: string }>(
    d => `The recipe in ${d.file} can't be used: ${d.problem}.`,
    () => "It was changed or damaged; use another copy of the image.",
  ),
  "recipe.too_large": text<{ file: string; limit: string }>(
    d => `The recipe of ${d.file} is too large: at most ${d.limit} fit.`,
    () =>
      "Use fewer exclusions or a shorter text, or PNG instead of JPEG; don't trust such a file from elsewhere.",
  ),
  "export.unknown_format": text<{ file: string; known: readonly string[] }>(
    d => `Images can't be written as ${d.file}.`,
    d => `Use a name that ends in ${d.known.join(", ")}.`,
  ),
  "export.not_written": text<{ file: string; reason: string }>(
    d => `${d.file} could not be written: ${d.reason}.`,
    () => "Make room or choose another folder, and try again; files that were written before stay.",
  ),
  "settings.invalid": text<{ problems: readonly string[] }>(
    d => `Some settings can't be used: ${d.problems.join("; ")}.`,
    () => "Correct them and try again.",
  ),

  // --- shell: calls, the server, the engine's process
  "rpc.unknown_call": text<{ call: string }>(
    d => `There is no call "${d.call}".`,
    () => "Reload the page: it may be older than the program.",
  ),
  "rpc.bad_input": text<{ call: string; problems: readonly { where: string; problem: string }[] }>(
    d =>
      `${d.call} can't be done so: ${d.problems.map(({ where, problem }) => (where ? `${where}: ${problem}` : problem)).join("; ")}.`,
    () => "Correct it and try again.",
  ),
  "rpc.malformed": text<{ problem: string }>(
    d => `A message can't be read: ${d.problem}.`,
    () => "Reload the page.",
  ),
  "rpc.too_large": text<{ limit: string }>(
    d => `That is too much at once: the limit is ${d.limit}.`,
    () => "Use a smaller file, or fewer things at a time.",
  ),
  "serve.port_taken": text<{ port: number; reason: string }>(
    d => `The studio can't listen at port ${d.port}: ${d.reason}.`,
    () => "Choose another with --port, or leave it out to take a free one.",
  ),
  "serve.no_page": text<{ dir: string }>(
    d => `The studio's page isn't built: there is none in ${d.dir}.`,
    () => "Run `npm run build`, or start with `npm start`, which builds it.",
  ),
  "serve.bad_root": text<{ dir: string }>(
    d => `${d.dir} is no folder that can be opened.`,
    () => "Name a folder with --root, or leave it out for your home folder.",
  ),
  "engine.not_started": text<{ reason: string }>(
    d => `The engine could not start: ${d.reason}.`,
    () => "Mend what it names, then start again.",
  ),
  "engine.lost": text<{ times: number; reason: string }>(
    d => `The engine ended ${d.times} times in a short while; the last time because ${d.reason}.`,
    () => "Close what else uses much memory, then start it again; what was done is kept.",
  ),

  // --- cli
  "cli.usage": text<{ problem: string; command: string }>(
    d => `${d.problem.replace(/\.$/, "")}.`,
    d => `\`${d.command} --help\` says what it takes.`,
  ),
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
