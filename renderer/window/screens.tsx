/**
 * The screens: where each is, its sign, its key and what draws it. Rail, routes, keys and the desktop's menu are made from
 * this table; names are in native/words, under common.nav.
 */
import AutoAwesomeOutlined from "@mui/icons-material/AutoAwesomeOutlined"
import CollectionsOutlined from "@mui/icons-material/CollectionsOutlined"
import DashboardCustomizeOutlined from "@mui/icons-material/DashboardCustomizeOutlined"
import FileUploadOutlined from "@mui/icons-material/FileUploadOutlined"
import GridViewOutlined from "@mui/icons-material/GridViewOutlined"
import HistoryOutlined from "@mui/icons-material/HistoryOutlined"
import PeopleAltOutlined from "@mui/icons-material/PeopleAltOutlined"
import PlaylistPlayOutlined from "@mui/icons-material/PlaylistPlayOutlined"
import QueryStatsOutlined from "@mui/icons-material/QueryStatsOutlined"
import SettingsOutlined from "@mui/icons-material/SettingsOutlined"
import TuneOutlined from "@mui/icons-material/TuneOutlined"
import ViewModuleOutlined from "@mui/icons-material/ViewModuleOutlined"
import type { ComponentType } from "react"
import { type MenuCommand, menuCommands } from "../../native/contract/shell.ts"
import { fetchedComponent } from "../app/page-part.ts"
import { paths, type ScreenName } from "../app/paths.ts"
import type { Shortcut } from "../app/shortcuts.ts"
import StudioScreen from "../studio/screen.tsx" // the first to be seen: not worth a wait of its own

export interface ScreenEntry {
  name: ScreenName
  icon: ComponentType
  menu: MenuCommand
  /** The first one is shown. The menu's own when absent. */
  keys?: readonly Shortcut[]
  component: ComponentType
  /** It is reached from other screens, not from the rail. */
  offRail?: true
}

/** In the rail's order. A screen's own addresses start with its path; it reads the rest itself (wouter's nested routes). */
export const screens: readonly ScreenEntry[] = [
  { name: "studio", icon: AutoAwesomeOutlined, menu: "go-studio", component: StudioScreen },
  {
    name: "board",
    icon: ViewModuleOutlined,
    menu: "go-board",
    component: fetchedComponent(() => import("../board/screen.tsx")),
  },
  {
    name: "catalog",
    icon: GridViewOutlined,
    menu: "go-catalog",
    component: fetchedComponent(() => import("../catalog/screen.tsx")),
  },
  {
    name: "personas",
    icon: PeopleAltOutlined,
    menu: "go-personas",
    component: fetchedComponent(() => import("../personas/screen.tsx")),
  },
  {
    name: "history",
    icon: HistoryOutlined,
    menu: "go-history",
    component: fetchedComponent(() => import("../history/screen.tsx")),
  },
  {
    name: "layouts",
    icon: DashboardCustomizeOutlined,
    menu: "go-layouts",
    component: fetchedComponent(() => import("../layouts/screen.tsx")),
  },
  {
    name: "imageSets",
    icon: CollectionsOutlined,
    menu: "go-image-sets",
    component: fetchedComponent(() => import("../image-sets/screen.tsx")),
  },
  {
    name: "training",
    icon: TuneOutlined,
    menu: "go-training",
    component: fetchedComponent(() => import("../training/screen.tsx")),
  },
  {
    name: "evaluation",
    icon: QueryStatsOutlined,
    menu: "go-evaluation",
    component: fetchedComponent(() => import("../evaluation/screen.tsx")),
  },
  {
    name: "jobs",
    icon: PlaylistPlayOutlined,
    menu: "go-jobs",
    component: fetchedComponent(() => import("../jobs/screen.tsx")),
  },
  {
    name: "settings",
    icon: SettingsOutlined,
    menu: "go-settings",
    // The last of those with a number, and as systems have it.
    keys: ["Mod+9", menuCommands["go-settings"]],
    component: fetchedComponent(() => import("../settings/screen.tsx")),
  },
  {
    name: "import",
    icon: FileUploadOutlined,
    menu: "import",
    // In a browser, its key opens a file.
    keys: [],
    component: fetchedComponent(() => import("../import/screen.tsx")),
    offRail: true,
  },
]

export const pathOf = ({ name }: ScreenEntry): string => paths[name]
export const keysOfScreen = ({ keys, menu }: ScreenEntry): readonly Shortcut[] => keys ?? [menuCommands[menu]]
