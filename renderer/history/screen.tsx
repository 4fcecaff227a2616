/** Every render of the workspace on one light table: star, approve, reject, compare, restore, delete. */
import HistoryOutlined from "@mui/icons-material/HistoryOutlined"
import {
  Box,
  Button,
  Dialog,
  DialogContent,
  DialogTitle,
  Stack,
  ToggleButton,
  ToggleButtonGroup,
  Typography,
} from "@mui/material"
import { useInfiniteQuery, useQuery } from "@tanstack/react-query"
import { type KeyboardEvent, useCallback, useState } from "react"
import type { RenderView } from "../../native/contract/api/renders.ts"
import { settingsOfRecipe } from "../../native/contract/recipe-settings.ts"
import { commandFor, useListedCommands } from "../app/commands.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { byOffset, pagesOf } from "../shared/pages.ts"
import { useRenderCommands } from "../shared/render-commands.tsx"
import { RenderPicture } from "../shared/stored-render.tsx"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import { UpscaleDialog } from "../shared/upscale-dialog.tsx"
import { CloseButton } from "../ui/close-button.tsx"
import { LightTable } from "../ui/light-table.tsx"
import { Loaded } from "../ui/loaded.tsx"
import { Screen } from "../ui/screen.tsx"
import { EmptyState } from "../ui/states.tsx"
import { RecipeTable } from "./recipe-table.tsx"
import { RenderCard } from "./render-card.tsx"
import { type Subject, SubjectFilter } from "./subject-filter.tsx"

const pageSize = 120
const tile = 168
const caption = 44
/** Renders beyond the edge that are read before they are reached. */
const readAhead = 30

const filters = ["all", "starred", "approved", "rejected", "none"] as const
type Filter = (typeof filters)[number]

export default function HistoryScreen() {
  const t = useTranslations("history")
  const [filter, setFilter] = useState<Filter>("all")
  const [subject, setSubject] = useState<Subject>({ item: null, persona: null })
  const wanted = {
    ...(filter === "all" ? {} : filter === "starred" ? { starred: true } : { verdict: filter }),
    ...(subject.item ? { item: subject.item.id } : {}),
    ...(subject.persona ? { persona: subject.persona.id } : {}),
  }
  const isWhole = Object.keys(wanted).length === 0
  const query = useInfiniteQuery(
    orpc.renders.list.infiniteOptions({
      input: (offset: number) => ({ offset, limit: pageSize, ...wanted }),
      ...byOffset(pageSize),
      placeholderData: previous => previous,
    }),
  )
  const { entries: renders, total, onMore } = pagesOf(query, page => page.renders)
  return (
    <Screen
      fill
      title={t("title")}
      note={total === undefined ? null : t("count", { count: total })}
      toolbar={
        <Stack
          direction="row"
          spacing={1}
          sx={{ pb: 0.5, alignItems: "center", flexWrap: "wrap", rowGap: 1 }}
        >
          <ToggleButtonGroup
            exclusive
            size="small"
            value={filter}
            aria-label={t("show")}
            onChange={(_event, next) => next && setFilter(next)}
          >
            {filters.map(name => (
              <ToggleButton key={name} value={name}>
                {t(`filters.${name}`)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          <SubjectFilter subject={subject} onChange={setSubject} />
        </Stack>
      }
    >
      <Loaded query={query} inset loading={{ count: 18, height: 200, tile }}>
        {() =>
          renders.length === 0 ? (
            <EmptyState
              icon={<HistoryOutlined />}
              title={t(isWhole ? "empty" : "noMatch")}
              text={t("emptyText")}
            />
          ) : (
            <Renders renders={renders} onMore={onMore} />
          )
        }
      </Loaded>
    </Screen>
  )
}

/** All renders that were found, and what can be done with each. */
function Renders({ renders, onMore }: { renders: readonly RenderView[]; onMore: (() => void) | undefined }) {
  const t = useTranslations("history")
  const openInStudio = useOpenInStudio()
  /** Chosen to be compared; they may be out of sight by another filter. */
  const [marked, setMarked] = useState<readonly RenderView[]>([])
  const isMarked = ({ id }: RenderView) => marked.some(other => other.id === id)
  const unmark = ({ id }: RenderView) => setMarked(marked.filter(other => other.id !== id))
  const [looked, setLooked] = useState<RenderView | null>(null)
  const [enlarging, setEnlarging] = useState<RenderView | null>(null)
  const { data: adapters } = useQuery(orpc.adapters.list.queryOptions())
  const { data: loras } = useQuery(orpc.loras.list.queryOptions())
  const restore = ({ item, persona, recipe }: RenderView) => {
    const settings = settingsOfRecipe(recipe, adapters, loras)
    if (recipe.made.adapter && settings.adapter === null)
      notify({ text: t("adapterGone", { name: recipe.made.adapter.name }) })
    const lora = recipe.made.loras.find(({ hash }) => !loras?.some(lora => lora.hash === hash))
    if (lora) notify({ text: t("loraGone", { name: lora.name }) })
    openInStudio({ item, persona, settings })
  }
  const commandsFor = useRenderCommands({
    compareName: t("compare"),
    isCompared: isMarked,
    compare: render => (isMarked(render) ? unmark(render) : setMarked([...marked.slice(-1), render])),
    restore,
    upscale: setEnlarging,
    onRemove: unmark,
  })
  useListedCommands(t("title"), commandsFor(undefined))

  const onSight = useCallback(
    (_first: number, last: number) => {
      if (last + readAhead >= renders.length) onMore?.()
    },
    [renders.length, onMore],
  )

  function onKey(event: KeyboardEvent, index: number): void {
    const render = renders[index]
    const isTile = (event.target as HTMLElement).dataset.index === String(index)
    const command = isTile && commandFor(commandsFor(render), event.nativeEvent)
    if (!command) return
    event.preventDefault()
    command.run()
  }

  return (
    <Box sx={{ flex: 1, minWidth: 0, position: "relative", display: "flex" }}>
      <LightTable
        label={t("renders")}
        total={renders.length}
        tile={tile}
        heightOf={width => width + caption}
        keyOf={index => renders[index]?.id ?? index}
        onKey={onKey}
        onSight={onSight}
        render={(index, current) => {
          const render = renders[index]
          if (!render) return null
          return (
            <RenderCard
              render={render}
              index={index}
              current={current}
              marked={isMarked(render)}
              commands={commandsFor(render)}
              onLook={() => setLooked(render)}
            />
          )
        }}
      />
      {marked.length === 1 && (
        <Typography variant="body2" role="status" sx={{ ...bar, py: 1, px: 2 }}>
          {t("markAnother")}
        </Typography>
      )}
      <Compare pair={marked} onClose={() => setMarked([])} />
      <UpscaleDialog render={enlarging} onClose={() => setEnlarging(null)} />
      <RecipeDialog render={looked} onRestore={restore} onClose={() => setLooked(null)} />
    </Box>
  )
}

/** A render in large, with all that made it. */
function RecipeDialog({
  render,
  onRestore,
  onClose,
}: {
  render: RenderView | null
  onRestore: (render: RenderView) => void
  onClose: () => void
}) {
  const t = useTranslations("history")
  return (
    <Dialog open={render !== null} onClose={onClose} maxWidth="md" fullWidth>
      {render && (
        <>
          <DialogTitle component="h2" sx={{ pr: 6 }}>
            {t("recipeOf", { item: render.itemTitle, persona: render.personaName })}
            <CloseButton onClick={onClose} />
          </DialogTitle>
          <DialogContent sx={{ display: "grid", gridTemplateColumns: "256px 1fr", gap: 3 }}>
            <Box>
              <RenderPicture
                render={render}
                ratio={render.recipe.made.width / render.recipe.made.height}
                alt={t("recipeOf", { item: render.itemTitle, persona: render.personaName })}
                sx={{ borderRadius: 1 }}
              />
              <Button variant="contained" sx={{ mt: 1.5 }} onClick={() => onRestore(render)}>
                {t("restore")}
              </Button>
            </Box>
            <RecipeTable render={render} />
          </DialogContent>
        </>
      )}
    </Dialog>
  )
}

const bar = {
  position: "absolute",
  bottom: 16,
  left: "50%",
  transform: "translateX(-50%)",
  borderRadius: 2,
  bgcolor: "background.paper",
  border: 1,
  borderColor: "divider",
  boxShadow: "0 8px 28px rgba(0,0,0,.22)",
} as const

/** Two renders beside one another. */
function Compare({ pair, onClose }: { pair: readonly RenderView[]; onClose: () => void }) {
  const t = useTranslations("history")
  return (
    <Dialog open={pair.length === 2} onClose={onClose} maxWidth="lg" fullWidth>
      <DialogTitle component="h2" sx={{ pr: 6 }}>
        {t("compare")}
        <CloseButton onClick={onClose} />
      </DialogTitle>
      <DialogContent>
        <Stack direction="row" spacing={2}>
          {pair.map(render => (
            <Box key={render.id} sx={{ flex: 1, minWidth: 0 }}>
              <RenderPicture
                render={render}
                ratio={render.recipe.made.width / render.recipe.made.height}
                alt={t("recipeOf", { item: render.itemTitle, persona: render.personaName })}
                sx={{ borderRadius: 1, mb: 1 }}
              />
              <RecipeTable render={render} brief />
            </Box>
          ))}
        </Stack>
      </DialogContent>
    </Dialog>
  )
}
