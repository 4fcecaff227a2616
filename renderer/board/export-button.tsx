/** Takes the board to an image set: its approved pictures, or all of them where they share their settings. */
import CollectionsOutlined from "@mui/icons-material/CollectionsOutlined"
import { Button, ListItemText, Menu, MenuItem } from "@mui/material"
import { useState } from "react"
import { useLocation } from "wouter"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { changeDraft } from "../shared/image-set-draft.ts"
import type { Board, BoardTileView } from "./use-board.ts"

const unique = (ids: readonly string[]) => [...new Set(ids)]

export function ExportButton({ board: { tiles, settings } }: { board: Board }) {
  const t = useTranslations("board")
  const [, navigate] = useLocation()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const approved = tiles.filter(({ mark, kept }) => mark.verdict === "approved" && kept === "there")
  const haveOwn = tiles.some(({ own }) => Object.keys(own).length > 0)
  const go = (chosen: readonly BoardTileView[], source: "render" | "approved") => {
    changeDraft({
      items: unique(chosen.map(({ item }) => item.id)),
      personas: unique(chosen.map(({ persona }) => persona.id)),
      source,
      variants: 1,
      preset: null,
      adapter: undefined,
      board: source === "render" ? settings : null,
    })
    navigate(`~${paths.imageSets}`)
  }
  return (
    <>
      <Button
        variant="outlined"
        startIcon={<CollectionsOutlined />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        disabled={tiles.length === 0}
        onClick={event => setAnchor(event.currentTarget)}
        sx={{ flexShrink: 0 }}
      >
        {t("export")}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        <MenuItem disabled={approved.length === 0} onClick={() => go(approved, "approved")}>
          <ListItemText
            primary={t("exportApproved")}
            secondary={approved.length === 0 ? t("exportNoneApproved") : null}
          />
        </MenuItem>
        <MenuItem disabled={haveOwn} onClick={() => go(tiles, "render")}>
          <ListItemText primary={t("exportShared")} secondary={haveOwn ? t("exportOwn") : null} />
        </MenuItem>
      </Menu>
    </>
  )
}
