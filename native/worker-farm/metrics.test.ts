import { expect, test } from "vitest"
import { serveMetrics, workerMetrics } from "./metrics.ts"

const state = { id: "w", device: "cpu", models: 1, drawn: 3, found: 2, failed: 1, pace: 2, item: "a name" }

test("a worker's figures are there for Prometheus, and nothing else is", async () => {
  const metrics = workerMetrics("cpu")
  metrics.watch(state)
  metrics.drawn(1.5)
  metrics.drawn(200)
  const server = await serveMetrics(metrics, { host: "127.0.0.1", port: 0 })
  const at = `http://127.0.0.1:${server.port}`
  const text = await (await fetch(`${at}/metrics`)).text()
  expect(text).toContain('iamg_units_total{outcome="drawn",device="cpu"} 3')
  expect(text).toContain('iamg_units_total{outcome="found",device="cpu"} 2')
  expect(text).toContain('iamg_units_total{outcome="failed",device="cpu"} 1')
  expect(text).toContain('iamg_drawing{device="cpu"} 1')
  expect(text).toContain('iamg_unit_seconds_bucket{le="2",device="cpu"} 1')
  expect(text).toContain('iamg_unit_seconds_count{device="cpu"} 2')
  expect(text).not.toContain("a name")
  // Asked again, counts aren't added up.
  expect(await (await fetch(`${at}/metrics`)).text()).toContain('outcome="drawn",device="cpu"} 3')
  expect((await fetch(`${at}/`)).status).toBe(404)
  expect((await fetch(`${at}/metrics`, { method: "POST" })).status).toBe(404)
  const other = serveMetrics(metrics, { host: "127.0.0.1", port: server.port })
  await expect(other).rejects.toMatchObject({ code: "farm.no_metrics" })
  await server.close()
})
