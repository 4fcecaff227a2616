/** Published models in all their states. */
import type { PublishedList } from "../../native/contract/api/models.ts"
import { type ModelView, modelRoles, modelStates, type Offer } from "../../native/contract/published.ts"

const models: ModelView[] = modelRoles.map((role, index) => ({
  id: `m${index}`,
  name: `模型 ${index}`,
  role,
  hint: role === "controlnet" ? "edges" : null,
  repository: `owner/m${index}`,
  licence: index % 3 === 2 ? null : "apache-2.0",
  commit: null,
  state: modelStates[index % modelStates.length]!,
  bytes: index % 4 === 3 ? null : 2_000_000_000,
  bytesOnDisk: index % 2 === 0 ? 0 : 700_000_000,
}))

export const published: PublishedList = {
  packs: [
    {
      id: "sd15",
      name: "Stable Diffusion 1.5",
      parts: ["m0", "m1", "m2"],
      extras: ["m5"],
      dir: null,
      state: "absent",
      bytes: 7_900_000_000,
      bytesOnDisk: 0,
    },
  ],
  models,
  bytesOnDisk: 2_800_000_000,
  freeBytes: 90_000_000_000,
  host: "hub.example",
  tokenSet: true,
}

export const offers: Offer[] = models.slice(0, 3).map(({ id, name, repository, licence, bytes }, index) => ({
  model: id,
  name,
  repository,
  commit: "c".repeat(40),
  licence,
  address: `https://hub.example/${repository}`,
  bytes: bytes ?? 1_000_000,
  missingBytes: index === 0 ? 0 : (bytes ?? 1_000_000),
  accepted: index === 0,
  notes: index === 1 ? [{ code: "hub.moved", details: { from: "旧/m1", to: repository } }] : [],
}))
