/** The window's inside: rail at the left, the screen beside it, and what concerns all screens: banner, keys, titles. */
import { Box } from "@mui/material"
import { Suspense, useEffect, useState } from "react"
import { Route, Switch, useLocation } from "wouter"
import { menuCommands } from "../../native/contract/shell.ts"
import { runFromMenu, useCommands } from "../app/commands.ts"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndoCommands } from "../app/undo-commands.tsx"
import { useLine } from "../engine/use-line.ts"
import { ScreenSkeleton } from "../ui/states.tsx"
import { ConnectionBanner, EngineFailed } from "./connection.tsx"
import { Rail } from "./rail.tsx"
import { ScreenBoundary } from "./screen-boundary.tsx"
import { keysOfScreen, pathOf, screens } from "./screens.tsx"
import { ShortcutsDialog } from "./shortcuts-dialog.tsx"
import { UnknownScreen } from "./unknown-screen.tsx"
import { useUpdateNotice } from "./update-notice.ts"

export function Frame() {
  const t = useTranslations("common")
  const line = useLine()
  const [location, navigate] = useLocation()
  const [helping, setHelping] = useState(false)
  const undoCommands = useUndoCommands()
  useUpdateNotice()

  useEffect(() => {
    if (location === "/") navigate(paths.studio, { replace: true })
  }, [location, navigate])

  useCommands(
    t("shortcuts.general"),
    [
      ...screens.map(screen => ({
        name: t("shortcuts.goTo", { screen: t(`nav.${screen.name}`) }),
        keys: keysOfScreen(screen),
        menu: screen.menu,
        run: () => navigate(pathOf(screen)),
      })),
      ...undoCommands,
      {
        name: t("shortcuts.open"),
        keys: ["?", menuCommands.shortcuts],
        menu: "shortcuts",
        run: () => setHelping(true),
      },
    ],
    { everywhere: true },
  )
  useEffect(() => window.studio?.onCommand(runFromMenu), [])

  useEffect(() => {
    // A file that is let fall beside a place for it would replace the page.
    const stay = (event: DragEvent) => {
      if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return
      event.preventDefault()
      event.dataTransfer.dropEffect = "none"
    }
    window.addEventListener("dragover", stay)
    window.addEventListener("drop", stay)
    return () => {
      window.removeEventListener("dragover", stay)
      window.removeEventListener("drop", stay)
    }
  }, [])

  return (
    <Box sx={{ height: "100%", display: "flex", flexDirection: "column" }}>
      <Box
        component="a"
        href="#content"
        onClick={event => {
          event.preventDefault()
          document.getElementById("content")?.focus()
        }}
        sx={{
          position: "fixed",
          zIndex: "tooltip",
          top: 8,
          left: 8,
          px: 2,
          py: 1,
          borderRadius: 1,
          bgcolor: "primary.main",
          color: "primary.contrastText",
          transform: "translateY(-200%)",
          "&:focus": { transform: "none" },
        }}
      >
        {t("skip")}
      </Box>
      <ConnectionBanner />
      <Box sx={{ flex: 1, minHeight: 0, display: "flex" }}>
        <Rail />
        <Box
          component="main"
          id="content"
          tabIndex={-1}
          sx={{ flex: 1, minWidth: 0, minHeight: 0, display: "flex", "&:focus": { outline: "none" } }}
        >
          {line.state === "failed" ? <EngineFailed problem={line.problem} /> : <Screens />}
        </Box>
      </Box>
      <ShortcutsDialog open={helping} onClose={() => setHelping(false)} />
    </Box>
  )
}

function Screens() {
  return (
    <Switch>
      {screens.map(screen => (
        <Route key={screen.name} path={pathOf(screen)} nest>
          <ScreenBoundary key={screen.name}>
            <Suspense fallback={<ScreenSkeleton />}>
              <screen.component />
            </Suspense>
          </ScreenBoundary>
        </Route>
      ))}
      <Route path="/">
        <ScreenSkeleton />
      </Route>
      <Route>
        <UnknownScreen />
      </Route>
    </Switch>
  )
}
