/** Guidance and its rescaling against diffusers' `rescale_noise_cfg` (build/fixtures/guidance_rescale.py). */
import { readFileSync } from "node:fs"
import { expect, test } from "vitest"
import { floatTensor } from "../contract/tensor.ts"
import { guide } from "./guidance.ts"

interface Case {
  guidance: number
  rescale: number
  unconditional: number[]
  conditional: number[]
  out: number[]
}

const cases: Case[] = JSON.parse(
  readFileSync(new URL("./fixtures/guidance-rescale.json", import.meta.url), "utf8"),
)

const rowsOf = ({ unconditional, conditional }: Case) =>
  floatTensor([2, 4, 3, 2], Float32Array.from([...unconditional, ...conditional]))

test.each(cases.map((given, index) => ({ index, ...given })))(
  "case $index: guidance $guidance rescaled by $rescale equals diffusers",
  given => {
    const { guidance, rescale: guidanceRescale } = given
    const found = guide(rowsOf(given), { guidance, guidanceRescale })
    for (const [i, value] of given.out.entries()) {
      expect(Math.abs(found[i]! - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)))
    }
  },
)

test("without rescaling, each value is the guided one, to the last bit", () => {
  const given = cases.find(({ rescale }) => rescale === 0)!
  const { data } = rowsOf(given)
  const guided = data
    .subarray(0, 24)
    .map((unconditional, i) => unconditional + given.guidance * (data[24 + i]! - unconditional))
  const { guidance } = given
  expect(guide(rowsOf(given), { guidance, guidanceRescale: 0 })).toEqual(guided)
  expect(guide(rowsOf(given), { guidance })).toEqual(guided)
})
