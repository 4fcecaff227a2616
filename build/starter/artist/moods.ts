/** What a picture is about beyond its subject: a movie's genre, an outfit's occasion, a piece of news' topic. */

import type { Light } from "./palettes.ts"
import { spokes } from "./patterns.ts"
import type { Rng } from "./rng.ts"
import {
  box,
  circle,
  ellipse,
  faint,
  heart,
  limb,
  polygon,
  ring,
  type Shape,
  shape,
  star,
  swell,
} from "./shape.ts"

export interface Mood {
  /** The light it likes; either where absent. */
  light?: Light
  /** Between the sky and the scenery. */
  behind: Shape[]
  /** In front of everything. */
  front: Shape[]
}

/** `cx`, `cy` is the middle of the subject. */
export type MoodOf = (cx: number, cy: number, rng: Rng) => Mood

const bat = (x: number, y: number, s: number) =>
  `M${x} ${y + s * 0.5}Q${x - s * 0.5} ${y} ${x - s} ${y + s * 0.35}Q${x - s * 1.2} ${y - s * 0.4} ${x - s * 1.5} ${y - s * 0.5}Q${x - s * 0.5} ${y - s * 0.8} ${x - s * 0.2} ${y - s * 0.15}L${x} ${y - s * 0.35}L${x + s * 0.2} ${y - s * 0.15}Q${x + s * 0.5} ${y - s * 0.8} ${x + s * 1.5} ${y - s * 0.5}Q${x + s * 1.2} ${y - s * 0.4} ${x + s} ${y + s * 0.35}Q${x + s * 0.5} ${y} ${x} ${y + s * 0.5}Z`

const balloon = (x: number, y: number, r: number, tone: Shape["tone"]): Shape[] => [
  shape("dark", limb(x, y + r, x + 4, y + r * 2.6, 3)),
  shape(tone, ellipse(x, y, r * 0.84, r)),
]

export const genres: Record<string, MoodOf> = {
  horror: (cx, _cy, rng) => ({
    light: "night",
    behind: [
      shape("halo", circle(cx + rng.between(-20, 20), 84, 70)),
      shape("ink", bat(rng.between(36, 60), rng.between(30, 50), 22)),
      shape("ink", bat(rng.between(196, 222), rng.between(30, 60), 19)),
    ],
    front: [
      faint(0.62, "skyLow", swell(224, 9, 110, rng.between(0, 90), 260)),
      faint(
        0.8,
        "ink",
        "M0 0H256V256H0ZM28 128C28 232 60 244 128 244S228 232 228 128S196 8 128 8S28 24 28 128Z",
      ),
    ],
  }),
  romance: (_cx, _cy, rng) => ({
    light: "day",
    behind: [
      shape("accent", heart(rng.between(30, 54), rng.between(46, 66), 27)),
      shape("trim", heart(rng.between(200, 226), rng.between(34, 56), 24)),
      shape("light", heart(rng.between(200, 232), rng.between(112, 134), 17)),
    ],
    front: [
      shape("accent", heart(rng.between(20, 40), rng.between(196, 220), 19)),
      shape("trim", heart(rng.between(214, 236), rng.between(206, 226), 16)),
    ],
  }),
  adventure: (cx, _cy, rng) => {
    const x = rng.chance(0.5) ? 44 : 212
    return {
      light: "day",
      behind: [
        shape("trim", ring(x, 48, 36, 36, 6)),
        shape("accent", star(x, 48, 4, 46, 10, Math.PI / 4)),
        shape("dark", star(x, 48, 4, 44, 12)),
      ],
      front: [
        shape(
          "trim",
          `M${cx - 12} 222C${cx + 40} 232 ${cx - 70} 238 ${cx - 60} 258H${cx + 6}C${cx - 10} 244 ${cx + 66} 232 ${cx + 12} 222Z`,
        ),
      ],
    }
  },
  "sci-fi": (_cx, _cy, rng) => {
    const left = rng.chance(0.5)
    const x = left ? 58 : 198
    return {
      light: "night",
      behind: [
        shape("light", circle(x, 56, 34)),
        shape(
          "accent",
          `M${x - 66} ${left ? 76 : 36}Q${x} ${left ? 74 : 76} ${x + 66} ${left ? 36 : 76}Q${x} ${left ? 90 : 92} ${x - 66} ${left ? 76 : 36}Z`,
        ),
        shape("accent", circle(left ? 206 : 50, 44, 13)),
      ],
      front: [
        shape("accent", ellipse(left ? 214 : 42, 128, 25, 8)),
        shape("trim", `M${(left ? 214 : 42) - 13} 124a13 13 0 0 1 26 0Z`),
      ],
    }
  },
  comedy: (_cx, _cy, rng) => ({
    light: "day",
    behind: [
      ...balloon(rng.between(26, 40), rng.between(44, 62), 25, "accent"),
      ...balloon(rng.between(66, 84), rng.between(24, 34), 20, "trim"),
      ...balloon(rng.between(214, 230), rng.between(38, 58), 26, "body"),
    ],
    front: Array.from({ length: 14 }, (_, i) => {
      const x = (i % 7) * 40 + rng.between(-8, 8)
      const y = (i < 7 ? 16 : 208) + rng.between(-10, 34)
      return shape(
        i % 3 === 0 ? "trim" : i % 3 === 1 ? "accent" : "light",
        rng.chance(0.5) ? circle(x, y, 6) : polygon(x - 7, y - 4, x + 5, y - 7, x + 7, y + 4, x - 5, y + 7),
      )
    }),
  }),
  mystery: (cx, _cy, rng) => {
    const x = rng.chance(0.5) ? -10 : 266
    return {
      light: "night",
      behind: [
        faint(0.75, "halo", polygon(x, -20, x < 0 ? 20 : 236, -30, cx + 84, 232, cx - 84, 232)),
        faint(0.8, "halo", ellipse(cx, 232, 92, 20)),
      ],
      front: [
        shape("dark", limb(x < 0 ? 222 : 34, 86, x < 0 ? 238 : 18, 116, 12)),
        shape("trim", circle(x < 0 ? 208 : 48, 58, 33)),
        shape("skyLow", circle(x < 0 ? 208 : 48, 58, 24)),
      ],
    }
  },
  action: (cx, cy, rng) => ({
    behind: [
      shape("accent", star(cx, cy - 6, 12, 124, 78, rng.between(0, 0.5))),
      shape("halo", star(cx, cy - 6, 12, 92, 60, rng.between(0, 0.5))),
    ],
    front: [
      shape("trim", polygon(-4, rng.between(70, 90), 62, 100, -4, 104)),
      shape("trim", polygon(260, rng.between(150, 170), 196, 180, 260, 184)),
      shape("trim", polygon(260, rng.between(30, 50), 206, 66, 260, 70)),
    ],
  }),
  fantasy: (_cx, _cy, rng) => {
    const left = rng.chance(0.5)
    const x = left ? 52 : 204
    const at = () => [rng.between(14, 242), rng.between(20, 190)] as const
    return {
      behind: [shape("trim", `M${x + 10} 14A40 40 0 1 0 ${x + 34} 82A34 34 0 0 1 ${x + 10} 14Z`)],
      front: [
        shape("accent", star(left ? 206 : 48, 46, 4, 24, 6)),
        ...Array.from({ length: 5 }, (_, i) => shape(i % 2 ? "trim" : "accent", star(...at(), 4, 15, 4))),
      ],
    }
  },
}

export const occasions: Record<string, MoodOf> = {
  party: (_cx, _cy, rng) => ({
    behind: [
      ...[0, 1, 2, 3, 4, 5, 6].map(i => {
        const x = i * 40 - 4
        const y = 10 + 26 * Math.sin((i / 6) * Math.PI)
        return shape(i % 2 ? "trim" : "accent", polygon(x - 15, y, x + 19, y, x + 2, y + 32))
      }),
    ],
    front: [
      ...balloon(rng.between(22, 34), rng.between(92, 120), 23, "accent"),
      ...balloon(rng.between(222, 236), rng.between(96, 130), 23, "trim"),
    ],
  }),
  wedding: (cx, _cy, rng) => ({
    light: "day",
    behind: [
      shape("trim", ring(cx, 128, 112, 118, 10)),
      ...Array.from({ length: 9 }, (_, i) => {
        const angle = Math.PI + (i / 8) * Math.PI
        return shape(
          i % 2 ? "accent" : "halo",
          circle(cx + Math.cos(angle) * 106, 122 + Math.sin(angle) * 108, 15),
        )
      }),
    ],
    front: [
      shape("accent", ring(rng.between(196, 204), 222, 21, 21, 7)),
      shape("trim", ring(rng.between(222, 228), 222, 21, 21, 7)),
    ],
  }),
  work: (_cx, _cy, rng) => {
    const x = rng.chance(0.5) ? 6 : 186
    return {
      behind: [
        shape("trim", circle(x > 100 ? 42 : 214, 50, 34)),
        shape("dark", limb(x > 100 ? 42 : 214, 50, x > 100 ? 42 : 214, 28, 6)),
        shape("dark", limb(x > 100 ? 42 : 214, 50, x > 100 ? 58 : 230, 58, 6)),
      ],
      front: [
        shape("ink", ring(x + 32, 194, 15, 14, 6)),
        shape("dark", box(x, 198, 64, 46, 7)),
        shape("accent", box(x, 214, 64, 9)),
        shape("trim", box(x + 25, 210, 14, 16, 3)),
      ],
    }
  },
  sport: (_cx, _cy, rng) => {
    const x = rng.chance(0.5) ? 36 : 220
    return {
      light: "day",
      behind: [0, 1, 2].map(i =>
        shape(
          i === 1 ? "trim" : "accent",
          polygon(-4, 36 + i * 26, 260, 4 + i * 26, 260, 18 + i * 26, -4, 50 + i * 26),
        ),
      ),
      front: [
        shape("trim", circle(x, 214, 31)),
        shape("dark", star(x, 214, 5, 14, 12, 0)),
        shape("dark", `${spokes(x, 214, 14, 28, 5, 6, -Math.PI / 2)}`),
      ],
    }
  },
  travel: (_cx, _cy, rng) => {
    const x = rng.chance(0.5) ? 8 : 190
    const planeX = x > 100 ? 54 : 202
    return {
      light: "day",
      behind: [
        shape("trim", polygon(planeX - 44, 66, planeX + 46, 22, planeX + 8, 84, planeX - 6, 66)),
        shape("dark", polygon(planeX - 6, 66, planeX + 46, 22, planeX - 2, 78)),
      ],
      front: [
        shape("ink", ring(x + 29, 176, 14, 15, 6)),
        shape("accent", box(x, 180, 58, 62, 8)),
        shape("dark", box(x + 11, 180, 8, 62)),
        shape("dark", box(x + 39, 180, 8, 62)),
      ],
    }
  },
  festival: (_cx, _cy, rng) => ({
    light: "night",
    behind: [
      shape("accent", spokes(rng.between(44, 62), rng.between(52, 66), 12, 46, 10, 7)),
      shape("trim", spokes(rng.between(196, 212), rng.between(40, 58), 10, 40, 10, 7, 0.3)),
    ],
    front: Array.from({ length: 8 }, (_, i) =>
      shape(i % 2 ? "accent" : "halo", circle(i * 36 + 2, 14 + 12 * Math.sin((i / 7) * Math.PI), 9)),
    ),
  }),
}

/** A round badge in an upper corner holds a topic's emblem; a band below stands where thumbnails carry their line. */
function thumbnail(emblem: (x: number, y: number) => Shape[], light?: Light): MoodOf {
  return (cx, _cy, _rng) => {
    const x = cx > 128 ? 44 : 212
    return {
      ...(light && { light }),
      behind: [],
      front: [
        shape("dark", box(0, 236, 256, 24)),
        shape("accent", box(0, 230, 256, 8)),
        shape("trim", circle(x, 46, 39)),
        ...emblem(x, 46),
      ],
    }
  }
}

export const topics: Record<string, MoodOf> = {
  politics: thumbnail((x, y) => [
    shape("dark", limb(x - 12, y + 28, x - 12, y - 26, 6)),
    shape(
      "body",
      `M${x - 9} ${y - 27}Q${x + 8} ${y - 34} ${x + 26} ${y - 22}V${y + 4}Q${x + 8} ${y - 8} ${x - 9} ${y}Z`,
    ),
  ]),
  business: thumbnail((x, y) => [
    shape("dark", ellipse(x, y + 18, 22, 9)),
    shape("body", ellipse(x, y + 7, 22, 9)),
    shape("dark", ellipse(x, y - 4, 22, 9)),
    shape("accent", ellipse(x, y - 15, 22, 9)),
  ]),
  sports: thumbnail((x, y) => [
    shape("body", ring(x, y - 12, 27, 14, 6)),
    shape(
      "accent",
      `M${x - 17} ${y - 26}H${x + 17}Q${x + 18} ${y + 6} ${x} ${y + 10}Q${x - 18} ${y + 6} ${x - 17} ${y - 26}Z`,
    ),
    shape("dark", box(x - 4, y + 8, 8, 12)),
    shape("dark", box(x - 16, y + 18, 32, 9, 3)),
  ]),
  science: thumbnail((x, y) => [
    shape(
      "dark",
      `M${x - 7} ${y - 28}H${x + 7}V${y - 8}L${x + 24} ${y + 20}Q${x + 26} ${y + 28} ${x + 18} ${y + 28}H${x - 18}Q${x - 26} ${y + 28} ${x - 24} ${y + 20}L${x - 7} ${y - 8}Z`,
    ),
    shape("accent", polygon(x - 10, y + 6, x + 10, y + 6, x + 19, y + 23, x - 19, y + 23)),
  ]),
  weather: thumbnail((x, y) => [
    shape("accent", circle(x + 9, y - 9, 18)),
    shape("dark", `${circle(x - 12, y + 10, 14)}${circle(x + 6, y + 4, 16)}${box(x - 26, y + 8, 50, 16, 8)}`),
  ]),
  health: thumbnail((x, y) => [
    shape("body", heart(x, y + 1, 27)),
    shape("trim", `${box(x - 4, y - 14, 8, 26)}${box(x - 13, y - 5, 26, 8)}`),
  ]),
  technology: thumbnail((x, y) => [
    shape(
      "dark",
      [-14, 0, 14].map(o => `${box(x + o - 3, y - 29, 6, 58)}${box(x - 29, y + o - 3, 58, 6)}`).join(""),
    ),
    shape("body", box(x - 20, y - 20, 40, 40, 4)),
    shape("accent", box(x - 10, y - 10, 20, 20, 3)),
  ]),
  culture: thumbnail((x, y) => [
    shape(
      "body",
      `M${x - 24} ${y - 22}Q${x} ${y - 12} ${x + 24} ${y - 22}Q${x + 28} ${y + 20} ${x} ${y + 29}Q${x - 28} ${y + 20} ${x - 24} ${y - 22}Z`,
    ),
    shape("trim", `${ellipse(x - 11, y - 4, 7, 5)}${ellipse(x + 11, y - 4, 7, 5)}`),
    shape(
      "trim",
      `M${x - 13} ${y + 8}Q${x} ${y + 14} ${x + 13} ${y + 8}Q${x + 8} ${y + 22} ${x} ${y + 22}Q${x - 8} ${y + 22} ${x - 13} ${y + 8}Z`,
    ),
  ]),
}
