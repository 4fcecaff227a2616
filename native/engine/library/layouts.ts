/** Layouts as the page asks for them: those that are kept, and pictures of one that is being changed. */
import { createHash } from "node:crypto"
import sharp from "sharp"
import { type RawImage, sharpOf } from "../../base/raw-image.ts"
import { readFieldNames } from "../../catalog/extras-store.ts"
import { MaskStore, readMask } from "../../catalog/mask-store.ts"
import { RenderStore } from "../../catalog/render-store.ts"
import type { KeptInPicture, LaidOver, LayoutFinding } from "../../contract/api/layouts.ts"
import { note } from "../../contract/codes/index.ts"
import { StudioError } from "../../contract/errors.ts"
import type { ChannelSize } from "../../contract/image-set.ts"
import type { MaskRef } from "../../contract/mask.ts"
import { placementAt } from "../../exporting/image-set/sizes.ts"
import { checkLayout, findingsAt } from "../../exporting/layout/check.ts"
import { coveredMasks } from "../../exporting/layout/covered.ts"
import { type Fields, fieldsOf } from "../../exporting/layout/fields.ts"
import { LayoutFiles } from "../../exporting/layout/files.ts"
import type { LoadedLayout } from "../../exporting/layout/loaded.ts"
import { bringLayoutBack, purgeLayouts, putLayoutAway } from "../../exporting/layout/put-away.ts"
import { layOut } from "../../exporting/layout/render.ts"
import { copyLayout, saveLayout } from "../../exporting/layout/save.ts"
import { listLayouts, loadLayout } from "../../exporting/layout/store.ts"
import { plainImage, Underlays, usualLook } from "../../exporting/layout/under.ts"
import { familiesOfSystem } from "../../exporting/text/fonts.ts"
import { type EngineContext, os } from "../context.ts"

/** Removed layouts, and files that no layout names, are kept for so long, in milliseconds. */
const keptFor = 30 * 24 * 60 * 60 * 1000

export function layoutsRoom({ workspace, publish }: EngineContext) {
  const files = new LayoutFiles(workspace)
  const underlays = new Underlays()
  const renders = new RenderStore(workspace.state)
  const changed = () => publish({ type: "changed", what: "layouts" })

  async function imageUnder(over: LaidOver, size: ChannelSize): Promise<RawImage> {
    if (over.kind === "plain") return plainImage(size)
    if (over.kind === "item") {
      const { image } = await workspace.findItem(over.id)
      return underlays.of(image, workspace.imagePath(image), size)
    }
    if (over.kind === "render") {
      const [render] = renders.get([over.id])
      if (!render) throw new StudioError("render.unknown", { render: over.id })
      return underlays.of(over.id, await workspace.pictures.pathOf(render), size)
    }
    const bytes = Buffer.from(over.frame.slice(over.frame.indexOf(",") + 1), "base64")
    return underlays.of(createHash("sha256").update(bytes).digest("hex"), bytes, size)
  }

  const valuesOf = async (item: string | null): Promise<Fields> =>
    item === null ? {} : fieldsOf(await workspace.findItem(item), workspace.itemExtras(item))

  async function drawn(
    loaded: LoadedLayout,
    image: RawImage,
    size: ChannelSize,
    fields: Fields,
    signal?: AbortSignal,
  ) {
    const findings = await findingsAt(loaded, size, fields)
    const leaveOut = new Set(
      findings.flatMap(({ element, finding }) =>
        element !== null && finding.code === "layout.too_long" ? [element] : [],
      ),
    )
    return { image: await layOut(image, loaded, fields, { leaveOut, signal }), findings }
  }

  /** The elements that lie over what is protected in the picture. */
  async function coveringAt(
    loaded: LoadedLayout,
    fields: Fields,
    size: ChannelSize,
    item: string,
    over: LaidOver,
    kept: KeptInPicture | undefined,
  ): Promise<LayoutFinding[]> {
    const recipe = over.kind === "render" ? renders.get([over.id])[0]?.recipe : undefined
    const place = recipe?.settings ?? kept
    if (!place) return []
    const masks = recipe?.plan.masks ?? (await masksOf(item, kept?.protect ?? []))
    const placement = placementAt(recipe?.made ?? size, size, usualLook)
    const found = await coveredMasks(loaded, fields, masks, placement, place, mask =>
      readMask(workspace, item, mask),
    )
    return found.map(({ element, mask }) => ({
      element,
      finding: note("layout.covers_here", { box: element + 1, mask }),
      isProblem: false,
    }))
  }

  /** Those of the names that can be used: what is wrong with the others is said where they are chosen. */
  async function masksOf(id: string, names: readonly string[]): Promise<MaskRef[]> {
    if (names.length === 0) return []
    const masks = new MaskStore(workspace).of(await workspace.findItem(id))
    return masks
      .filter(({ name, stale }) => names.includes(name) && !stale)
      .map(({ name, hash }) => ({ name, hash }))
  }

  const router = {
    list: os.layouts.list.handler(() => listLayouts(workspace)),
    get: os.layouts.get.handler(async ({ input: { name } }) => {
      const loaded = await loadLayout(workspace, name)
      const listed = (await listLayouts(workspace)).find(layout => layout.name === name)
      return {
        layout: loaded.layout,
        files: files.refsOf(loaded),
        hash: loaded.ref.hash,
        origin: listed?.origin ?? "workspace",
      }
    }),
    save: os.layouts.save.handler(async ({ input: { replaces, ...draft } }) => {
      const { ref } = await saveLayout(workspace, await files.load(draft.layout, draft.files), replaces)
      changed()
      return { layout: ref }
    }),
    copy: os.layouts.copy.handler(async ({ input: { name, as } }) => {
      const { ref } = await copyLayout(workspace, name, as)
      changed()
      return { layout: ref }
    }),
    remove: os.layouts.remove.handler(async ({ input: { name } }) => {
      const key = await putLayoutAway(workspace, name)
      changed()
      return { key }
    }),
    restore: os.layouts.restore.handler(async ({ input: { name, key } }) => {
      await bringLayoutBack(workspace, name, key)
      changed()
    }),
    keepFile: os.layouts.keepFile.handler(async ({ input: { file } }) =>
      files.keep(file.name, Buffer.from(await file.arrayBuffer())),
    ),
    fonts: os.layouts.fonts.handler(() => ({ families: familiesOfSystem() })),
    fields: os.layouts.fields.handler(() => workspace.state.read(readFieldNames)),
    preview: os.layouts.preview.handler(async ({ input, signal }) => {
      const { over, item, values, edge, quick } = input
      const size = quick ? within(input.size, edge) : input.size
      const loaded = await files.load(input.layout, input.files)
      const fields = { ...(await valuesOf(item)), ...values }
      const { image, findings } = await drawn(loaded, await imageUnder(over, size), size, fields, signal)
      const bytes = await sharpOf(image)
        .resize(edge, edge, { fit: "inside", withoutEnlargement: true })
        .jpeg({ quality: 90, chromaSubsampling: "4:4:4" })
        .toBuffer()
      return { picture: `data:image/jpeg;base64,${bytes.toString("base64")}`, findings }
    }),
    overlay: os.layouts.overlay.handler(async ({ input: { name, size, over, item, kept }, signal }) => {
      const loaded = await loadLayout(workspace, name)
      const under = await imageUnder(over, size)
      const values = await valuesOf(item)
      const { image, findings } = await drawn(loaded, under, size, values, signal)
      const covering = await coveringAt(loaded, values, size, item, over, kept)
      return { picture: await onlyChanged(under, image), findings: [...findings, ...covering] }
    }),
    check: os.layouts.check.handler(async ({ input: { layout, files: named, sizes }, signal }) => {
      const loaded = await files.load(layout, named)
      const items = (await workspace.items()).map(item => fieldsOf(item, workspace.itemExtras(item.id)))
      return { items: items.length, ...(await checkLayout(loaded, sizes, items, signal)) }
    }),
  }

  async function purge(): Promise<void> {
    const before = Date.now() - keptFor
    await purgeLayouts(workspace, before)
    await files.purge(before)
  }
  return { router, purge }
}

/** The size with a longer side of at most `edge`, in the same proportions. */
function within(size: ChannelSize, edge: number): ChannelSize {
  const scale = Math.min(1, edge / Math.max(size.width, size.height))
  const scaled = (side: number) => Math.max(16, Math.round(side * scale))
  return { ...size, width: scaled(size.width), height: scaled(size.height) }
}

/** A PNG of the pixels that differ; the others are transparent. */
async function onlyChanged(before: RawImage, after: RawImage): Promise<string> {
  const { width, height } = after
  const data = Buffer.alloc(4 * width * height)
  for (let at = 0; at < width * height; at++) {
    const from = 3 * at
    const [red, green, blue] = [after.data[from]!, after.data[from + 1]!, after.data[from + 2]!]
    if (red === before.data[from] && green === before.data[from + 1] && blue === before.data[from + 2])
      continue
    const to = 4 * at
    data[to] = red
    data[to + 1] = green
    data[to + 2] = blue
    data[to + 3] = 255
  }
  const png = await sharp(data, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 3 })
    .toBuffer()
  return `data:image/png;base64,${png.toString("base64")}`
}
