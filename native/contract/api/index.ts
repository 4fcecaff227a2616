/**
 * Every call that the studio's page makes to its engine, with the schemas of its input and output: one
 * contract for both shells (a MessagePort in Electron, a WebSocket at /rpc in a browser). Kept with oRPC, which checks
 * both ways; errors cross as a code of errors.ts with its sentence and next step (problem.ts).
 */
import type { ContractRouterClient } from "@orpc/contract"
import { app } from "./app.ts"
import { catalogs, imports, items, merges } from "./catalog.ts"
import { evaluation } from "./evaluation.ts"
import { farms } from "./farms.ts"
import { folders } from "./folders.ts"
import { imageSets } from "./image-sets.ts"
import { jobs } from "./jobs.ts"
import { layouts } from "./layouts.ts"
import { loras } from "./loras.ts"
import { masks } from "./masks.ts"
import { models } from "./models.ts"
import { personas } from "./personas.ts"
import { presets, renders } from "./renders.ts"
import { packs, settings } from "./settings.ts"
import { studio } from "./studio.ts"
import { adapters, training } from "./training.ts"
import { upscalers } from "./upscalers.ts"

export const api = {
  app,
  folders,
  items,
  merges,
  masks,
  catalogs,
  imports,
  personas,
  studio,
  renders,
  presets,
  imageSets,
  farms,
  layouts,
  jobs,
  settings,
  packs,
  models,
  training,
  adapters,
  loras,
  upscalers,
  evaluation,
}

export type Api = typeof api
export type ApiClient = ContractRouterClient<Api>
