/** What the starter pack can do, on drawings that no training saw: its parts, and whether personalisation shows. */
import type { Bench } from "./figure.ts"
import { openJudge } from "./judge.ts"
import { withSampleStudio } from "./sample-studio.ts"
import { keepsLatents, keepsStructure } from "./starter-keeps.ts"
import { asksForFacets, cutsOut, recognisesFacets, reconstructs } from "./starter-parts.ts"
import { beatsRandomNeighbours, showsPersona } from "./starter-personas.ts"

export const bench: Bench = {
  name: "starter",
  about: "the starter pack on unseen drawings",
  run: (print, packDir) =>
    withSampleStudio(async ({ studio }) => {
      const judge = await openJudge(studio.runtime)
      print(`device ${studio.runtime.device}, pack ${studio.pack.name} ${studio.pack.manifest.version}`)
      await reconstructs(studio, judge, print)
      await cutsOut(studio, print)
      await recognisesFacets(studio, print)
      await asksForFacets(studio, judge, print)
      await keepsLatents(studio, print)
      await keepsStructure(studio, judge, print)
      await showsPersona(studio, judge, print)
      await beatsRandomNeighbours(studio, print)
    }, packDir),
}
