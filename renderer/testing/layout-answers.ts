/** Two layouts, one of them the user's own, and a picture of any. */
import type { LayoutView } from "../../native/contract/api/layouts.ts"
import { layoutSchema } from "../../native/contract/layout.ts"
import { frame, hash } from "./catalog-answers.ts"
import type { Answers } from "./engine.ts"

const title = { type: "text", text: "{title}", size: 0.1 } as const

export const shippedLayout: LayoutView = {
  layout: layoutSchema.parse({
    name: "poster-title",
    elements: [{ ...title, box: { anchor: "bottom", width: 1, height: 0.3 } }],
  }),
  files: [],
  hash: hash(20),
  origin: "shipped",
}

export const ownLayout: LayoutView = {
  layout: layoutSchema.parse({
    name: "sale",
    elements: [
      {
        type: "shape",
        colour: "#d32f2f",
        box: { anchor: "top-left", x: 0.1, y: 0.1, width: 0.2, height: 0.2 },
      },
      { ...title, box: { anchor: "bottom", width: 0.8, height: 0.2 } },
      { type: "image", file: "logo.png", box: { anchor: "top-right", width: 0.2, height: 0.1 } },
    ],
  }),
  files: [{ name: "logo.png", hash: hash(22) }],
  hash: hash(21),
  origin: "workspace",
}

export const layouts: NonNullable<Answers["layouts"]> = {
  list: () =>
    [shippedLayout, ownLayout].map(({ layout: { name, elements }, origin }) => ({
      name,
      origin,
      elements: elements.length,
    })),
  get: ({ name }) => (name === "sale" ? ownLayout : shippedLayout),
  save: ({ layout: { name } }) => ({ layout: { name, hash: hash(23) } }),
  copy: ({ as }) => ({ layout: { name: as, hash: hash(23) } }),
  remove: () => ({ key: "00000000-0000-4000-8000-000000000001" }),
  restore: () => undefined,
  keepFile: () => ({ name: "logo.png", hash: hash(22), family: null }),
  fonts: () => ({ families: ["Noto Sans", "思源黑体"] }),
  fields: () => [{ name: "价格", items: 3, sample: "¥9.90" }],
  preview: () => ({ picture: frame, findings: [] }),
  overlay: () => ({ picture: frame, findings: [] }),
  check: () => ({ items: 3, problems: [], warnings: [] }),
}
