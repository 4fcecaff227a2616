/** Enlarging renders as the page does it: an engine on the tiny pack, every call through the router. */
import { expect, test } from "vitest"
import { settingsSchema } from "../../contract/settings.ts"
import { fixture } from "../../models/fixtures.ts"
import { openFilledLibrary } from "./fixtures.ts"

test("a render is enlarged by a job; the larger one is kept beside it and isn't enlarged again", async () => {
  const { api, engine, over } = await openFilledLibrary(8)
  expect(await api.upscalers.list()).toEqual([])
  const handle = engine.grantFolder(fixture("upscalers/compact-4x.safetensors"))
  expect(await api.upscalers.add({ handle })).toEqual({ name: "compact-4x", scale: 4 })
  expect(await api.upscalers.list()).toEqual([{ name: "compact-4x", scale: 4 }])
  const lora = engine.grantFolder(fixture("lora/few.safetensors"))
  await expect(api.upscalers.add({ handle: lora })).rejects.toMatchObject({ code: "upscaler.unreadable" })

  const [persona] = (await api.personas.list({})).personas
  const settings = settingsSchema.parse({ count: 1, steps: 1, width: 64, height: 64, lambda2: 0 })
  const drawing = await api.studio.render({ item: "m3", persona: persona!.id, settings })
  expect((await over(drawing.id)).state).toBe("done")
  const { renders } = await api.renders.list({})
  const drawn = renders[0]!
  const ask = { render: drawn.id, upscaler: "compact-4x", times: 2 as const }
  const job = await over((await api.upscalers.upscale(ask)).id)
  expect(job).toMatchObject({ state: "done", figures: { width: 128, height: 128 } })
  const kept = (await api.renders.list({})).renders
  expect(kept).toHaveLength(2)
  const larger = kept.find(({ id }) => id !== drawn.id)!
  expect(larger.recipe).toMatchObject({
    upscaler: { name: "compact-4x", times: 2 },
    made: { width: 64, height: 64, seed: drawn.recipe.made.seed },
  })
  expect([larger.item, larger.persona]).toEqual([drawn.item, drawn.persona])
  await expect(api.upscalers.upscale({ ...ask, render: larger.id })).rejects.toMatchObject({
    code: "upscaler.enlarged_already",
  })
  await expect(api.upscalers.upscale({ ...ask, render: "0" })).rejects.toMatchObject({
    code: "render.unknown",
  })
  const unknown = await over((await api.upscalers.upscale({ ...ask, upscaler: "gone" })).id)
  expect(unknown).toMatchObject({ state: "failed", problem: { code: "upscaler.unknown" } })
})
