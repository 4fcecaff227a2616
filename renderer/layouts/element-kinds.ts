/** Elements as they are when they are added. */
import type { Box, Layout, LayoutElement, TextElement } from "../../native/contract/layout.ts"

const boxOf = (change: Partial<Box> & Pick<Box, "width" | "height">): Box => ({
  anchor: "center",
  x: 0,
  y: 0,
  ...change,
})

export const newText = (text: string, change: Partial<TextElement> = {}): TextElement => ({
  type: "text",
  text,
  box: boxOf({ width: 0.8, height: 0.2 }),
  size: 0.08,
  smallest: 0.04,
  weight: 600,
  italic: false,
  lines: 2,
  leading: 1.2,
  align: "start",
  vertical: "top",
  colour: "auto",
  contrast: "plate",
  cut: true,
  ...change,
})

export const newShape = (
  shape: "rectangle" | "ellipse",
  change: Partial<Extract<LayoutElement, { type: "shape" }>> = {},
): LayoutElement => ({
  type: "shape",
  shape,
  box: boxOf({ width: 0.3, height: 0.15 }),
  colour: "#ffffff",
  opacity: 1,
  radius: 0,
  bleed: false,
  ...change,
})

export const newPicture = (file: string): LayoutElement => ({
  type: "image",
  file,
  box: boxOf({ anchor: "top-right", width: 0.22, height: 0.12 }),
  fit: "contain",
  opacity: 1,
  bleed: false,
})

export const badgeShapes = ["pill", "circle", "rectangle"] as const

/** A shape and the price on it. A price that is cut would be another price. */
export function newBadge(shape: (typeof badgeShapes)[number]): readonly LayoutElement[] {
  const box = boxOf({ anchor: "top-right", width: 0.3, height: shape === "circle" ? 0.3 : 0.12 })
  return [
    newShape(shape === "circle" ? "ellipse" : "rectangle", {
      box,
      colour: "#d32f2f",
      radius: shape === "pill" ? 0.5 : 0,
    }),
    newText("{price}", {
      box: { ...box, width: 0.26, x: 0.02 },
      size: 0.06,
      smallest: 0.02,
      lines: 1,
      align: "center",
      vertical: "middle",
      colour: "#ffffff",
      cut: false,
    }),
  ]
}

export const withAdded = (layout: Layout, added: readonly LayoutElement[]): Layout => ({
  ...layout,
  elements: [...layout.elements, ...added],
})

/** The elements in another order: those of these places one step further, as far as they can go. */
export function reordered(
  layout: Layout,
  places: readonly number[],
  by: -1 | 1,
): { layout: Layout; places: number[] } {
  const order = layout.elements.map((_, place) => place)
  const rising = [...places].sort((one, other) => (one - other) * -by)
  const now = new Map(places.map(place => [place, place]))
  for (const place of rising) {
    const at = order.indexOf(place)
    const to = at + by
    if (to < 0 || to >= order.length || places.includes(order[to]!)) continue
    order.splice(at, 1)
    order.splice(to, 0, place)
  }
  for (const place of places) now.set(place, order.indexOf(place))
  return {
    layout: { ...layout, elements: order.map(place => layout.elements[place]!) },
    places: [...now.values()],
  }
}
