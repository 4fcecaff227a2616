/** `iamg models`: published models, downloaded and made into packs. */
import { resolve } from "node:path"
import type { Command } from "commander"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { ModelView, PublishedPackView } from "../../contract/published.ts"
import { defaultModelsDir } from "../../engine/places.ts"
import { type GetResult, type GetStep, Hub } from "../../hub/hub.ts"
import { readModelList } from "../../hub/model-list.ts"
import { ModelStore } from "../../hub/model-store.ts"
import { modelsFile } from "../places.ts"
import { type Context, run } from "../run.ts"
import { columns, faint, section } from "../text.ts"
import { help, megabytesText, say, text } from "../voice.ts"

interface DirOptions {
  models?: string
}

interface GetOptions extends DirOptions {
  acceptLicence?: boolean
  mirror?: string
  from?: string
  update?: boolean
}

export function addModels(program: Command): void {
  const models = program.command("models").description(help("models.about"))
  withDir(models.command("list", { isDefault: true }))
    .description(help("models.list"))
    .action(run((_context, options: DirOptions) => list(options), describeList))
  withDir(models.command("get"))
    .description(help("models.get"))
    .argument("<model>", help("models.model"))
    .option("--accept-licence", help("models.acceptLicence"))
    .option("--mirror <url>", help("models.mirror"))
    .option("--from <dir>", help("models.from"))
    .option("--update", help("models.update"))
    .action(run(get, describeGot))
  withDir(models.command("remove"))
    .description(help("models.remove"))
    .argument("<model>", help("models.model"))
    .action(run((_context, id: string, options: DirOptions) => remove(id, options), describeRemoved))
  withDir(models.command("check"))
    .description(help("models.check"))
    .argument("[model]", help("models.model"))
    .action(run(check, describeChecked))
}

const withDir = (command: Command): Command => command.option("--models <dir>", help("models.dir"))

const hubIn = ({ models }: DirOptions): Hub =>
  new Hub(readModelList(modelsFile), new ModelStore(models ? resolve(models) : defaultModelsDir()))

interface Listed {
  dir: string
  bytesOnDisk: number
  freeBytes: number
  packs: PublishedPackView[]
  models: ModelView[]
}

async function list(options: DirOptions): Promise<Listed> {
  const hub = hubIn(options)
  return {
    dir: hub.store.dir,
    bytesOnDisk: await hub.bytesOnDisk(),
    freeBytes: await hub.freeBytes(),
    packs: await hub.packs(),
    models: await hub.models(),
  }
}

type Got = GetResult & { id: string }

function get({ signal, progress }: Context, id: string, options: GetOptions): Promise<Got> {
  const { acceptLicence, models, ...given } = options
  const onProgress = (step: GetStep, done: number, total: number) =>
    progress.update(text(`progress.${step}`), Math.floor(done / 1e6), Math.ceil(total / 1e6))
  return hubIn({ ...(models !== undefined && { models }) })
    .get(id, { ...given, acceptLicences: acceptLicence, signal, onProgress })
    .then(result => ({ id, ...result }))
}

const remove = async (id: string, options: DirOptions) => ({ freedBytes: await hubIn(options).remove(id) })

/** @throws StudioError hub.damaged when anything isn't what it was, so that scripts notice */
async function check({ signal, progress }: Context, id: string | undefined, options: DirOptions) {
  const found = await hubIn(options).check(id ?? null, {
    signal,
    onProgress: (step, done, total) =>
      progress.update(text(`progress.${step}`), Math.floor(done / 1e6), Math.ceil(total / 1e6)),
  })
  const damaged = found.filter(({ damaged, problem }) => damaged.length > 0 || problem)
  if (damaged.length > 0)
    throw new StudioError("hub.damaged", {
      model: damaged.map(({ id }) => id).join(", "),
      files: damaged
        .flatMap(({ damaged, problem }) => [...damaged, ...(problem ? [say(problem)] : [])])
        .slice(0, 20),
    })
  return { checked: found.map(({ id, name }) => ({ id, name })) }
}

function describeList({ dir, bytesOnDisk, freeBytes, packs, models }: Listed): string {
  const size = (bytes: number | null) => (bytes === null ? text("models.unknownSize") : megabytesText(bytes))
  const state = ({ state }: { state: ModelView["state"] }) => say(note("hub.state", { state }))
  return [
    section(
      text("models.packs"),
      columns(packs.map(pack => [pack.id, pack.name, size(pack.bytes), state(pack), pack.dir ?? ""])),
    ),
    section(
      text("models.single"),
      columns(
        models.map(model => [
          model.id,
          size(model.bytes),
          model.licence ?? text("models.licenceUnknown"),
          state(model),
          say(note("hub.role", { role: model.role })),
        ]),
      ),
    ),
    faint(text("models.onDisk", { dir, size: megabytesText(bytesOnDisk), free: megabytesText(freeBytes) })),
  ].join("\n\n")
}

function describeGot({ id, models, pack }: Got): string {
  const rows = models.map(({ model, repository, bytes, downloadedBytes, licence }) => [
    model,
    text("models.got", { size: megabytesText(bytes), downloaded: megabytesText(downloadedBytes) }),
    licence ?? text("models.licenceUnknown"),
    text("models.moved", { repository }),
  ])
  const made = pack === null ? [] : [text("models.made", { dir: pack, pack: packNameIn(pack) ?? id })]
  return [columns(rows), ...made].join("\n\n")
}

const packNameIn = (dir: string): string | undefined => dir.split(/[\\/]/).at(-1)

const describeRemoved = ({ freedBytes }: { freedBytes: number }): string =>
  text("models.removed", { size: megabytesText(freedBytes) })

const describeChecked = ({ checked }: { checked: { id: string; name: string }[] }): string =>
  [
    ...(checked.length > 0
      ? [section(text("models.checked"), columns(checked.map(({ id, name }) => [id, name])))]
      : []),
    text("models.intact"),
  ].join("\n\n")
