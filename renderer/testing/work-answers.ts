/** What takes long: image sets, imports, fine-tuning and studies. */
import type { StudyDetail, StudyView } from "../../native/contract/api/evaluation.ts"
import type { LoraView } from "../../native/contract/api/loras.ts"
import type { AdapterView } from "../../native/contract/api/training.ts"
import {
  type ArmFinding,
  evaluationSettingsSchema,
  type Findings,
  type Interval,
  measureNames,
  type StudyName,
  timedStages,
} from "../../native/contract/evaluation.ts"
import { type TeachingCheck, teachingSettingsSchema } from "../../native/contract/teaching.ts"
import {
  type InterestsRun,
  type ProductRun,
  type RunState,
  type TrainingCheck,
  trainingSettingsSchema,
} from "../../native/contract/training.ts"
import { jobOf, reports, when } from "./app-answers.ts"
import { hash, stream } from "./catalog-answers.ts"
import type { Answers } from "./engine.ts"
import { layouts } from "./layout-answers.ts"

export const check: TrainingCheck = {
  source: "interactions",
  users: 40,
  samples: 36,
  heldOut: 4,
  items: 60,
  untagged: 2,
  unprepared: 3,
  brokenImages: ["i1.webp", "i2.webp"],
  brokenImageCount: 5,
  duplicateImages: 1,
  duplicateTexts: 1,
  tooShort: 2,
  device: "cpu",
  microBatch: 4,
  seconds: 5400,
  memoryBytes: 2_000_000_000,
  freeMemoryBytes: 8_000_000_000,
  diskBytes: 900_000_000,
  freeDiskBytes: 90_000_000_000,
  warnings: [],
  refusals: [],
}

export const runOf = (state: RunState, index: number): InterestsRun => ({
  kind: "interests",
  id: `20261129-10000${index}-abcd`,
  name: `店铺风格 ${index}`,
  state,
  createdAt: when,
  step: 60,
  settings: trainingSettingsSchema.parse({ steps: 200, drawEvery: 20, lambda2: index / 10 }),
  pack: { name: "starter", hash: hash(5) },
  device: "cpu",
  microBatch: 4,
  accumulation: 4,
  samples: 36,
  heldOut: 4,
  loss: 0.12,
  firstValidation: 0.2,
  bestValidation: 0.1,
  bestStep: 40,
  secondsPerStep: 2.5,
  secondsLeft: 350,
  memoryBytes: 2_000_000_000,
  doing: null,
  notes: [],
  problem: null,
  adapter: state === "done" ? "a0" : null,
  lora: null,
})

export const productRunOf = (state: RunState, index: number): ProductRun => ({
  ...runOf(state, index),
  kind: "product",
  name: `红色手提包 ${index}`,
  settings: teachingSettingsSchema.parse({ word: "zqx", class: "bag", steps: 200, drawEvery: 20 }),
  samples: 8,
  heldOut: 2,
  adapter: null,
  lora: state === "done" ? "墨线" : null,
})

export const teachingCheck: TeachingCheck = {
  pictures: 8,
  heldOut: 2,
  same: ["a.png"],
  unreadable: ["b.png"],
  pieces: 2,
  text: "a photo of zqx bag",
  classText: "a photo of bag",
  device: "cpu",
  microBatch: 2,
  seconds: 900,
  memoryBytes: 2_000_000_000,
  freeMemoryBytes: 8_000_000_000,
  diskBytes: 90_000_000,
  freeDiskBytes: 90_000_000_000,
  warnings: [],
  refusals: [],
}

export const inkLora: LoraView = {
  name: "墨线",
  hash: "9".repeat(64),
  bytes: 38_000_000,
  addedAt: "2026-11-29T10:00:00.000Z",
  source: "ink.safetensors",
  isFewSteps: false,
  problem: null,
}

export const adapter: AdapterView = {
  id: "a0",
  name: "店铺风格",
  hash: hash(6),
  createdAt: when,
  bytes: 9_000_000,
  pack: "starter",
  problem: null,
  validation: { before: 0.2, after: 0.1, step: 40 },
  licence: "MIT",
}

const interval: Interval = { mean: 0.5, low: 0.4, high: 0.6, users: 8 }
const byMeasure = Object.fromEntries(measureNames.map(name => [name, interval])) as ArmFinding["means"]
const arms = ["original", "text", "ip-adapter", "i-am-g", "tuned"]

export const findings: Record<Findings["kind"], Findings> = {
  images: {
    kind: "images",
    arms: arms.map(id => ({
      id,
      value: null,
      images: 8,
      means: { ...byMeasure, lpips: null, clip: null },
      differences: { ...byMeasure, lpips: null, clip: null },
    })),
  },
  retrieval: { kind: "retrieval", overlaps: [{ depth: 5, share: interval }], spearman: interval },
  time: { kind: "time", times: timedStages.map(stage => ({ stage, value: 1.5, unit: "s" })) },
}

export const studyOf = (study: StudyName, state: StudyView["state"], index: number): StudyView => ({
  id: `20261129-11000${index}-abcd`,
  createdAt: when,
  settings: evaluationSettingsSchema.parse({ study, scenario: "movie-poster" }),
  pack: { name: "starter", version: "1.2" },
  adapter: "店铺风格",
  baselines: [
    { name: "旅程", kind: "pack", of: "自有模型" },
    { name: "手提包", kind: "lora", of: "墨线" },
  ],
  state,
  progress: state === "running" ? { done: 3, total: 12, unit: "images" } : null,
  problem: null,
})

export const studyDetail = (study: StudyView, found: Findings): StudyDetail => ({
  ...study,
  findings: found,
  pictures: [
    {
      user: "u-1",
      item: "i0",
      drawn: arms
        .slice(1)
        .map((arm, index) => ({ arm, picture: `20261129-110000-abcd.${hash(index).slice(0, 32)}` })),
    },
  ],
  preferences: [null, "llava"].map(model => ({
    model,
    raters: model ? 1 : 3,
    votes: 24,
    items: 8,
    notes: [],
    arms: arms.slice(1).map(id => ({
      arm: { id },
      rank: interval,
      first: interval,
      topTwo: interval,
      beatsReference: id === "i-am-g" ? null : interval,
    })),
    scenarios: ["movie-poster", "outfit"].map(scenario => ({
      scenario,
      arms: ["original", "i-am-g"].map(id => ({ arm: { id }, rank: interval })),
    })),
    firstByPlace: model ? [] : [interval, interval, interval, interval],
  })),
})

export const studies = [studyOf("methods", "done", 0)]

const mapping = { id: "编号", title: "标题", description: null, image: ["图片"], tags: [] }

export const workAnswers: Answers = {
  imageSets: {
    estimate: () => ({
      files: 24,
      toRender: 20,
      seconds: 180,
      bytes: 9_000_000,
      freeBytes: 90_000_000_000,
      names: ["林娜/i0-1.png"],
      collisions: ["林娜/i1-1.png"],
      warnings: [],
      problems: [],
    }),
    start: () => jobOf("export", "queued", 0),
    held: () => ({
      count: 2,
      images: [
        {
          item: "i0",
          persona: "p0",
          n: 1,
          frame: "",
          round: 1,
          title: "夜行列车",
          personaName: "林娜",
          image: "a".repeat(64),
          candidates: [
            {
              seed: 7,
              render: "r7",
              persona: 0.2,
              item: 0.3,
              doubts: [{ code: "image_set.far_from_both", details: {} }],
            },
            {
              seed: 8,
              render: null,
              persona: null,
              item: null,
              doubts: [{ code: "model.not_finite_step", details: { network: "unet", step: 2, steps: 20 } }],
            },
          ],
        },
      ],
    }),
    decide: () => jobOf("export", "queued", 1),
  },
  layouts,
  imports: {
    inspect: () => ({
      format: "csv",
      scenario: null,
      files: [{ name: "items.csv", bytes: 2048 }],
      texts: [
        {
          name: "items.csv",
          encoding: "gb18030",
          sure: true,
          marked: false,
          likely: ["gb18030"],
          lines: ["i0,夜行列车,i0.webp"],
        },
      ],
      sheets: ["商品", "说明"],
      sheet: "商品",
      columns: [
        { name: "编号", samples: ["i0", "i1"] },
        { name: "标题", samples: ["夜行列车"] },
        { name: "图片", samples: ["i0.webp"] },
      ],
      mapping,
    }),
    check: () => stream([{ type: "report", report: reports.import }]),
    start: () => jobOf("import", "running", 0),
  },
  training: {
    check: () => check,
    checkTeaching: () => teachingCheck,
    teach: () => productRunOf("queued", 9),
    runs: () => [runOf("done", 0), runOf("running", 1)],
    curves: () => ({
      losses: [1, 20, 40, 60].map(step => ({
        step,
        loss: 0.3 - step / 400,
        learningRate: 1e-4,
        gradientNorm: 1,
      })),
      validation: [0, 40].map(step => ({ step, loss: 0.2 - step / 400 })),
      drawn: [20, 40].map(step => ({
        step,
        item: "i0",
        persona: "林娜",
        picture: `20261129-100000-abcd.${String(step).padStart(8, "0")}-0`,
      })),
    }),
    start: () => runOf("queued", 9),
  },
  adapters: { list: () => [adapter] },
  loras: { list: () => [inkLora] },
  upscalers: { list: () => [{ name: "pack", scale: 4 }] },
  evaluation: {
    check: () => ({ users: 8, images: 40, seconds: 400 }),
    studies: () => studies,
    study: ({ id }) => studyDetail(studies.find(study => study.id === id) ?? studies[0]!, findings.images),
    start: () => studies[0]!,
    judge: () => ({ job: jobOf("judge", "queued", 0).id }),
  },
}
