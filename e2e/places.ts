/** Where the specs find and leave things. */
import { join, resolve } from "node:path"

export const root = resolve(import.meta.dirname, "..")

/** Made once a run: the sample catalog with embeddings and tags. */
export const preparedWorkspace = join(root, "out", "e2e-workspace")
