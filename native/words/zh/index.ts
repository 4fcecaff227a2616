/** The words for every code of native/contract/codes. */
import { catalog } from "./catalog.ts"
import { cli } from "./cli.ts"
import { engine } from "./engine.ts"
import { evaluation } from "./evaluation.ts"
import { exporting } from "./exporting.ts"
import { farm } from "./farm.ts"
import { hub } from "./hub.ts"
import { interests } from "./interests.ts"
import { models } from "./models.ts"
import { page } from "./page.ts"
import { personalize } from "./personalize.ts"
import { pool } from "./pool.ts"
import { program } from "./program.ts"
import { runtime } from "./runtime.ts"
import { table } from "./table.ts"
import { training } from "./training.ts"
import { updates } from "./updates.ts"
import { weights } from "./weights.ts"

export const words = {
  ...weights,
  ...runtime,
  ...models,
  ...hub,
  ...pool,
  ...catalog,
  ...table,
  ...interests,
  ...personalize,
  ...training,
  ...evaluation,
  ...exporting,
  ...farm,
  ...engine,
  ...updates,
  ...cli,
  ...page,
  ...program,
}
