/** The strip under the stage: the live preview, the renders of this item and persona, and making more. */
import { Box, Stack, Typography } from "@mui/material"
import { type KeyboardEvent, type ReactNode, useRef, useState } from "react"
import type { RenderView } from "../../native/contract/api/renders.ts"
import { useTranslations } from "../app/translations.ts"
import { useRenderCommands } from "../shared/render-commands.tsx"
import { type Shown, sameShown, setDraft, useDraft } from "../shared/studio-draft.ts"
import { UpscaleDialog } from "../shared/upscale-dialog.tsx"
import { CommandButton } from "../ui/command-button.tsx"
import { Picture } from "../ui/picture.tsx"
import { RenderMarks } from "../ui/render-marks.tsx"
import { useRestore } from "./use-restore.ts"

export interface VariantsProps {
  frame: string | null
  seed: number
  renders: readonly RenderView[]
  /** Images that are still to come. */
  coming: { frame: string | null; count: number }
}

export function Variants({ frame, seed, renders, coming }: VariantsProps) {
  const t = useTranslations("studio.variants")
  const shown = useDraft(draft => draft.shown)
  const list = useRef<HTMLDivElement>(null)
  const selected = shown.kind === "render" ? renders.find(({ id }) => id === shown.id) : undefined

  function onKeyDown(event: KeyboardEvent): void {
    const way = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!way) return
    const options = [...(list.current?.querySelectorAll<HTMLElement>("[role=option]") ?? [])]
    const next = options[options.indexOf(document.activeElement as HTMLElement) + way]
    event.preventDefault()
    next?.focus()
    next?.click()
  }

  const option = (which: Shown, label: string, picture: ReactNode, caption: string, mark?: ReactNode) => {
    const chosen = sameShown(shown, which)
    return (
      <Box
        key={which.kind === "render" ? which.id : which.kind}
        role="option"
        aria-selected={chosen}
        aria-label={label}
        tabIndex={chosen ? 0 : -1}
        onClick={() => setDraft({ shown: which })}
        onKeyDown={event => {
          if (event.key === "Enter" || event.key === " ") setDraft({ shown: which })
        }}
        sx={{ width: 76, flexShrink: 0, cursor: "pointer", borderRadius: 1 }}
      >
        <Box
          sx={{
            position: "relative",
            width: 76,
            height: 76,
            borderRadius: 1,
            overflow: "hidden",
            bgcolor: "background.sunken",
            outline: chosen ? "2px solid" : "1px solid",
            outlineColor: chosen ? "primary.main" : "divider",
            outlineOffset: -1,
          }}
        >
          {picture}
          {mark}
        </Box>
        <Typography
          variant="caption"
          noWrap
          component="div"
          color={chosen ? "textPrimary" : "textSecondary"}
          sx={{ fontVariantNumeric: "tabular-nums", textAlign: "center" }}
        >
          {caption}
        </Typography>
      </Box>
    )
  }

  return (
    <Stack direction="row" spacing={1.5} sx={{ px: 2, py: 1, height: 116, alignItems: "flex-start" }}>
      <Box
        ref={list}
        role="listbox"
        aria-label={t("label")}
        aria-orientation="horizontal"
        onKeyDown={onKeyDown}
        sx={{ display: "flex", gap: 1, flex: 1, minWidth: 0, overflowX: "auto", p: "2px" }}
      >
        {option(
          { kind: "preview" },
          t("previewOf", { seed: String(seed) }),
          frame && <img src={frame} alt="" style={{ width: "100%", height: "100%", objectFit: "cover" }} />,
          t("preview"),
        )}
        {Array.from({ length: coming.count }, (_, index) => (
          <Box
            // biome-ignore lint/suspicious/noArrayIndexKey: places without identity
            key={index}
            aria-hidden
            sx={{
              width: 76,
              height: 76,
              flexShrink: 0,
              borderRadius: 1,
              overflow: "hidden",
              bgcolor: "background.sunken",
            }}
          >
            {index === 0 && coming.frame && (
              <img src={coming.frame} alt="" style={{ width: "100%", height: "100%", objectFit: "cover" }} />
            )}
          </Box>
        ))}
        {renders.map(render =>
          option(
            { kind: "render", id: render.id },
            t("renderOf", {
              seed: String(render.recipe.made.seed),
              verdict: t(render.verdict),
              starred: String(render.starred),
            }),
            <Picture kind="render" id={render.id} alt="" edge={160} />,
            String(render.recipe.made.seed),
            <RenderMarks mark={render} />,
          ),
        )}
      </Box>
      <RenderActions render={selected} />
    </Stack>
  )
}

/** What can be done to the render that is chosen. The place is kept when none is. */
function RenderActions({ render }: { render: RenderView | undefined }) {
  const t = useTranslations("studio.variants")
  const against = useDraft(draft => draft.against)
  const restore = useRestore()
  const [enlarging, setEnlarging] = useState<RenderView | null>(null)
  const isCompared = ({ id }: RenderView) => sameShown(against, { kind: "render", id })
  const commandsFor = useRenderCommands({
    compareName: t("compare"),
    isCompared,
    compare: render =>
      setDraft({ against: isCompared(render) ? { kind: "original" } : { kind: "render", id: render.id } }),
    restore,
    upscale: setEnlarging,
  })
  return (
    <Box
      role="toolbar"
      aria-label={t("actions")}
      sx={{ display: "grid", gridTemplateColumns: "repeat(4, 30px)", gap: 0.5, flexShrink: 0, pt: 0.5 }}
    >
      {commandsFor(render).map(command => (
        // Two rows: a hint at the side covers no other button on its way.
        <CommandButton
          key={command.name}
          command={command}
          hint={{ placement: "left", disableInteractive: true }}
        />
      ))}
      <UpscaleDialog render={enlarging} onClose={() => setEnlarging(null)} />
    </Box>
  )
}
