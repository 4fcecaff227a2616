/** `npm run dist`: builds the studio and packs it for this system (needs Electron, which electron-builder fetches). */
import sharp from "sharp"
import { bundle } from "./bundle.ts"
import { configurationOf, icon } from "./electron-builder.ts"
import { pack } from "./pack.ts"
import { releaseFrom } from "./release.ts"

// What is missing is said before anything is built.
const release = releaseFrom(process.env, process.platform)
await bundle()
// The page's own icon; electron-builder makes each system's format of it.
await sharp("renderer/app/icon.svg", { density: 2304 }).resize(1024, 1024).png().toFile(icon)
await pack(configurationOf(release), release)
