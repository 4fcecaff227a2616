/** What finds the items' tags: the pack itself, or an endpoint; a test on one item; tagging everything again. */
import { Box, Button, Divider, FormControlLabel, Radio, RadioGroup, Stack, Typography } from "@mui/material"
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import { useLocation } from "wouter"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { paths } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ProblemLine } from "../ui/states.tsx"
import { TagChip } from "../ui/tag-chip.tsx"
import { EndpointForm } from "./endpoint-form.tsx"
import { Section } from "./section.tsx"
import { type KeptSettings, useSet } from "./use-set.ts"

export function Tagger({ settings }: { settings: KeptSettings }) {
  const t = useTranslations("settings")
  const set = useSet()
  /** An endpoint is in use only once its form is filled in and sent. */
  const [kind, setKind] = useState(settings.tagger.kind)
  const choose = (next: typeof kind) => {
    setKind(next)
    if (next === "built-in" && settings.tagger.kind !== "built-in")
      set.mutate(
        { tagger: { kind: "built-in" } },
        { onSuccess: () => notify({ text: t("taggerSaved"), kind: "success" }) },
      )
  }
  return (
    <Section title={t("tagger")} text={t("taggerText")}>
      <Stack spacing={2}>
        <RadioGroup
          aria-label={t("tagger")}
          value={kind}
          onChange={event => choose(event.target.value as typeof kind)}
        >
          <Choice value="built-in" name={t("builtIn")} note={t("builtInText")} />
          <Choice value="endpoint" name={t("endpoint")} note={t("endpointText")} />
        </RadioGroup>
        {kind === "endpoint" && <EndpointForm settings={settings} />}
        <Divider />
        <Test />
        <Retag />
      </Stack>
    </Section>
  )
}

function Choice({ value, name, note }: { value: string; name: string; note: string }) {
  return (
    <FormControlLabel
      value={value}
      control={<Radio size="small" />}
      sx={{ alignItems: "flex-start", my: 0.25 }}
      label={
        <Box sx={{ pt: "7px" }}>
          {name}
          <Typography variant="body2" color="textSecondary">
            {note}
          </Typography>
        </Box>
      }
    />
  )
}

function Test() {
  const t = useTranslations("settings")
  const test = useMutation(orpc.settings.testTagger.mutationOptions())
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: "flex-start" }}>
      <Button
        variant="outlined"
        loading={test.isPending}
        onClick={() => test.mutate(undefined)}
        sx={{ flexShrink: 0 }}
      >
        {t("test")}
      </Button>
      <Box role="status" sx={{ minHeight: 32, minWidth: 0, alignContent: "center" }}>
        {test.isPending && <Typography variant="body2">{t("testing")}</Typography>}
        {test.isError && <ProblemLine problem={test.error} />}
        {test.isSuccess && (
          <Stack direction="row" useFlexGap sx={{ flexWrap: "wrap", gap: 0.5, alignItems: "center" }}>
            <Typography variant="body2">
              {t("testOk", {
                tagger: test.data.tagger,
                item: test.data.item,
                seconds: test.data.seconds.toFixed(1),
              })}
            </Typography>
            {test.data.tags.map(tag => (
              <TagChip key={tag} tag={tag} />
            ))}
            {test.data.tags.length === 0 && <Typography variant="body2">{t("testNoTags")}</Typography>}
          </Stack>
        )}
      </Box>
    </Stack>
  )
}

function Retag() {
  const t = useTranslations("settings")
  const tell = useTellProblem()
  const [, navigate] = useLocation()
  const retag = useMutation(
    orpc.settings.retag.mutationOptions({
      onSuccess: () =>
        notify({
          text: t("retagStarted"),
          action: { label: t("showJobs"), run: () => navigate(`~${paths.jobs}`) },
        }),
      onError: tell,
    }),
  )
  return (
    <Stack direction="row" spacing={2} sx={{ alignItems: "center" }}>
      <Button
        variant="outlined"
        loading={retag.isPending}
        onClick={() => retag.mutate(undefined)}
        sx={{ flexShrink: 0 }}
      >
        {t("retag")}
      </Button>
      <Typography variant="body2" color="textSecondary">
        {t("retagText")}
      </Typography>
    </Stack>
  )
}
