/** `npm run dist`: builds the studio and packs it for this system (needs Electron, which electron-builder fetches). */
import { build } from "electron-builder"
import { bundle } from "./bundle.ts"
import { configuration } from "./electron-builder.ts"

await bundle()
await build({ config: configuration })
