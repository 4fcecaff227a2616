/**
 * Every setting of a personalisation, with the paper's defaults. Sliders, command-line flags, sweep axes, presets, undo
 * and recipes are made from this table; the words of a setting are kept under its name in the catalogue of each
 * language. CONTRIBUTING.md explains how to add a setting.
 */
import { z } from "zod"
import { guidanceSettings } from "./guidance-settings.ts"
import { hashSchema } from "./hash.ts"
import { lorasSchema } from "./lora.ts"
import { maskNameSchema, mostProtected } from "./mask.ts"
import { placeSettings } from "./place-settings.ts"
import type { NumberSetting, SettingEntry } from "./setting-entry.ts"
import {
  avoidedTextSchema,
  fitSchema,
  guidanceSchema,
  maxSeed,
  schedulerSchema,
  sideSchema,
  structureKindSchema,
  structureOfSchema,
} from "./setting-values.ts"

export type { ChoiceSetting, NumberSetting, SettingEntry } from "./setting-entry.ts"

const sides = [256, 320, 384, 448, 512, 576, 640, 768, 1024] as const
const excluded = z.array(z.string()).max(1000).default([])

export const settingsTable = {
  /** λ1: how strongly the rewritten text guides (eq. 13). */
  lambda1: {
    kind: "number",
    schema: z.number().min(0).max(2).default(1),
    decides: "drawing",
    group: "main",
    slider: { min: 0, max: 2, step: 0.05 },
    flag: "--lambda1 <number>",
    symbol: "λ1",
    sweep: { most: 9, start: [0, 0.5, 1, 1.5] },
  },
  /** λ2: how strongly the interest embedding guides (eq. 13). */
  lambda2: {
    kind: "number",
    schema: z.number().min(0).max(1).default(0.2),
    neutral: 0,
    decides: "drawing",
    group: "main",
    slider: { min: 0, max: 1, step: 0.02, good: [0.1, 0.3] },
    flag: "--lambda2 <number>",
    symbol: "λ2",
    sweep: { most: 9, start: [0, 0.1, 0.2, 0.3, 0.5] },
    needs: "interest",
  },
  /** s: how strongly the item's own image guides (eq. 13). */
  imageScale: {
    kind: "number",
    schema: z.number().min(0).max(2).default(1),
    neutral: 0,
    decides: "drawing",
    group: "more",
    slider: { min: 0, max: 2, step: 0.05 },
    flag: "--image-scale <number>",
    sweep: { most: 9, start: [0, 0.5, 1, 1.5] },
    needs: "image",
  },
  /** How strongly a hint, made of the item's own picture or brought by the user, decides where things are. */
  structure: {
    kind: "number",
    schema: z.number().min(0).max(1).optional(),
    neutral: 0,
    decides: "drawing",
    presetBy: "pack",
    group: "main",
    slider: { min: 0, max: 1, step: 0.05 },
    flag: "--structure <number>",
    sweep: { most: 9, start: [0, 0.25, 0.5, 0.75, 1] },
    study: true,
    needs: "structure",
  },
  /** What the hint shows; the first that the pack reads when absent. */
  structureKind: {
    kind: "choice",
    schema: structureKindSchema.optional(),
    neutral: "edges",
    decides: "drawing",
    presetBy: "pack",
    group: "more",
    flag: "--structure-kind <kind>",
    study: true,
  },
  /** What the hint is made of: the subject, or the whole picture. */
  structureOf: {
    kind: "choice",
    schema: structureOfSchema.default("subject"),
    neutral: "subject",
    decides: "drawing",
    group: "more",
    flag: "--structure-of <what>",
    sweep: { most: 2 },
    study: true,
  },
  /** SHA-256 of a picture in the workspace that is the hint, in place of one made of the item's own; null makes it. */
  structureHint: {
    kind: "name",
    schema: hashSchema.nullable().default(null),
    neutral: null,
    decides: "drawing",
    belongsTo: "subject",
    group: "elsewhere",
  },
  /** How much of the item's own picture drawing starts from, in hundredths (SDEdit, Meng et al. 2022); 0 starts from noise. */
  start: {
    kind: "number",
    schema: z.int().min(0).max(95).default(0),
    neutral: 0,
    decides: "drawing",
    group: "main",
    slider: { min: 0, max: 95, step: 5 },
    flag: "--start <percent>",
    sweep: { most: 9, start: [0, 20, 40, 60, 80] },
    study: true,
  },
  /** H: how many persona tags are used (eq. 5). */
  tags: {
    kind: "number",
    schema: z.int().min(0).max(32).default(8),
    decides: "plan",
    presetBy: "scenario",
    group: "main",
    slider: { min: 0, max: 16, step: 1, good: [5, 8] },
    flag: "--tags <count>",
    symbol: "H",
    sweep: { most: 12, start: [0, 2, 4, 5, 6, 8, 10, 12] },
  },
  /** k: how many history items count (eq. 5). */
  history: {
    kind: "number",
    schema: z.int().min(1).max(50).default(5),
    decides: "plan",
    presetBy: "scenario",
    group: "more",
    slider: { min: 1, max: 20, step: 1 },
    flag: "--history <count>",
    symbol: "k",
    sweep: { most: 12, start: [1, 2, 3, 4, 5, 8] },
  },
  /** K: how many texts and images are retrieved (eq. 8, 9). */
  neighbours: {
    kind: "number",
    schema: z.int().min(1).max(20).default(5),
    decides: "plan",
    group: "more",
    slider: { min: 1, max: 20, step: 1 },
    flag: "--neighbours <count>",
    symbol: "K",
    sweep: { most: 12, start: [1, 3, 5, 10] },
  },
  steps: {
    kind: "number",
    schema: z.int().min(1).max(200).default(50),
    decides: "drawing",
    group: "more",
    slider: { min: 1, max: 100, step: 1 },
    flag: "--steps <count>",
    sweep: { most: 9, start: [6, 12, 25, 50] },
    study: true,
  },
  /** g: classifier-free guidance (eq. 15). */
  guidance: {
    kind: "number",
    schema: guidanceSchema.optional(),
    decides: "drawing",
    presetBy: "pack",
    group: "more",
    slider: { min: 0, max: 20, step: 0.5 },
    flag: "--guidance <number>",
    sweep: { most: 9, start: [1, 3, 5, 7.5, 10] },
    study: true,
  },
  /** φ: how much of the overexposure by strong guidance is taken back (Lin et al. 2024, §3.4). */
  guidanceRescale: {
    kind: "number",
    schema: z.number().min(0).max(1).default(0),
    neutral: 0,
    decides: "drawing",
    group: "more",
    slider: { min: 0, max: 1, step: 0.05 },
    flag: "--guidance-rescale <number>",
    sweep: { most: 9, start: [0, 0.35, 0.7, 1] },
    study: true,
  },
  ...guidanceSettings,
  /** Words that the unconditional row reads behind those of the workspace and of the scenario: a negative prompt. */
  avoid: {
    kind: "text",
    schema: avoidedTextSchema.default(""),
    neutral: "",
    decides: "words",
    group: "more",
    flag: "--avoid <text>",
    study: true,
  },
  scheduler: {
    kind: "choice",
    schema: schedulerSchema.default("ddim"),
    decides: "drawing",
    group: "more",
    flag: "--scheduler <name>",
    sweep: { most: 9 },
    study: true,
  },
  /** Seed of the first image; image n of a call uses seed + n. */
  seed: {
    kind: "number",
    schema: z.int().min(0).max(maxSeed).default(0),
    decides: "drawing",
    group: "more",
    belongsTo: "call",
    flag: "--seed <number>",
    study: true,
  },
  count: {
    kind: "number",
    schema: z.int().min(1).max(64).default(4),
    decides: "nothing",
    group: "elsewhere",
    belongsTo: "call",
    flag: "--count <count>",
  },
  /** Pixels. On the command line, --size gives both sides. */
  width: {
    kind: "number",
    schema: sideSchema.optional(),
    decides: "drawing",
    presetBy: "pack",
    group: "more",
    offered: sides,
  },
  height: {
    kind: "number",
    schema: sideSchema.optional(),
    decides: "drawing",
    presetBy: "pack",
    group: "more",
    offered: sides,
  },
  fit: {
    kind: "choice",
    schema: fitSchema.default("keep-tags"),
    decides: "plan",
    group: "more",
    flag: "--fit <how>",
    sweep: { most: 9 },
  },
  /** Whether the item itself is kept out of its neighbours. */
  excludeSelf: {
    kind: "switch",
    schema: z.boolean().default(false),
    neutral: false,
    decides: "plan",
    group: "more",
    flag: "--exclude-self",
    sweep: { most: 2 },
  },
  /** Id of a fine-tuned adapter in the workspace; null uses the pack's own. The command line takes an adapter's folder, too. */
  adapter: {
    kind: "name",
    schema: z.string().max(100).nullable().default(null),
    neutral: null,
    decides: "model",
    group: "elsewhere",
  },
  /** LoRAs of the workspace that draw along, and how strongly each acts. */
  loras: {
    kind: "list",
    schema: lorasSchema.default([]),
    neutral: [],
    decides: "model",
    group: "elsewhere",
  },
  /** What the strengths of all LoRAs are multiplied by, but of those that make few steps possible. */
  loraStrength: {
    kind: "number",
    schema: z.number().min(0).max(2).default(1),
    neutral: 1,
    decides: "model",
    group: "elsewhere",
    slider: { min: 0, max: 2, step: 0.05 },
    flag: "--lora-strength <number>",
    sweep: { most: 9, start: [0, 0.5, 1, 1.5] },
  },
  /** Names of the item's masks: what of its picture is kept as it is. */
  protect: {
    kind: "list",
    schema: z.array(maskNameSchema).max(mostProtected).default([]),
    neutral: [],
    decides: "masks",
    group: "elsewhere",
    flag: "--protect <name>",
    repeatable: true,
  },
  ...placeSettings,
  /** Items never to be used as neighbours. */
  excludedNeighbours: {
    kind: "list",
    schema: excluded,
    neutral: [],
    decides: "plan",
    belongsTo: "subject",
    group: "elsewhere",
    flag: "--excluded-neighbours <ids>",
  },
  /** History items left out when counting tags. */
  excludedHistory: {
    kind: "list",
    schema: excluded,
    neutral: [],
    decides: "plan",
    belongsTo: "subject",
    group: "elsewhere",
    flag: "--excluded-history <ids>",
  },
} as const satisfies Record<string, SettingEntry>

type Table = typeof settingsTable
export type SettingName = keyof Table

/** The settings whose entry has `Part`: `NamesWith<{ study: true }>`. */
type NamesWith<Part> = { [Name in SettingName]: Table[Name] extends Part ? Name : never }[SettingName]

/** The names of all settings, in the order of the table. */
export const settingNames = Object.keys(settingsTable) as SettingName[]

export const settingEntry = (name: SettingName): SettingEntry => settingsTable[name]

/** The settings that a sweep can vary. */
export type SweepName = NamesWith<{ sweep: { most: number } }>
export const sweepNames = settingNames.filter(name => settingEntry(name).sweep !== undefined) as SweepName[]

/** The settings that a study takes. */
export type StudySettingName = NamesWith<{ study: true }>
export const studySettingNames = settingNames.filter(name => settingEntry(name).study) as StudySettingName[]

/** The settings whose default is the pack's. */
export type PackSettingName = NamesWith<{ presetBy: "pack" }>

/** The settings of a group, in the order of the table. */
export const settingsIn = (group: SettingEntry["group"]): SettingName[] =>
  settingNames.filter(name => settingEntry(name).group === group)

/** The range of a number, ends included. */
export function rangeOf({ schema }: NumberSetting): { min: number; max: number } {
  const { minValue, maxValue } = schema.unwrap()
  return { min: minValue ?? Number.NEGATIVE_INFINITY, max: maxValue ?? Number.POSITIVE_INFINITY }
}
