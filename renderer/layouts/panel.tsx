/** What the selected element holds; without one, what holds for the whole layout. And what is to be said of it. */
import { Alert, Box, Button, Stack, Typography } from "@mui/material"
import { useEffect, useRef, useState } from "react"
import { channelSizes } from "../../native/contract/image-set.ts"
import type { Note } from "../../native/contract/note.ts"
import { useTellProblem } from "../app/attempt.ts"
import { useJoin } from "../app/join.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { client } from "../engine/rpc.ts"
import { ProblemLine } from "../ui/states.tsx"
import { useElementName } from "./element-name.ts"
import { LayoutPanel } from "./layout-panel.tsx"
import { MarkPanel } from "./mark-panel.tsx"
import { PlaceFields } from "./place-fields.tsx"
import { TextPanel } from "./text-panel.tsx"
import { type Editor, used } from "./use-editor.ts"
import type { LayoutPicture } from "./use-layout-picture.ts"

export interface PanelProps {
  editor: Editor
  size: { width: number; height: number }
  picture: LayoutPicture
}

export function Panel({ editor, size, picture }: PanelProps) {
  const t = useTranslations("layouts")
  const nameOf = useElementName()
  const { layout, selected } = editor
  const place = selected.length === 1 ? selected[0]! : null
  const element = place === null ? null : layout.elements[place]!
  return (
    <Stack
      component="aside"
      aria-label={t("panel")}
      spacing={2.5}
      sx={{
        width: 316,
        flexShrink: 0,
        p: 2,
        overflow: "auto",
        borderLeft: 1,
        borderColor: "divider",
        "& > *": { flexShrink: 0 },
      }}
    >
      {picture.problem !== null && <ProblemLine problem={picture.problem} />}
      {selected.length > 1 && (
        <Typography variant="body2" color="textSecondary">
          {t("severalSelected", { count: selected.length })}
        </Typography>
      )}
      {element && place !== null ? (
        <>
          <Typography variant="h2" component="h2" noWrap title={nameOf(element)}>
            {nameOf(element)}
          </Typography>
          <Findings notes={picture.findings.filter(found => found.element === place)} />
          {element.type === "text" ? (
            <TextPanel key={place} editor={editor} place={place} element={element} />
          ) : (
            <MarkPanel key={place} editor={editor} place={place} element={element} size={size} />
          )}
          <PlaceFields key={`place-${place}`} editor={editor} place={place} size={size} />
        </>
      ) : (
        <>
          <Typography variant="h2" component="h2">
            {t("elements.whole")}
          </Typography>
          <Findings
            notes={picture.findings}
            nameOf={place => {
              const element = layout.elements[place]
              return element ? nameOf(element) : null
            }}
          />
          <LayoutPanel editor={editor} />
          <WholeCheck editor={editor} />
        </>
      )}
    </Stack>
  )
}

interface FindingsProps {
  notes: LayoutPicture["findings"]
  /** The element's name, where it isn't above. */
  nameOf?: (place: number) => string | null
}

function Findings({ notes, nameOf = () => null }: FindingsProps) {
  const say = useSay()
  const join = useJoin()
  const said = (element: number | null, text: string) => {
    const name = element === null ? null : nameOf(element)
    return name === null ? text : join.pair(name, text)
  }
  if (notes.length === 0) return null
  return (
    <Box>
      {notes.map(({ element, finding, isProblem }, index) => (
        <Alert
          // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same
          key={`${element}${index}`}
          severity={isProblem ? "error" : "info"}
          variant="outlined"
          sx={{ mb: 0.5, py: 0, overflowWrap: "anywhere" }}
        >
          {said(element, say(finding))}
        </Alert>
      ))}
    </Box>
  )
}

/** Whether sets of all items could be made with the layout, at every channel's size. */
function WholeCheck({ editor }: { editor: Editor }) {
  const t = useTranslations("layouts.check")
  const say = useSay()
  const tell = useTellProblem()
  const [running, setRunning] = useState(false)
  const [result, setResult] = useState<{ items: number; problems: Note[]; warnings: Note[] } | null>(null)
  const { layout } = editor
  const latest = useRef<AbortController | null>(null)
  const stop = () => {
    latest.current?.abort()
    setRunning(false)
  }
  // What is said of another layout doesn't hold for this one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another layout
  useEffect(() => {
    setResult(null)
    return stop
  }, [layout])
  async function check(): Promise<void> {
    const own = new AbortController()
    latest.current = own
    setRunning(true)
    setResult(null)
    try {
      const asked = { layout, files: used(editor), sizes: channelSizes.map(size => ({ ...size })) }
      const found = await client.layouts.check(asked, { signal: own.signal })
      if (!own.signal.aborted) setResult(found)
    } catch (problem) {
      if (!own.signal.aborted) tell(problem)
    }
    if (!own.signal.aborted) setRunning(false)
  }
  return (
    <Box>
      {running ? (
        <Button fullWidth variant="outlined" onClick={stop}>
          {t("stop")}
        </Button>
      ) : (
        <Button fullWidth variant="outlined" disabled={!editor.whole} onClick={() => void check()}>
          {t("start")}
        </Button>
      )}
      <Box role="status" sx={{ mt: 1 }}>
        {running && <Typography variant="body2">{t("running")}</Typography>}
        {result && result.problems.length === 0 && (
          <Alert severity="success" variant="outlined" sx={{ py: 0 }}>
            {t("good", { count: result.items })}
          </Alert>
        )}
        {result &&
          [
            ...result.problems.map(note => ["error", note] as const),
            ...result.warnings.map(note => ["info", note] as const),
          ].map(([severity, note], index) => (
            <Alert
              // biome-ignore lint/suspicious/noArrayIndexKey: two may say the same
              key={index}
              severity={severity}
              variant="outlined"
              sx={{ mb: 0.5, py: 0, overflowWrap: "anywhere" }}
            >
              {say(note)}
            </Alert>
          ))}
      </Box>
    </Box>
  )
}
