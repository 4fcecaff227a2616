/** Settings kept by name: taken, kept, removed. */
import BookmarkBorderOutlined from "@mui/icons-material/BookmarkBorderOutlined"
import { Button, Divider, ListItemText, Menu, MenuItem } from "@mui/material"
import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { Preset } from "../../native/contract/api/renders.ts"
import { changedByPreset } from "../../native/contract/settings.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useSettingWords } from "../shared/setting-words.ts"
import { draft } from "../shared/studio-draft.ts"
import { useSettingsSteps } from "../shared/use-settings-steps.ts"
import { useAsk } from "../ui/ask.tsx"

export function Presets({ scenario }: { scenario: string }) {
  const t = useTranslations("studio.presets")
  const { mainLine } = useSettingWords()
  const cache = useQueryClient()
  const ask = useAsk()
  const undo = useUndo()
  const steps = useSettingsSteps()
  const [anchor, setAnchor] = useState<HTMLElement | null>(null)
  const { data = [] } = useQuery(orpc.presets.list.queryOptions())
  const presets = data.filter(preset => preset.scenario === scenario)
  const refresh = () => cache.invalidateQueries({ queryKey: orpc.presets.key() })

  async function save(): Promise<void> {
    setAnchor(null)
    const name = await ask.name({
      title: t("save"),
      label: t("name"),
      value: "",
      maxLength: 80,
      confirm: t("save"),
    })
    if (!name) return
    const { settings } = draft()
    let id = ""
    await undo.run({
      label: t("saved", { name }),
      do: async () => {
        ;({ id } = await client.presets.save({ name, scenario, settings }))
        await refresh()
      },
      undo: async () => {
        await client.presets.remove({ id })
        await refresh()
      },
    })
  }

  async function remove(preset: Preset): Promise<void> {
    setAnchor(null)
    let { id } = preset
    const { name, settings } = preset
    await undo.run({
      label: t("removed", { name }),
      do: async () => {
        await client.presets.remove({ id })
        await refresh()
      },
      undo: async () => {
        ;({ id } = await client.presets.save({ name, scenario, settings }))
        await refresh()
      },
    })
  }

  return (
    <>
      <Button
        color="inherit"
        startIcon={<BookmarkBorderOutlined />}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={event => setAnchor(event.currentTarget)}
      >
        {t("label")}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={() => setAnchor(null)}>
        {presets.map(({ id, name, settings }) => (
          <MenuItem
            key={id}
            onClick={() => {
              setAnchor(null)
              steps.take(t("taken", { name }), changedByPreset(settings))
            }}
          >
            <ListItemText primary={name} secondary={mainLine(settings)} />
          </MenuItem>
        ))}
        {presets.length > 0 && <Divider />}
        <MenuItem onClick={() => void save()}>{t("saveAs")}</MenuItem>
        {presets.map(preset => (
          <MenuItem key={preset.id} onClick={() => void remove(preset)}>
            {t("remove", { name: preset.name })}
          </MenuItem>
        ))}
      </Menu>
    </>
  )
}
