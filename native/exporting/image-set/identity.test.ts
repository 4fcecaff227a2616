import { expect, test } from "vitest"
import { type ImageSet, type ImageSetInput, imageSetSchema } from "../../contract/image-set.ts"
import { identityOf, identityOfVersion1 } from "./identity.ts"

const model = { pack: { hash: "a" }, adapter: null, loras: [] } as unknown as Parameters<typeof identityOf>[0]
const set = (change: Partial<ImageSetInput> = {}): ImageSet =>
  imageSetSchema.parse({ name: "Autumn", items: ["i0"], personas: ["p"], settings: {}, ...change })

test.each<[string, Partial<ImageSetInput>]>([
  ["its items", { items: ["i1"] }],
  ["its files' names", { template: "{item}-{n}.{ext}" }],
  ["its quality", { quality: 50 }],
  ["a setting", { settings: { lambda1: 0.5 } }],
  ["how many variants", { settings: { count: 2 } }],
])("another set has another identity: %s", (_, change) => {
  expect(identityOf(model, set(change))).not.toBe(identityOf(model, set()))
  expect(identityOfVersion1(model, set(change))).not.toBe(identityOfVersion1(model, set()))
})

test("another pack, adapter or LoRA makes another set", () => {
  const adapter = { hash: "b" } as Parameters<typeof identityOf>[0]["adapter"]
  expect(identityOf({ ...model, adapter }, set())).not.toBe(identityOf(model, set()))
  const loras = [{ name: "ink", hash: "c", file: "", isFewSteps: false }]
  expect(identityOf({ ...model, loras }, set())).not.toBe(identityOf(model, set()))
})

test("fields and settings that a set was begun without, and that have no effect, keep its identity", () => {
  const { quality, focus, ...older } = set()
  const { excludeSelf, ...settings } = older.settings
  expect(identityOf(model, { ...older, settings } as ImageSet)).toBe(identityOf(model, set()))
})

test("0.1.0 knew no set with fields of a later release", () => {
  const later = { ...set(), layout: "spring" }
  expect(identityOfVersion1(model, later)).toBeNull()
})
