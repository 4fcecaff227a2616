/** A worker's figures for Prometheus, at http://HOST:PORT/metrics. They hold counts and times, and no name of anything. */
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client"
import { reasonOf, StudioError } from "../contract/errors.ts"
import type { WorkerState } from "../contract/farm.ts"

/** Seconds a picture: from a small one on a large card to a large one on a processor. */
const buckets = [0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120, 300]

export interface WorkerMetrics {
  /** A unit was drawn and its picture is in the store. */
  drawn(seconds: number): void
  /** Says the figures of that worker from now on. */
  watch(state: Readonly<WorkerState>): void
  text(): Promise<string>
}

export function workerMetrics(device: string): WorkerMetrics {
  const registry = new Registry()
  registry.setDefaultLabels({ device })
  collectDefaultMetrics({ register: registry, prefix: "iamg_" })
  let state: Readonly<WorkerState> | null = null
  const registers = [registry]
  new Counter({
    name: "iamg_units_total",
    help: "Units that came to an end in this worker: drawn, found in the store, failed.",
    labelNames: ["outcome"],
    registers,
    collect() {
      this.reset()
      for (const outcome of ["drawn", "found", "failed"] as const)
        this.inc({ outcome }, state?.[outcome] ?? 0)
    },
  })
  new Gauge({
    name: "iamg_drawing",
    help: "Whether a picture is being drawn now.",
    registers,
    collect() {
      this.set(state !== null && state.item !== null ? 1 : 0)
    },
  })
  const seconds = new Histogram({
    name: "iamg_unit_seconds",
    help: "Seconds from the beginning of a unit until its picture is in the store.",
    buckets,
    registers,
  })
  return {
    drawn: value => seconds.observe(value),
    watch: of => {
      state = of
    },
    text: () => registry.metrics(),
  }
}

/** @throws StudioError farm.no_metrics when the port can't be had */
export async function serveMetrics(
  { text }: WorkerMetrics,
  { host, port }: { host: string; port: number },
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer({ requestTimeout: 10_000 }, async (request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end()
      return
    }
    response.setHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
    response.end(await text())
  })
  server.listen(port, host)
  await once(server, "listening").catch(cause => {
    throw new StudioError("farm.no_metrics", { host, port, reason: reasonOf(cause) }, { cause })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
