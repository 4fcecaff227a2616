/** A farm, and how it stands. */
import type { FarmState, FarmView } from "../../native/contract/farm.ts"

export const farm: FarmView = {
  name: "影棚",
  queue: "rediss://queue.example.com",
  store: "s3://season/autumn",
  endpoint: "",
  region: "",
  tag: "",
  keySet: true,
  passwordSet: true,
  storeKeysSet: false,
}

export const farmState: FarmState = {
  queues: [{ name: "draw-1", waiting: 40, drawing: 2, delayed: 1, failed: 1 }],
  workers: [
    { id: "w1", device: "cuda", models: 1, drawn: 12, found: 0, failed: 0, pace: 2, item: "i1" },
    { id: "w2", device: "cpu", models: 1, drawn: 0, found: 0, failed: 0, pace: null, item: null },
  ],
  failures: [
    {
      unit: "0123456789ab",
      reason: {
        code: "image.unreadable",
        details: { image: "i0", reason: { code: "file.missing", details: {} } },
      },
    },
  ],
}
