import sharp from "sharp"
import { expect, test } from "vitest"
import { chart } from "./chart.ts"

test("each point has its place on axes of whole powers of ten, and the chart is a picture", async () => {
  const svg = chart("Time by items <all>", [
    {
      name: "a & b",
      points: [
        [100, 1],
        [10_000, 100],
      ],
    },
  ])
  expect(svg).toContain('points="70.0,430.0 730.0,70.0"')
  expect(svg).toContain("Time by items &lt;all>")
  expect(svg).toContain("a &amp; b")
  expect(await sharp(Buffer.from(svg)).png().metadata()).toMatchObject({ width: 800, height: 500 })
})
