/** The folders of files that ship with the program, and of the user's data. */
import { homedir } from "node:os"
import { join } from "node:path"

export interface ShippedPlaces {
  /** The model pack in use when no other is chosen. */
  starterPack: string
  sampleCatalog: string
  scenariosDir: string
  /** Script and style of the human study's page. */
  questionnaireDir: string
  /** The list of published models. */
  modelsFile: string
}

/** `resources`: the program's folder of that name. */
export const shippedPlaces = (resources: string): ShippedPlaces => ({
  starterPack: join(resources, "starter"),
  sampleCatalog: join(resources, "sample-catalog"),
  scenariosDir: join(resources, "scenarios"),
  questionnaireDir: join(resources, "questionnaire"),
  modelsFile: join(resources, "models.json"),
})

/** The workspace that opens when no other is named: in the user's data folder. */
export function defaultWorkspace(): string {
  const { IAMG_WORKSPACE, APPDATA, XDG_DATA_HOME } = process.env
  if (IAMG_WORKSPACE) return IAMG_WORKSPACE
  return join(dataDir(APPDATA, XDG_DATA_HOME), "workspace")
}

/** Where downloaded models are kept, for all workspaces of the user. */
export function defaultModelsDir(): string {
  const { IAMG_MODELS, APPDATA, XDG_DATA_HOME } = process.env
  return IAMG_MODELS || join(dataDir(APPDATA, XDG_DATA_HOME), "models")
}

/** The list of farms, for all workspaces of the user. */
export function defaultFarmsFile(): string {
  const { IAMG_FARMS, APPDATA, XDG_DATA_HOME } = process.env
  return IAMG_FARMS || join(dataDir(APPDATA, XDG_DATA_HOME), "farms.json")
}

function dataDir(appData: string | undefined, xdg: string | undefined): string {
  if (process.platform === "win32")
    return join(appData || join(homedir(), "AppData", "Roaming"), "iamg-studio")
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "iamg-studio")
  return join(xdg || join(homedir(), ".local", "share"), "iamg-studio")
}
