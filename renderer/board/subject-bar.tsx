/** What the board shows: one item for several personas, or the other way round. */
import PeopleAltOutlined from "@mui/icons-material/PeopleAltOutlined"
import PersonOutlined from "@mui/icons-material/PersonOutlined"
import { Stack, ToggleButton, ToggleButtonGroup, Tooltip } from "@mui/material"
import { useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { mostTiles } from "../../native/contract/api/studio.ts"
import { useTranslations } from "../app/translations.ts"
import {
  type BoardKind,
  boardDraft,
  boardKinds,
  setBoardDraft,
  useBoardDraft,
  withOtherSubject,
} from "../shared/board-draft.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { PersonaPicker } from "../shared/persona-picker.tsx"
import type { ChosenPersona } from "../shared/studio-draft.ts"
import { ChooseButton } from "../ui/choose-button.tsx"
import { Picture } from "../ui/picture.tsx"

const icons = { personas: <PeopleAltOutlined />, items: <PersonOutlined /> }

export function SubjectBar() {
  const t = useTranslations("board")
  const studio = useTranslations("studio.subject")
  const { by, items, personas } = useBoardDraft()
  const [picking, setPicking] = useState<"items" | "personas" | null>(null)
  const names: Record<BoardKind, string> = { personas: t("byPersonas"), items: t("byItems") }
  const several = { items: by === "items", personas: by === "personas" }
  const [item] = items
  const [persona] = personas

  const turn = (next: BoardKind) =>
    setBoardDraft(
      withOtherSubject(boardDraft(), {
        by: next,
        items: next === "personas" ? items.slice(0, 1) : items,
        personas: next === "items" ? personas.slice(0, 1) : personas,
      }),
    )
  const takeItems = (picked: readonly ItemSummary[]) => {
    setPicking(null)
    const [first] = picked
    if (!first) return
    const board = boardDraft()
    const fits = board.personas.filter(({ scenario }) => scenario === first.scenario)
    setBoardDraft(
      withOtherSubject(board, { items: picked.slice(0, several.items ? mostTiles : 1), personas: fits }),
    )
  }
  const takePersonas = (picked: readonly ChosenPersona[]) => {
    setPicking(null)
    setBoardDraft({ personas: picked.slice(0, several.personas ? mostTiles : 1), looked: null })
  }

  return (
    <Stack direction="row" spacing={1} sx={{ alignItems: "center", minWidth: 0 }}>
      <ToggleButtonGroup
        exclusive
        size="small"
        value={by}
        aria-label={t("kind")}
        onChange={(_event, next: BoardKind | null) => next && turn(next)}
      >
        {boardKinds.map(kind => (
          <ToggleButton key={kind} value={kind} aria-label={names[kind]}>
            <Tooltip title={names[kind]}>{icons[kind]}</Tooltip>
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <ChooseButton
        label={studio("item")}
        name={
          several.items && items.length > 1
            ? t("someItems", { count: items.length })
            : item
              ? item.title || item.id
              : t("none")
        }
        picture={item && <Picture kind="item" id={item.id} version={item.image} alt="" edge={160} />}
        onClick={() => setPicking("items")}
      />
      <ChooseButton
        label={studio("persona")}
        name={
          several.personas && personas.length > 1
            ? t("somePersonas", { count: personas.length })
            : (persona?.name ?? t("none"))
        }
        picture={<PeopleAltOutlined sx={{ m: "4px", fontSize: 20, color: "text.secondary" }} />}
        onClick={() => setPicking("personas")}
      />
      <ItemPicker
        open={picking === "items"}
        title={several.items ? t("pickItems", { most: mostTiles }) : studio("pickItem")}
        scenario={several.items ? persona?.scenario : undefined}
        {...(several.items && { multiple: { selected: items, most: mostTiles } })}
        onClose={() => setPicking(null)}
        onPick={picked => takeItems(picked)}
      />
      <PersonaPicker
        open={picking === "personas"}
        title={several.personas ? t("pickPersonas", { most: mostTiles }) : studio("pickPersona")}
        scenario={item?.scenario}
        {...(several.personas && { multiple: { selected: personas, most: mostTiles } })}
        onClose={() => setPicking(null)}
        onPick={picked => takePersonas(picked)}
      />
    </Stack>
  )
}
