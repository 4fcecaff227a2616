/** The layout with words of several scripts, in small: what can't be shown, or not whole, is said below each. */
import { Box, Stack, Tooltip, Typography } from "@mui/material"
import { useEffect, useState } from "react"
import { useLocale } from "use-intl"
import type { LayoutFinding } from "../../native/contract/api/layouts.ts"
import { fieldsIn, layoutSchema, textsOf } from "../../native/contract/layout.ts"
import { useJoin } from "../app/join.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { client } from "../engine/rpc.ts"
import { useDebounced } from "../ui/use-debounced.ts"
import { type SampleText, sampleTexts } from "./sample-texts.ts"
import type { PictureRequest } from "./use-layout-picture.ts"

interface Sample {
  picture: string
  findings: readonly LayoutFinding[]
}

export function SampleStrip({ request }: { request: PictureRequest }) {
  const t = useTranslations("layouts.samples")
  const languages = new Intl.DisplayNames(useLocale(), { type: "language" })
  const samples = useSamples(request)
  const nameOf = ({ language }: SampleText) => (language ? languages.of(language)! : t("emoji"))
  const ratio = request.size.width / request.size.height
  return (
    <Stack
      component="ul"
      direction="row"
      aria-label={t("label")}
      // It scrolls, by keys too.
      tabIndex={0}
      sx={{
        m: 0,
        px: 2,
        py: 1,
        gap: 1.5,
        overflowX: "auto",
        borderTop: 1,
        borderColor: "divider",
        listStyle: "none",
      }}
    >
      {sampleTexts.map((sample, index) => (
        <Tile key={sample.title} name={nameOf(sample)} sample={samples[index] ?? null} ratio={ratio} />
      ))}
    </Stack>
  )
}

function Tile({ name, sample, ratio }: { name: string; sample: Sample | null; ratio: number }) {
  const t = useTranslations("layouts.samples")
  const say = useSay()
  const join = useJoin()
  const problems = sample?.findings.filter(({ isProblem }) => isProblem) ?? []
  const hints =
    sample?.findings.filter(({ isProblem, finding }) => !isProblem && finding.code === "layout.cut") ?? []
  const said = [...problems, ...hints].map(({ finding }) => say(finding))
  return (
    <Stack component="li" spacing={0.5} sx={{ flexShrink: 0, width: Math.max(84, Math.round(96 * ratio)) }}>
      <Box
        sx={{
          height: 96,
          bgcolor: "background.sunken",
          borderRadius: 0.5,
          overflow: "hidden",
          display: "grid",
          placeItems: "center",
        }}
      >
        {sample && (
          <img
            src={sample.picture}
            alt={t("alt", { name })}
            height={96}
            style={{ maxWidth: "100%", objectFit: "contain" }}
          />
        )}
      </Box>
      <Typography variant="caption" noWrap>
        {name}
      </Typography>
      {said.length > 0 && (
        <Tooltip title={join.list(said)} describeChild>
          <Typography
            variant="caption"
            noWrap
            tabIndex={0}
            sx={{ color: problems.length > 0 ? "error.main" : "warning.main" }}
          >
            {said[0]}
          </Typography>
        </Tooltip>
      )}
    </Stack>
  )
}

/** One after the other, and only when the layout rests: they take time that the large picture needs. */
function useSamples(request: PictureRequest): readonly Sample[] {
  const key = useDebounced(JSON.stringify(request), 700)
  const [samples, setSamples] = useState<readonly Sample[]>([])
  useEffect(() => {
    const asked = JSON.parse(key) as PictureRequest
    if (!layoutSchema.safeParse(asked.layout).success) return
    const stop = new AbortController()
    const fields = textsOf(asked.layout).flatMap(fieldsIn)
    async function draw(): Promise<void> {
      for (const [index, { title, price }] of sampleTexts.entries()) {
        // A column that nobody knows is taken for words.
        const values = Object.fromEntries(
          fields.map(field => [field, field.includes("price") ? price : title]),
        )
        const sample = await client.layouts.preview(
          { ...asked, values: { ...values, title, description: title }, edge: 240 },
          { signal: stop.signal },
        )
        if (stop.signal.aborted) return
        setSamples(shown => Object.assign([...shown], { [index]: sample }))
      }
    }
    // The large picture says what is wrong.
    draw().catch(() => undefined)
    return () => stop.abort()
  }, [key])
  return samples
}
