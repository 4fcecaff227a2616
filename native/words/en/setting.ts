import type { SettingValueWords } from "../setting-text.ts"
import type { AllSettingWords } from "../setting-words.ts"

export const setting: AllSettingWords = {
  lambda1: { label: "λ1 · text", explain: "How strongly the rewritten text guides the picture." },
  lambda2: {
    label: "λ2 · interests",
    explain: "How strongly the persona’s interests guide the picture.",
    off: "This pack has no interest attention: fine-tune to enable.",
  },
  imageScale: {
    label: "Image scale",
    explain: "How strongly the item’s own picture guides the result.",
    off: "This pack can’t follow the item’s own picture.",
  },
  structure: {
    label: "Structure",
    explain: "How strongly the item’s own outlines fix where things are.",
    off: "This pack has no ControlNet: get one in the settings, or add yours with iamg pack add --controlnet edges=DIR.",
  },
  structureKind: {
    label: "Structure from",
    explain: "What shows where things are.",
    options: {
      edges: "Outlines",
      tile: "The picture itself",
      depth: "A depth map",
      sketch: "A sketch",
      pose: "A pose",
      own: "Another picture",
    },
  },
  structureOf: {
    label: "Structure of",
    explain: "What structure keeps: the subject alone, or the background too.",
    options: { subject: "The subject", whole: "The whole picture" },
  },
  structureHint: {
    label: "Structure’s picture",
    explain: "A picture of your own that shows where things are.",
  },
  start: {
    label: "Start from the picture",
    explain: "How much of the item’s own picture is there before drawing, in percent. 0 starts from noise.",
  },
  tags: { label: "H · persona tags", explain: "How many of the persona’s tags are used." },
  history: { label: "k · history", explain: "How many of the latest items count." },
  neighbours: { label: "K · neighbours", explain: "How many similar texts and images are fetched." },
  steps: { label: "Steps", explain: "More steps give finer detail and take longer." },
  guidance: { label: "Guidance", explain: "How closely text, picture and interests are followed." },
  guidanceRescale: {
    label: "Guidance rescale",
    explain: "Softens the glaring colours that strong guidance can give.",
  },
  guidanceLow: {
    label: "Guidance from noise level",
    explain:
      "Below this share of noise, late in the drawing, there is no guidance: such steps take about half the time.",
  },
  guidanceHigh: {
    label: "Guidance up to noise level",
    explain:
      "Above this share of noise, early in the drawing, there is no guidance: more variety, and such steps take about half the time.",
  },
  avoid: {
    label: "Words to avoid",
    explain: "What the picture should not show, with commas between: a negative prompt.",
  },
  scheduler: {
    label: "Scheduler",
    explain: "The method that turns noise into a picture.",
    options: {
      ddim: "DDIM",
      "dpmpp-2m": "DPM-Solver++ 2M",
      "dpmpp-2m-karras": "DPM-Solver++ 2M Karras",
      lcm: "LCM",
    },
  },
  seed: { label: "Seed", explain: "The same seed and settings give the same picture." },
  count: { label: "Number of variants", explain: "How many pictures are made; each has the next seed." },
  width: { label: "Width", explain: "Width of the picture in pixels." },
  height: { label: "Height", explain: "Height of the picture in pixels." },
  fit: {
    label: "Long texts",
    explain: "What is cut when the rewritten text is longer than the model reads.",
    options: { paper: "As in the paper", "keep-tags": "Keep title and tags" },
  },
  excludeSelf: {
    label: "Leave the item out of its own neighbours",
    explain: "The item is never fetched as a neighbour of itself.",
  },
  adapter: { label: "Adapter", explain: "The fine-tuned weights that draw." },
  loras: { label: "LoRAs", explain: "Small additions to the model that give a style or a subject." },
  loraStrength: {
    label: "LoRA strength",
    explain: "How strongly all LoRAs act together; one for few steps keeps its own strength.",
  },
  protect: {
    label: "Protected regions",
    explain: "Names of the item’s masks: what of its picture is kept as it is.",
  },
  placeScale: {
    label: "Scale in the frame",
    explain: "How large the item’s picture is; 1 covers the frame. Around a smaller one, new area is drawn.",
  },
  placeX: {
    label: "Right in the frame",
    explain: "How far right of the middle the item’s picture lies, as a share of the width.",
  },
  placeY: {
    label: "Down in the frame",
    explain: "How far below the middle the item’s picture lies, as a share of the height.",
  },
  protectWhole: {
    label: "Protect the whole picture",
    explain: "All of the item’s picture is kept as it is; only what lies around it is drawn.",
  },
  excludedNeighbours: {
    label: "Neighbours left out",
    explain: "Items that are never fetched as neighbours.",
  },
  excludedHistory: { label: "History left out", explain: "Items of the history that don’t count." },
}

export const settingValue: SettingValueWords = {
  on: "Yes",
  off: "No",
  none: "None",
  separator: ", ",
  packsOwn: "The pack’s own",
}
