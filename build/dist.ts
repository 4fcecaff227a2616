/** `npm run dist`: builds the studio and packs it for this system (needs Electron, which electron-builder fetches). */
import { build } from "electron-builder"
import sharp from "sharp"
import { bundle } from "./bundle.ts"
import { configuration, icon } from "./electron-builder.ts"

await bundle()
// The page's own icon; electron-builder makes each system's format of it.
await sharp("renderer/app/icon.svg", { density: 2304 }).resize(1024, 1024).png().toFile(icon)
await build({ config: configuration })
