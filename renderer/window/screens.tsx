/** The nine screens: where they are, what they are called, their sign and key. Rail, routes, shortcuts and menu read this. */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import CollectionsOutlined from "@mui/icons-material/CollectionsOutlined"
import GridViewOutlined from "@mui/icons-material/GridViewOutlined"
import HistoryOutlined from "@mui/icons-material/HistoryOutlined"
import PeopleAltOutlined from "@mui/icons-material/PeopleAltOutlined"
import PlaylistPlayOutlined from "@mui/icons-material/PlaylistPlayOutlined"
import QueryStatsOutlined from "@mui/icons-material/QueryStatsOutlined"
import SettingsOutlined from "@mui/icons-material/SettingsOutlined"
import TuneOutlined from "@mui/icons-material/TuneOutlined"
import { type ComponentType, lazy } from "react"
import type { MenuCommand } from "../../native/contract/shell.ts"
import { paths } from "../app/paths.ts"
import type { Shortcut } from "../app/shortcuts.ts"
import StudioScreen from "../studio/screen.tsx" // the first to be seen: not worth a wait of its own

const CatalogScreen = lazy(() => import("../catalog/screen.tsx"))
const PersonasScreen = lazy(() => import("../personas/screen.tsx"))
const HistoryScreen = lazy(() => import("../history/screen.tsx"))
const ImageSetsScreen = lazy(() => import("../image-sets/screen.tsx"))
const TrainingScreen = lazy(() => import("../training/screen.tsx"))
const EvaluationScreen = lazy(() => import("../evaluation/screen.tsx"))
const JobsScreen = lazy(() => import("../jobs/screen.tsx"))
const SettingsScreen = lazy(() => import("../settings/screen.tsx"))
export const ImportScreen = lazy(() => import("../import/screen.tsx"))

export interface ScreenEntry {
  name:
    | "studio"
    | "catalog"
    | "personas"
    | "history"
    | "imageSets"
    | "training"
    | "evaluation"
    | "jobs"
    | "settings"
  path: string
  icon: ComponentType
  shortcut: Shortcut
  command: MenuCommand
  component: ComponentType
}

/** A screen's own addresses start with its path; it reads the rest itself (wouter's nested routes). */
export const screens: readonly ScreenEntry[] = [
  {
    name: "studio",
    path: paths.studio,
    icon: AutoAwesomeOutlined,
    shortcut: "Mod+1",
    command: "go-studio",
    component: StudioScreen,
  },
  {
    name: "catalog",
    path: paths.catalog,
    icon: GridViewOutlined,
    shortcut: "Mod+2",
    command: "go-catalog",
    component: CatalogScreen,
  },
  {
    name: "personas",
    path: paths.personas,
    icon: PeopleAltOutlined,
    shortcut: "Mod+3",
    command: "go-personas",
    component: PersonasScreen,
  },
  {
    name: "history",
    path: paths.history,
    icon: HistoryOutlined,
    shortcut: "Mod+4",
    command: "go-history",
    component: HistoryScreen,
  },
  {
    name: "imageSets",
    path: paths.imageSets,
    icon: CollectionsOutlined,
    shortcut: "Mod+5",
    command: "go-image-sets",
    component: ImageSetsScreen,
  },
  {
    name: "training",
    path: paths.training,
    icon: TuneOutlined,
    shortcut: "Mod+6",
    command: "go-training",
    component: TrainingScreen,
  },
  {
    name: "evaluation",
    path: paths.evaluation,
    icon: QueryStatsOutlined,
    shortcut: "Mod+7",
    command: "go-evaluation",
    component: EvaluationScreen,
  },
  {
    name: "jobs",
    path: paths.jobs,
    icon: PlaylistPlayOutlined,
    shortcut: "Mod+8",
    command: "go-jobs",
    component: JobsScreen,
  },
  {
    name: "settings",
    path: paths.settings,
    icon: SettingsOutlined,
    shortcut: "Mod+9",
    command: "go-settings",
    component: SettingsScreen,
  },
]
