/** Subjects that no drawing of the world shows: what a pack is taught afterwards. In a 100 × 100 box that stands on y = 100. */
import { box, circle, ellipse, limb, type Shape, shape } from "../shape.ts"

export const unknownSubjects: Record<string, readonly Shape[]> = {
  teapot: [
    shape("dark", limb(50, 8, 50, 16, 5)),
    shape("accent", circle(50, 8, 7)),
    shape("dark", "M74 44C98 34 104 62 96 74C92 82 82 84 74 82L76 72C86 74 90 66 88 58C86 50 80 50 74 54Z"),
    shape("body", "M26 64C14 60 14 44 2 40L10 32C26 36 26 50 34 54Z"),
    shape("body", ellipse(50, 62, 34, 30)),
    shape("light", ellipse(40, 54, 12, 15)),
    shape("trim", box(28, 28, 44, 9, 4)),
    shape("accent", box(18, 62, 64, 8, 4)),
    shape("dark", box(32, 90, 36, 10, 4)),
  ],
}
