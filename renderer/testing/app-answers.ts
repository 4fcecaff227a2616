/** What the program says of itself: status, settings, packs, folders, jobs. */
import type { PackView, Status } from "../../native/contract/api/app.ts"
import type { Job, JobState } from "../../native/contract/api/jobs.ts"
import type { AppSettings } from "../../native/contract/api/settings.ts"
import { type JobKind, jobKinds, type ReportOfKind } from "../../native/contract/job-kinds.ts"
import { type Device, devices } from "../../native/contract/settings.ts"
import { items, personas, stream, uuid } from "./catalog-answers.ts"
import type { Answers } from "./engine.ts"
import { farm, farmState } from "./farm-answers.ts"
import { offers, published } from "./model-answers.ts"

export const when = "2026-11-29T10:00:00.000Z"

export const pack: PackView = {
  id: "starter",
  name: "starter",
  hash: "5".repeat(64),
  licence: "MIT",
  origin: "随程序提供的模型",
  nativeSize: { width: 256, height: 256 },
  guidance: 3.5,
  structureScale: 0,
  structureKinds: ["edges"],
  bytes: 180_000_000,
  features: { image: true, interest: true, foreground: true, structure: true, clip: true, fewSteps: false },
  inUse: true,
  shipped: true,
  problem: null,
}

const scenarios: readonly [id: string, name: string][] = [
  ["movie-poster", "Movie posters"],
  ["news-poster", "News thumbnails"],
  ["outfit", "Outfits"],
  ["product", "Products"],
  ["home", "家居"],
]

export const ready = {
  state: "ready",
  pack,
  device: "cpu",
  attempts: devices.map((device: Device) => ({ device, ok: device === "cpu", reason: null })),
  prepared: 4,
  warnings: [],
} satisfies Status["model"]

export const statusWith = (model: Status["model"], count: number = items.length): Status => ({
  version: "0.2.0",
  workspace: { name: "工作区", path: "/用户/工作区", items: count, personas: personas.length },
  scenarios: scenarios.map(([id, name]) => ({
    id,
    name,
    phi: "电影",
    defaultTags: 8,
    defaultHistory: 5,
    items: id === "movie-poster" ? count : 0,
  })),
  model,
})

/** A job of a kind in a state, with all the figures of its kind. */
export function jobOf(kind: JobKind, state: JobState, number: number): Job {
  const { units, figures } = jobKinds[kind]
  const started = state !== "queued"
  return {
    id: uuid(1000 + number),
    kind,
    title: number % 2 === 0 ? "夜行列车 · 林娜" : "",
    state,
    progress: { done: 3, total: number % 3 === 0 ? null : 12, unit: units[number % units.length]! },
    restarts: number % 2,
    createdAt: when,
    startedAt: started ? when : null,
    finishedAt: state === "done" || state === "failed" || state === "cancelled" ? when : null,
    problem: null,
    figures: state === "done" ? Object.fromEntries(figures.map((name, index) => [name, index + 1])) : {},
  }
}

export const reports: { [Kind in JobKind]: Extract<ReportOfKind, { kind: Kind }>["report"] } = {
  import: {
    source: "/用户/目录",
    format: "csv",
    scenario: "movie-poster",
    items: { added: 4, updated: 1, unchanged: 2, refused: 3 },
    interactions: { taken: 90, refused: 2, negative: 5 },
    users: { kept: 8, dropped: 1 },
    personas: 8,
    pictures: { kept: 3, refused: 0 },
    addresses: {
      hosts: [
        { host: "cdn.example.com", pictures: 40, allowed: true },
        { host: "img.example.org", pictures: 1, allowed: false },
      ],
      fetched: 30,
      known: 8,
      failed: 2,
    },
    gone: { count: 2, items: [{ id: "i8", title: "旧海报" }], archived: false },
    notes: [],
    problems: [],
  },
  prepare: { prepared: 4, kept: 2, warnings: [] },
  tag: { tagged: 4, kept: 2, failed: [] },
  mask: { name: "主体", made: 3, doubtful: [], failed: [] },
  render: { renders: [uuid(0), uuid(1)], warnings: [] },
  upscale: { render: uuid(0) },
  export: {
    folder: "/用户/图集",
    files: 8,
    rendered: 6,
    reused: 2,
    bytes: 4_000_000,
    seconds: 90,
    held: 2,
    upscaled: [{ size: "1080 × 1350", times: 4.2 }],
    skipped: [],
    moreSkipped: 0,
    warnings: [{ code: "runtime.overflowed", details: { network: "vae_decoder", device: "webgpu" } }],
  },
  train: { run: "20261129-100000-abcd" },
  evaluate: { study: "20261129-100000-abcd" },
  judge: { study: "20261129-100000-abcd" },
  download: { model: "sd15", pack: true, bytes: 8_000_000, downloadedBytes: 8_000_000 },
}

const folder = {
  handle: "h0",
  name: "目录",
  trail: [
    { handle: "root", name: "用户" },
    { handle: "h0", name: "目录" },
  ],
  entries: [
    { handle: "h1", name: "图片", kind: "folder" as const, bytes: null, modified: when },
    { handle: "h2", name: "items.csv", kind: "file" as const, bytes: 2048, modified: when },
  ],
  more: true,
}

type Language = AppSettings["language"]

export const usualSettings = {
  theme: "light" as const,
  device: "auto" as const,
  precision: "auto" as const,
  pack: "starter",
  mirror: "",
  tagger: { kind: "built-in" as const },
  layouts: {},
  endpointKeySet: false,
  houseWords: "模糊、水印",
}

export const appAnswers = (language: Language): Answers => {
  const settings = { ...usualSettings, language }
  return {
    app: {
      status: () => statusWith(ready),
      events: () => stream([]),
      logs: () => ({ entries: [] }),
      diagnostics: () => ({ text: "" }),
    },
    settings: {
      get: () => settings,
      set: change => ({ ...settings, ...change }) as typeof settings,
      setEndpointKey: () => ({ endpointKeySet: true }),
      testTagger: () => ({ tagger: "llava", item: "夜行列车", tags: ["夜晚"], seconds: 1.2 }),
      retag: () => ({ job: uuid(1000) }),
      devices: () => ready.attempts,
    },
    packs: {
      list: () => [pack],
      check: () => ({
        name: "sd15",
        licence: "MIT",
        origin: "自有模型",
        bytes: pack.bytes,
        features: pack.features,
        notes: [],
      }),
    },
    models: {
      list: () => published,
      offers: () => ({ offers, freeBytes: 90_000_000_000 }),
      get: () => jobOf("download", "queued", 0),
      remove: () => ({ freedBytes: 2_000_000_000 }),
      setToken: () => ({ ...published, tokenSet: true }),
    },
    farms: {
      list: () => [],
      save: () => [farm],
      remove: () => [],
      test: () => ({ ...farmState, notes: [] }),
      state: () => farmState,
      ofJob: () => null,
      fetched: () => ({ bytes: 0, files: 0, most: 5e9 }),
      setRoom: ({ most }) => ({ bytes: 0, files: 0, most }),
      retry: () => ({ retried: 2 }),
    },
    folders: { open: () => folder, create: () => folder },
    jobs: { list: () => [] },
  }
}
