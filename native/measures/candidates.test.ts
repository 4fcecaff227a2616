import { expect, test } from "vitest"
import { note } from "../contract/codes/index.ts"
import type { Candidate } from "../contract/image-set.ts"
import { brightness } from "./brightness.ts"
import { bestFirst, doubtful, doubtsOf, type Figures } from "./candidates.ts"

const sound: Figures = { mean: 120, deviation: 60, persona: 0.3, ownFit: 0.2, nearer: 0, found: 0.8 }
const codes = (change: Partial<Figures>) => doubtsOf({ ...sound, ...change }).map(({ code }) => code)

test("a picture is doubtful when it is black, of one tone, far from both, or without its subject", () => {
  expect(codes({})).toEqual([])
  expect(codes({ mean: doubtful.black - 1, deviation: 5 })).toEqual(["image_set.black"])
  expect(codes({ deviation: doubtful.oneTone - 1, found: 0 })).toEqual(["image_set.one_tone"])
  expect(codes({ found: doubtful.found - 0.01 })).toEqual(["image_set.subject_gone"])
  const far = doubtful.nearer + 0.01
  expect(codes({ nearer: far, persona: 0.2 })).toEqual(["image_set.far_from_both"])
  expect(codes({ nearer: far, persona: 0.2, found: 0 })).toEqual([
    "image_set.far_from_both",
    "image_set.subject_gone",
  ])
})

test("what is near to the item or to the persona isn't far from both", () => {
  const far = doubtful.nearer + 0.01
  expect(codes({ nearer: far })).toEqual([])
  expect(codes({ persona: 0.1 })).toEqual([])
})

test("without a CLIP pair the item alone decides, and without edges the subject can't be missed", () => {
  expect(codes({ persona: null, ownFit: null, nearer: 1 })).toEqual(["image_set.far_from_both"])
  expect(codes({ persona: null, ownFit: null, nearer: 0 })).toEqual([])
  expect(codes({ found: null })).toEqual([])
})

test("candidates without a doubt come first, then the highest sum of both fits, then the earlier", () => {
  const candidate = (seed: number, change: Partial<Candidate>): Candidate => ({
    seed,
    render: "r",
    persona: 0.2,
    item: 0.5,
    doubts: [],
    ...change,
  })
  const doubts = [note("image_set.black", {})]
  const given = [
    candidate(1, { render: null, persona: null, item: null, doubts }),
    candidate(2, { persona: 0.9, item: 0.9, doubts }),
    candidate(3, {}),
    candidate(4, { persona: 0.3, item: 0.45 }),
    candidate(5, {}),
  ]
  expect(bestFirst(given).map(({ seed }) => seed)).toEqual([4, 3, 5, 2, 1])
  expect(
    bestFirst([candidate(1, { persona: null, item: 0.4 }), candidate(2, { persona: null })])[0]?.seed,
  ).toBe(2)
})

test("brightness is the mean and the deviation of Rec. 601's luminance", () => {
  const image = { width: 2, height: 1, channels: 3 as const, data: Uint8Array.of(255, 255, 255, 255, 0, 0) }
  const { mean, deviation } = brightness(image)
  expect(mean).toBeCloseTo((255 + 0.299 * 255) / 2, 6)
  expect(deviation).toBeCloseTo((255 - 0.299 * 255) / 2, 6)
})
