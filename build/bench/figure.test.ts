import { expect, test } from "vitest"
import { figure, lineOf, mean, median, psnr, quantile, share } from "./figure.ts"

test("a figure says its aim and whether it is reached", () => {
  expect(lineOf(figure("PSNR", 27.5, "dB", { atLeast: 28 }))).toMatch(/27\.50 dB {2}\(aim ≥ 28, MISSED\)$/)
  expect(lineOf(figure("share", 0.9, "%", { atLeast: 0.9 }))).toMatch(/90\.0 % {2}\(aim ≥ 90, reached\)$/)
  expect(lineOf(figure("share", 0.95, "%", { atLeast: 0.95333 }))).toMatch(/\(aim ≥ 95\.3, MISSED\)$/)
  expect(lineOf(figure("time", 1.2, "s", { atMost: 1.5 }))).toMatch(/reached/)
})

test("median, mean and share", () => {
  expect(median([5, 1, 3])).toBe(3)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(mean([1, 2, 6])).toBe(3)
  expect(share([true, false, true, true])).toBe(0.75)
})

test("a quantile is one of the values", () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i)
  expect([0.5, 0.99, 1].map(share => quantile(values, share))).toEqual([100, 198, 200])
  expect(quantile([7], 0.99)).toBe(7)
})

test("PSNR of pictures one level apart is 20·log10(255)", () => {
  expect(psnr(new Uint8Array([1, 2, 3]), new Uint8Array([2, 3, 4]))).toBeCloseTo(48.13, 2)
})
