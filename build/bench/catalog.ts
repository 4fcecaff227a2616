/** Rates of taking a catalog in: import, embeddings, built-in tags. */
import type { Bench } from "./figure.ts"
import { figure } from "./figure.ts"
import { withSampleStudio } from "./sample-studio.ts"

export const bench: Bench = {
  name: "catalog",
  about: "the sample catalog, taken in: items a second",
  run: print =>
    withSampleStudio(async ({ studio, watch }) => {
      const count = await studio.workspace.itemCount()
      for (const stage of ["import", "embed", "tag"])
        print(figure(stage, count / watch.seconds(stage), "items/s"))
      print(`device ${studio.runtime.device}, pack ${studio.pack.name} ${studio.pack.manifest.version}`)
    }),
}
