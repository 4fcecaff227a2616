/** Where it happens: scenery in the 256 × 256 frame, far shapes first. Each setting fills the lower 35–50 %. */
import type { Rng } from "./rng.ts"
import { box, circle, ellipse, faint, limb, polygon, round, type Shape, shape, swell } from "./shape.ts"

export interface Scenery {
  far: Shape[]
  near: Shape[]
}

const ground = (y: number, tone: Shape["tone"] = "near") => shape(tone, box(0, y, 256, 260 - y))

function skyline(rng: Rng, base: number, low: number, high: number, tone: Shape["tone"], windows: boolean) {
  const shapes: Shape[] = []
  let x = -rng.between(0, 20)
  while (x < 256) {
    const width = rng.between(26, 44)
    const height = rng.between(low, high)
    shapes.push(shape(tone, box(x, base - height, width - 3, height + 10)))
    if (windows)
      for (let y = base - height + 9; y < base - 14; y += 18)
        for (let column = 0; column < 2; column++)
          if (rng.chance(0.6)) shapes.push(shape("halo", box(x + 6 + column * ((width - 6) / 2), y, 7, 9)))
    x += width
  }
  return shapes
}

function ridge(rng: Rng, base: number, peaks: number, height: number, tone: Shape["tone"], snow: boolean) {
  const shapes: Shape[] = []
  for (let i = 0; i < peaks; i++) {
    const x = ((i + rng.between(0.25, 0.75)) / peaks) * 256
    const h = height * rng.between(0.75, 1.1)
    const w = h * rng.between(0.75, 0.95)
    shapes.push(shape(tone, polygon(x - w, base + 8, x, base - h, x + w, base + 8)))
    if (snow) {
      const s = 0.34
      const y = base - h + (h + 8) * s
      shapes.push(
        shape(
          "trim",
          polygon(
            x,
            base - h,
            x + w * s,
            y,
            x + w * s * 0.35,
            y - 7,
            x,
            y + 5,
            x - w * s * 0.4,
            y - 6,
            x - w * s,
            y,
          ),
        ),
      )
    }
  }
  return shapes
}

function pine(x: number, base: number, height: number, tone: Shape["tone"]): Shape[] {
  const w = height * 0.32
  const level = (top: number, bottom: number, half: number) =>
    polygon(x, base - height * top, x + half, base - height * bottom, x - half, base - height * bottom)
  return [
    shape("dark", box(x - 4, base - height * 0.16, 8, height * 0.2)),
    shape(tone, level(0.66, 0.12, w)),
    shape(tone, level(0.84, 0.36, w * 0.8)),
    shape(tone, level(1, 0.6, w * 0.58)),
  ]
}

const hill = (y: number, rise: number, lean: number, tone: Shape["tone"]) =>
  shape(
    tone,
    `M-4 ${round(y)}C${round(60 + lean)} ${round(y - rise)} ${round(110 + lean)} ${round(y - rise)} ${round(150 + lean * 0.5)} ${round(y)}S${round(220 + lean)} ${round(y + rise * 0.7)} 260 ${round(y - rise * 0.2)}V260H-4Z`,
  )

function leaf(x: number, y: number, length: number, angle: number, tone: Shape["tone"]): Shape {
  const tipX = x + Math.cos(angle) * length
  const tipY = y + Math.sin(angle) * length
  const bulge = length * 0.34
  const nx = -Math.sin(angle) * bulge
  const ny = Math.cos(angle) * bulge
  const midX = (x + tipX) / 2
  const midY = (y + tipY) / 2
  return shape(
    tone,
    `M${round(x)} ${round(y)}Q${round(midX + nx)} ${round(midY + ny)} ${round(tipX)} ${round(tipY)}Q${round(midX - nx)} ${round(midY - ny)} ${round(x)} ${round(y)}Z`,
  )
}

function flower(x: number, y: number, r: number): Shape[] {
  const petals = [0, 1, 2, 3, 4].map(i => {
    const angle = (i / 5) * 2 * Math.PI
    return circle(x + Math.cos(angle) * r * 0.62, y + Math.sin(angle) * r * 0.62, r * 0.48)
  })
  return [shape("light", petals.join("")), shape("accent", circle(x, y, r * 0.4))]
}

const city = (rng: Rng): Scenery => ({
  far: skyline(rng, 200, 70, 130, "far", false),
  near: [...skyline(rng, 216, 26, 78, "mid", true), ground(214)],
})

const mountains = (rng: Rng): Scenery => ({
  far: ridge(rng, 200, 2, 118, "far", true),
  near: [...ridge(rng, 214, 3, 62, "mid", false), ground(210)],
})

const desert = (rng: Rng): Scenery => {
  const x = rng.chance(0.5) ? rng.between(24, 44) : rng.between(212, 232)
  const cactus = [
    limb(x, 214, x, 142, 15),
    `${limb(x, 184, x - 22, 184, 11)}${limb(x - 22, 184, x - 22, 160, 11)}`,
    `${limb(x, 174, x + 22, 174, 11)}${limb(x + 22, 174, x + 22, 152, 11)}`,
  ]
  return {
    far: [hill(176, 44, rng.between(-40, 40), "far"), hill(194, 34, rng.between(-60, 30), "mid")],
    near: [...cactus.map(d => shape("dark", d)), hill(218, 22, rng.between(-60, 60), "near")],
  }
}

const space = (rng: Rng): Scenery => {
  const stars = Array.from({ length: 12 }, () =>
    circle(rng.between(8, 248), rng.between(8, 180), rng.between(2.4, 4.2)),
  )
  const left = rng.chance(0.5)
  const x = left ? rng.between(28, 52) : rng.between(204, 228)
  return {
    far: [shape("trim", stars.join("")), shape("far", circle(x, rng.between(120, 160), rng.between(26, 36)))],
    near: [
      shape("near", ellipse(128, 330, 220, 128)),
      shape("mid", ellipse(48, 234, 22, 7)),
      shape("mid", ellipse(206, 230, 18, 6)),
      shape("mid", ellipse(132, 246, 28, 7)),
    ],
  }
}

const sea = (rng: Rng, top: number): Shape[] => [
  shape("far", swell(top, 7, 58, rng.between(0, 50), 260)),
  shape("mid", swell(top + 24, 9, 74, rng.between(0, 60), 260)),
  shape("near", swell(top + 50, 10, 92, rng.between(0, 80), 260)),
]

export const movieSettings: Record<string, (rng: Rng) => Scenery> = {
  city,
  mountains,
  desert,
  space,
  forest: rng => ({
    far: [16, 56, 98, 140, 186, 232].flatMap(x =>
      pine(x + rng.between(-8, 8), 206, rng.between(84, 112), "far"),
    ),
    near: [
      ...pine(rng.between(6, 24), 226, rng.between(138, 160), "mid"),
      ...pine(rng.between(232, 250), 226, rng.between(128, 160), "mid"),
      ground(212),
    ],
  }),
  ocean: rng => {
    const waves = sea(rng, 170)
    return { far: waves.slice(0, 2), near: waves.slice(2) }
  },
  arctic: rng => {
    const berg = (x: number, w: number, h: number): Shape[] => [
      shape(
        "light",
        polygon(
          x - w,
          206,
          x - w * 0.5,
          206 - h * 0.7,
          x + w * 0.1,
          206 - h,
          x + w * 0.6,
          206 - h * 0.5,
          x + w,
          206,
        ),
      ),
      shape(
        "trim",
        polygon(
          x - w * 0.5,
          206 - h * 0.7,
          x + w * 0.1,
          206 - h,
          x - w * 0.05,
          206 - h * 0.4,
          x - w * 0.3,
          206,
        ),
      ),
    ]
    return {
      far: [
        ...berg(rng.between(24, 56), 54, rng.between(70, 100)),
        ...berg(rng.between(196, 232), 60, rng.between(84, 118)),
      ],
      near: [
        shape("mid", swell(196, 4, 80, rng.between(0, 60), 260)),
        shape("trim", `M-4 218Q60 206 128 216T260 212V260H-4Z`),
      ],
    }
  },
}

export const outfitSettings: Record<string, (rng: Rng) => Scenery> = {
  mountains,
  studio: rng => {
    const x = rng.between(112, 144)
    return {
      far: [shape("far", `M${round(x - 82)} 224V112A82 82 0 0 1 ${round(x + 82)} 112V224Z`)],
      near: [
        ground(206, "mid"),
        shape("near", `M${round(x - 84)} 226V240A84 16 0 0 0 ${round(x + 84)} 240V226Z`),
        shape("light", ellipse(x, 226, 84, 16)),
      ],
    }
  },
  street: rng => {
    const lamp = rng.chance(0.5) ? rng.between(20, 36) : rng.between(220, 236)
    return {
      far: skyline(rng, 206, 90, 150, "far", true),
      near: [
        ground(206, "mid"),
        ...[10, 82, 154, 226].map(x => shape("trim", polygon(x, 226, x + 38, 226, x + 26, 240, x - 12, 240))),
        shape("dark", limb(lamp, 218, lamp, 74, 8)),
        shape("halo", circle(lamp, 66, 14)),
      ],
    }
  },
  beach: rng => {
    const x = rng.chance(0.5) ? rng.between(16, 32) : rng.between(224, 240)
    const fronds = [-2.9, -2.35, -1.6, -0.8, -0.25].map(angle => leaf(x, 82, 58, angle, "mid"))
    return {
      far: [
        shape("far", swell(158, 5, 64, rng.between(0, 50), 260)),
        shape("mid", swell(182, 7, 80, rng.between(0, 60), 260)),
      ],
      near: [
        shape("light", "M-4 214Q70 198 140 208T260 204V260H-4Z"),
        shape("dark", limb(x + 6, 218, x, 84, 11)),
        ...fronds,
      ],
    }
  },
  garden: rng => ({
    far: [
      hill(196, 26, rng.between(-40, 40), "far"),
      ...[0, 1].flatMap(side =>
        [-2.5, -2, -1.57, -1.1, -0.6].map(angle =>
          leaf(side * 256, 236, rng.between(110, 150), angle + (side ? -0.25 : 0.25), "mid"),
        ),
      ),
    ],
    near: [
      ground(216),
      ...[18, 60, 200, 240].flatMap(x =>
        flower(x + rng.between(-6, 6), rng.between(204, 226), rng.between(16, 21)),
      ),
    ],
  }),
  boutique: rng => {
    const drape = (x: number, side: number) =>
      shape(
        "mid",
        `M${x} -4H${x + side * 62}Q${x + side * 52} 90 ${x + side * 20} 130Q${x + side * 34} 190 ${x + side * 40} 216H${x}Z`,
      )
    const bulbs = [56, 104, 152, 200].map(x => circle(x + rng.between(-4, 4), 28, 9))
    return {
      far: [
        shape("halo", bulbs.join("")),
        shape("dark", limb(-8, 60, 264, 60, 6)),
        drape(0, 1),
        drape(256, -1),
      ],
      near: [
        ground(206),
        ...[0, 1, 2, 3].map(i =>
          shape("mid", polygon(i * 80 - 40, 216, i * 80, 206, i * 80 + 40, 216, i * 80, 232)),
        ),
      ],
    }
  },
}

export const newsSettings: Record<string, (rng: Rng) => Scenery> = {
  city,
  mountains,
  desert,
  coast: rng => {
    const side = rng.chance(0.5)
    const x = side ? 228 : 28
    return {
      far: sea(rng, 176).slice(0, 2),
      near: [
        shape("trim", polygon(x - 9, 112, x + 9, 112, x + 14, 196, x - 14, 196)),
        shape("accent", box(x - 13, 140, 26, 18)),
        shape("dark", polygon(x - 14, 112, x, 94, x + 14, 112)),
        shape(
          "near",
          side
            ? "M260 186Q206 184 190 214Q184 224 150 226H-4V260H260Z"
            : "M-4 186Q50 184 66 214Q72 224 106 226H260V260H-4Z",
        ),
      ],
    }
  },
  countryside: rng => {
    const x = rng.chance(0.5) ? rng.between(26, 46) : rng.between(210, 230)
    return {
      far: [hill(184, 46, rng.between(-50, 50), "far"), hill(200, 30, rng.between(-50, 50), "mid")],
      near: [
        shape("dark", box(x - 5, 158, 10, 54)),
        shape("body", circle(x, 142, 28)),
        hill(222, 12, rng.between(-40, 40), "near"),
        ...[0, 1, 2, 3, 4].map(i =>
          faint(
            0.75,
            "light",
            polygon(i * 60 - 6, 260, i * 60 + 14, 260, 112 + i * 9, 222, 106 + i * 9, 222),
          ),
        ),
      ],
    }
  },
  plaza: rng => {
    const x = rng.between(112, 144)
    const columns = [-72, -43, -14, 15, 44].map(dx => shape("light", box(x + dx, 128, 15, 72)))
    return {
      far: [
        shape("far", `M${round(x - 40)} 92A40 40 0 0 1 ${round(x + 40)} 92Z`),
        shape("mid", polygon(x - 98, 116, x, 78, x + 98, 116)),
        shape("far", box(x - 84, 116, 168, 88)),
        ...columns,
      ],
      near: [shape("mid", box(0, 200, 256, 16)), ground(214)],
    }
  },
}
