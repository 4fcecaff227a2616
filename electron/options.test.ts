import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { engineOptions, shellPlaces } from "./options.ts"

describe("the shell", () => {
  test("opens the user's own workspace, made with the sample catalog, when none is named", () => {
    const options = engineOptions(["--no-sandbox", "."], "/resources")
    expect(options.sampleCatalog).toBe(join("/resources", "sample-catalog"))
    expect(options.root).toBe(homedir())
  })

  test("opens the one that is named, and puts nothing into it", () => {
    const options = engineOptions([".", "--workspace=house", "--root", "/data", "--lang=de"], "/resources")
    expect(options).toMatchObject({
      workspaceDir: resolve("house"),
      root: resolve("/data"),
      sampleCatalog: null,
    })
  })

  test("takes what must be real files from beside the archive once it is packed", () => {
    const here = join("/opt", "app.asar", "dist", "app")
    expect(shellPlaces(here, true, "/opt").resources).toBe(join("/opt", "studio"))
    expect(shellPlaces(join("/src", "dist", "app"), false, "/opt")).toMatchObject({
      resources: join("/src", "resources"),
      pageDir: join("/src", "dist", "renderer"),
    })
  })
})
