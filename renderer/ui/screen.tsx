/** A screen's frame: its name as heading and document title, its actions, and its body. The heading takes the focus when one comes here. */
import { Box, Stack, Typography } from "@mui/material"
import { type ReactNode, useEffect, useRef } from "react"
import { useTranslations } from "../app/translations.ts"

/** The first screen leaves the focus where the browser has it. */
let firstScreen = true

export interface ScreenProps {
  title: string
  /** Beside the heading: e.g. a way back. */
  before?: ReactNode
  /** After the heading, in small: e.g. a count. */
  note?: ReactNode
  /** At the right of the heading. */
  actions?: ReactNode
  /** Below the heading: search, filters. */
  toolbar?: ReactNode
  /** The body fills the height and scrolls inside itself; without it, it scrolls here and keeps a readable width. */
  fill?: boolean
  children: ReactNode
}

export function Screen({ title, before, note, actions, toolbar, fill = false, children }: ScreenProps) {
  const t = useTranslations("common")
  const heading = useRef<HTMLHeadingElement>(null)
  const app = t("app")
  useEffect(() => {
    document.title = `${title} · ${app}`
  }, [title, app])
  useEffect(() => {
    if (!firstScreen) heading.current?.focus({ preventScroll: true })
    firstScreen = false
  }, [])
  return (
    <Box
      component="section"
      aria-label={title}
      sx={{ flex: 1, minWidth: 0, minHeight: 0, display: "flex", flexDirection: "column" }}
    >
      <Stack
        component="header"
        spacing={1}
        sx={{ px: 3, py: 1, borderBottom: 1, borderColor: "divider", bgcolor: "background.default" }}
      >
        <Stack direction="row" spacing={1} sx={{ minHeight: 36, alignItems: "center" }}>
          {before}
          <Typography
            ref={heading}
            variant="h1"
            noWrap
            tabIndex={-1}
            sx={{ "&:focus": { outline: "none" }, minWidth: 0 }}
          >
            {title}
          </Typography>
          {note && (
            <Typography variant="body2" color="textSecondary" component="div">
              {note}
            </Typography>
          )}
          <Box sx={{ flex: 1 }} />
          {actions}
        </Stack>
        {toolbar}
      </Stack>
      {fill ? (
        <Box sx={{ flex: 1, minHeight: 0, display: "flex" }}>{children}</Box>
      ) : (
        <Box sx={{ flex: 1, minHeight: 0, overflow: "auto", p: 3 }}>
          <Box sx={{ maxWidth: 1160, mx: "auto" }}>{children}</Box>
        </Box>
      )}
    </Box>
  )
}
