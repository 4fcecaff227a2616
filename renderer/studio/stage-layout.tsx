/** A layout over the stage's pictures, as an image set would lay it over them; chosen for each scenario. */
import ErrorOutlined from "@mui/icons-material/ErrorOutlined"
import WarningAmberOutlined from "@mui/icons-material/WarningAmberOutlined"
import { Box, MenuItem, TextField, Tooltip } from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useEffect, useRef, useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { KeptInPicture, LaidOver, LayoutFinding } from "../../native/contract/api/layouts.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useJoin } from "../app/join.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { client, orpc } from "../engine/rpc.ts"
import { useLayoutName } from "../shared/layout-name.ts"
import type { Shown } from "../shared/studio-draft.ts"

/** A layout as the stage draws it: another hash is another one of that name. */
export interface StageLayout {
  name: string
  hash: string
}

/** What is chosen for items of that scenario; null for none, and while it isn't known. */
export function useStageLayout(scenario: string): StageLayout | null {
  const chosen = useQuery(orpc.settings.get.queryOptions()).data?.layouts[scenario]
  const list = useQuery(orpc.layouts.list.queryOptions()).data
  // One that was deleted is none.
  const name = list?.some(layout => layout.name === chosen) ? chosen! : null
  const view = useQuery({
    ...orpc.layouts.get.queryOptions({ input: { name: name ?? "" } }),
    enabled: name !== null,
  })
  return name !== null && view.data ? { name, hash: view.data.hash } : null
}

export function LayoutChoice({ scenario }: { scenario: string }) {
  const t = useTranslations("studio.layout")
  const nameOf = useLayoutName()
  const cache = useQueryClient()
  const tell = useTellProblem()
  const settings = useQuery(orpc.settings.get.queryOptions()).data
  const list = useQuery(orpc.layouts.list.queryOptions()).data ?? []
  const set = useMutation(
    orpc.settings.set.mutationOptions({
      onSuccess: saved => cache.setQueryData(orpc.settings.get.queryKey(), saved),
      onError: tell,
    }),
  )
  const chosen = settings?.layouts[scenario] ?? ""
  const known = list.some(({ name }) => name === chosen)
  return (
    <TextField
      select
      value={known ? chosen : ""}
      disabled={settings === undefined}
      onChange={event => {
        const { [scenario]: _, ...others } = settings?.layouts ?? {}
        const name = event.target.value
        set.mutate({ layouts: name === "" ? others : { ...others, [scenario]: name } })
      }}
      slotProps={{ select: { displayEmpty: true, SelectDisplayProps: { "aria-label": t("label") } } }}
      sx={{ width: 170, flexShrink: 0 }}
    >
      <MenuItem value="">{t("none")}</MenuItem>
      {list.map(({ name }) => (
        <MenuItem key={name} value={name}>
          {nameOf(name)}
        </MenuItem>
      ))}
    </TextField>
  )
}

export interface LayoutOverlayProps {
  layout: StageLayout
  item: ItemSummary
  shown: Shown
  /** The picture so far, where a preview is shown. */
  frame: string | null
  /** Whether it is still being drawn: the layout then stays as it was. */
  drawing: boolean
  /** What of the item's picture is protected, and where that lies. */
  kept: KeptInPicture
  /** Width by height of the stage. */
  ratio: number
  transform: string
}

/** Longer side, in pixels: sharp on most screens. */
const side = 1024

export function LayoutOverlay(props: LayoutOverlayProps) {
  const { layout, item, shown, frame, drawing, kept, ratio, transform } = props
  const over = overOf(shown, item, frame)
  const [laid, setLaid] = useState<{ of: string; picture: string; findings: LayoutFinding[] } | null>(null)
  const { protect, placeScale, placeX, placeY } = kept
  const protectedAt = { protect, placeScale, placeX, placeY }
  const asked = useRef({ over, kept: protectedAt })
  asked.current = { over, kept: protectedAt }
  const picture = over && (over.kind === "frame" ? over.frame : `${over.kind} ${"id" in over ? over.id : ""}`)
  const waits = over?.kind === "frame" && drawing
  const { name, hash } = layout
  const id = item.id

  // biome-ignore lint/correctness/useExhaustiveDependencies: laid again when the picture, the item or the layout is another
  useEffect(() => {
    const { over, kept } = asked.current
    if (waits || !over) return
    const stop = new AbortController()
    const size = {
      name: "stage",
      width: Math.round(Math.min(side, side * ratio)),
      height: Math.round(Math.min(side, side / ratio)),
    }
    client.layouts.overlay({ name, item: id, over, size, kept }, { signal: stop.signal }).then(
      ({ picture, findings }) => stop.signal.aborted || setLaid({ of: id, picture, findings }),
      () => stop.signal.aborted || setLaid(null),
    )
    return () => stop.abort()
  }, [picture, waits, name, hash, id, ratio, JSON.stringify(protectedAt)])

  if (!laid || laid.of !== id || over === null) return null
  return (
    <>
      <img
        src={laid.picture}
        alt=""
        draggable={false}
        style={{ position: "absolute", inset: 0, width: "100%", height: "100%", transform }}
      />
      <Findings findings={laid.findings.filter(isWorthALook)} />
    </>
  )
}

function overOf(shown: Shown, item: ItemSummary, frame: string | null): LaidOver | null {
  if (shown.kind === "render") return { kind: "render", id: shown.id }
  if (shown.kind === "original") return { kind: "item", id: item.id }
  return frame === null ? null : { kind: "frame", frame }
}

/** Cut words and missing values are there to be seen. */
const isWorthALook = ({ isProblem, finding }: LayoutFinding): boolean =>
  isProblem || finding.code === "layout.covers_here"

/** What of the layout isn't drawn, and why; and what lies over something protected. */
function Findings({ findings }: { findings: readonly LayoutFinding[] }) {
  const say = useSay()
  const join = useJoin()
  if (findings.length === 0) return null
  const text = join.list(findings.map(({ finding }) => say(finding)))
  const Icon = findings.some(({ isProblem }) => isProblem) ? ErrorOutlined : WarningAmberOutlined
  return (
    <Tooltip title={text}>
      <Box
        role="img"
        aria-label={text}
        tabIndex={0}
        sx={{
          position: "absolute",
          top: 8,
          right: 8,
          display: "inline-flex",
          borderRadius: "50%",
          bgcolor: "#fff",
        }}
      >
        <Icon sx={{ color: "#b3261e" }} />
      </Box>
    </Tooltip>
  )
}
