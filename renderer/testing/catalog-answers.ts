/** A small catalog, its personas and its renders. Its own words are Chinese: what is English on a Chinese page is ours. */
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { RenderView } from "../../native/contract/api/renders.ts"
import type { BoardEvent, Metrics, PlanView } from "../../native/contract/api/studio.ts"
import type { Item, Persona } from "../../native/contract/catalog.ts"
import { type Recipe, recipeSchema } from "../../native/contract/recipe.ts"
import { settingsSchema } from "../../native/contract/settings.ts"
import { pointsOf } from "../../native/contract/sweep.ts"
import type { Answers } from "./engine.ts"

export const hash = (digit: number) => String(digit % 10).repeat(64)
export const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`
/** One white pixel. */
export const frame =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="

const titles = ["夜行列车", "海边的灯塔", "山中来信", "城市之光", "月下花园", "最后的航班"]
const tags = ["夜晚", "列车", "雨", "蓝色", "海", "灯塔", "复古"]

export const items: readonly Item[] = titles.map((title, index) => ({
  id: `i${index}`,
  scenario: "movie-poster",
  title,
  description: "关于旅途与重逢的故事。",
  image: hash(index),
  width: 256,
  height: 256,
  tags: [],
}))

const summaries: readonly ItemSummary[] = items.map(({ description: _, tags: __, ...summary }) => summary)

const itemTags = {
  image: tags.slice(0, 3),
  text: tags.slice(3, 5),
  own: ["复古"],
  tagger: "built-in/2:starter",
}

export const personas: readonly Persona[] = ["林娜", "陈明", "王芳"].map((name, index) => ({
  id: `p${index}`,
  name,
  scenario: "movie-poster",
  origin: index === 0 ? "user" : "picked",
  items: items.map(({ id }) => id),
  pinned: ["夜晚"],
  banned: ["雨"],
}))

const extras = {
  fields: { 价格: "￥99.00", 颜色: "蓝色" },
  pictures: items.slice(0, 1).map(({ image, width, height }) => ({ image, width, height })),
}

const interests = tags.map((tag, index) => ({
  tag,
  count: 5 - Math.min(index, 4),
  pinned: index === 0,
  from: items.slice(0, 2).map(({ id }) => id),
}))

const rewrite = {
  text: "夜行列车。关于旅途与重逢的故事。夜晚、列车、雨、蓝色、海。",
  tokens: 70,
  limit: 77,
  cutTags: ["灯塔"],
  cutWords: 3,
}

export const plan: PlanView = {
  tags: itemTags,
  interests: interests.map((interest, index) => ({ ...interest, used: index < 4, banned: index === 2 })),
  history: summaries.slice(1).map((item, index) => ({ ...item, counted: index > 0 })),
  rewrite,
  textNeighbours: summaries.slice(0, 3).map(item => ({ ...item, similarity: 0.9 })),
  imageNeighbours: summaries.slice(2, 5).map(item => ({ ...item, similarity: 0.8 })),
  nearDuplicates: [{ from: "蓝色", to: "海" }],
  merged: [{ from: "雨", to: "夜晚" }],
  warnings: [],
}

const metrics: Metrics = { ssim: 0.61, clipText: 0.27, clipPersona: 0.25, lpips: 0.4 }

export const recipe: Recipe = recipeSchema.parse({
  version: 2,
  settings: {
    lambda1: 1,
    tags: 8,
    history: 5,
    neighbours: 5,
    steps: 50,
    guidance: 3.5,
    scheduler: "ddim",
    fit: "keep-tags",
    lambda2: 0.2,
    imageScale: 1,
    excludedNeighbours: ["i5"],
  },
  plan: {
    scenario: { id: "movie-poster", phi: "电影" },
    item: { id: "i0", imageHash: hash(1), textHash: hash(2) },
    persona: { pseudonym: "u-1", history: ["i1", "i2"] },
    tags: itemTags,
    interests,
    pinned: ["夜晚"],
    banned: ["雨"],
    rewrite,
    textNeighbours: [{ id: "i1", similarity: 0.9, hash: hash(3) }],
    imageNeighbours: [{ id: "i2", similarity: 0.8, hash: hash(4) }],
    preprocessing: { resize: "keep-whole", foreground: "network" },
  },
  made: {
    app: "0.2.0",
    createdAt: "2026-11-29T10:00:00.000Z",
    pack: { name: "starter", hash: hash(5) },
    adapter: { name: "店铺风格", hash: hash(6) },
    loras: [],
    device: "cpu",
    dtype: "float32",
    arithmetic: 1,
    seed: 7,
    width: 256,
    height: 256,
  },
})

const renders: readonly RenderView[] = (["none", "approved", "rejected"] as const).map((verdict, index) => ({
  id: uuid(index),
  createdAt: "2026-11-29T10:00:00.000Z",
  isStored: index === 2,
  item: "i0",
  itemTitle: titles[0]!,
  persona: "p0",
  personaName: "林娜",
  starred: index === 1,
  verdict,
  metrics,
  recipe,
}))

export const aRender: RenderView = renders[0]!

const found = <Entry extends { id: string }>(entries: readonly Entry[], id: string): Entry =>
  entries.find(entry => entry.id === id) ?? entries[0]!

export async function* stream<Event>(events: readonly Event[]): AsyncGenerator<Event, void, undefined> {
  yield* events
}

/** What was erased with a shopper. */
export const erasedOf = (shopper: string) => ({
  shopper,
  interactions: 12,
  personas: 1,
  renders: 2,
  jobs: 1,
  studies: 0,
  runs: 0,
  backups: 1,
})

export const catalogAnswers: Answers = {
  items: {
    list: () => ({ total: summaries.length, items: [...summaries] }),
    get: ({ id }) => ({
      item: found(items, id),
      tags: itemTags,
      renders: 2,
      interactions: 12,
      extras,
      away: "none",
    }),
    tagCounts: () => tags.map((tag, index) => ({ tag, count: 9 - index })),
    setOwnTags: ({ tags: own }) => ({ ...itemTags, own }),
  },
  catalogs: {
    list: () => [
      {
        id: 1,
        source: "/用户/目录",
        format: "csv",
        at: "2026-11-30T08:00:00.000Z",
        items: 6,
        archived: 1,
        removed: 1,
        gone: 2,
      },
    ],
    putAway: ({ items: ids = [], personas: names = [] }) => ({ items: ids, personas: names, deleted: [] }),
    bringBack: ({ items: ids = [], personas: names = [] }) => ({ items: ids, personas: names, deleted: [] }),
  },
  masks: {
    list: ({ item }) => [
      {
        item,
        name: "徽标",
        hash: hash(8),
        image: hash(1),
        width: 640,
        height: 960,
        share: 0.04,
        stale: false,
      },
      {
        item,
        name: "旧产品",
        hash: hash(9),
        image: hash(2),
        width: 640,
        height: 960,
        share: 0.4,
        stale: true,
      },
    ],
  },
  merges: {
    list: () => [{ from: "雨", to: "夜晚" }],
    add: merge => [merge],
    remove: () => [],
  },
  personas: {
    list: () => ({
      total: personas.length,
      personas: personas.map(({ items: history, ...persona }) => ({
        ...persona,
        items: history.length,
        latest: summaries.slice(0, 5),
      })),
    }),
    get: ({ id }) => ({ persona: found(personas, id), history: [...summaries], away: "none", shopper: true }),
    interests: () => interests,
    create: ({ name, scenario, items }) => ({ ...personas[1]!, name, scenario, items }),
    duplicate: ({ name }) => ({ ...personas[1]!, name }),
    update: ({ id }) => found(personas, id),
    remove: ({ id }) => found(personas, id),
    erase: ({ id }) => erasedOf(id),
    putBack: persona => found(personas, persona.id),
  },
  studio: {
    plan: () => plan,
    preview: () =>
      stream([
        { type: "plan", plan },
        { type: "step", step: 1, steps: 12, frame },
        { type: "image", frame, seconds: 0.4 },
        { type: "metrics", metrics },
      ]),
    board: ({ tiles }) =>
      stream(
        tiles.flatMap(({ tile }): BoardEvent[] => [
          { type: "step", tile, step: 1, steps: 12, frame },
          { type: "image", tile, frame, seconds: 0.4, warnings: [] },
        ]),
      ),
    sweep: ({ axes }) =>
      stream(pointsOf(axes).map((point, index) => ({ index, point, frame, metrics, cached: false }))),
  },
  renders: {
    list: () => ({ total: renders.length, renders: [...renders] }),
    get: ({ id }) => found(renders, id),
    mark: ({ ids }) => renders.filter(({ id }) => ids.includes(id)),
    remove: ({ ids }) => ({ removed: ids.length }),
    restore: ({ ids }) => renders.filter(({ id }) => ids.includes(id)),
  },
  presets: {
    list: () => [
      {
        id: uuid(50),
        name: "柔和",
        scenario: "movie-poster",
        settings: settingsSchema.parse({ lambda2: 0.1 }),
      },
    ],
    save: preset => ({ ...preset, id: uuid(51), settings: settingsSchema.parse(preset.settings) }),
    lastUsed: () => null,
  },
}
