/** Further arms of the study of methods: other packs, and taught LoRAs; each can be given a name of its own. */
import { Box, MenuItem, Stack, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import { type Baseline, baselineName, mostBaselines } from "../../native/contract/evaluation.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { changeStudy, useStudyDraft } from "./draft.ts"

export function BaselinesField() {
  const t = useTranslations("evaluation")
  const chosen = useStudyDraft(({ settings }) => settings.baselines)
  const { data: packs = [] } = useQuery(orpc.packs.list.queryOptions())
  const { data: loras = [] } = useQuery(orpc.loras.list.queryOptions())
  const choices = withDistinctNames([
    ...packs
      .filter(({ inUse, problem }) => !inUse && !problem)
      .map(({ id, name }) => ({ kind: "pack" as const, name: nameFrom(name), pack: id })),
    ...loras
      .filter(({ isFewSteps, problem }) => !isFewSteps && !problem)
      .map(({ name }) => ({
        kind: "lora" as const,
        name: nameFrom(t("loraArm", { name })),
        lora: name,
      })),
  ])
  const gone = chosen.filter(one => !choices.some(choice => keyOf(choice) === keyOf(one)))
  const offered = [...choices, ...gone]
  if (offered.length === 0) return null
  const isFull = chosen.length >= mostBaselines
  const nameOf = (choice: Baseline) => chosen.find(isSame(choice))?.name ?? choice.name
  const select = (
    <TextField
      select
      label={t("baselines")}
      helperText={isFull ? t("baselinesMost", { most: mostBaselines }) : t("baselinesHelp")}
      value={chosen.map(keyOf)}
      onChange={event => {
        const keys = event.target.value as unknown as string[]
        const picked = offered.filter(one => keys.includes(keyOf(one)))
        changeStudy({ baselines: withDistinctNames(picked.map(one => ({ ...one, name: nameOf(one) }))) })
      }}
      slotProps={{
        select: {
          multiple: true,
          displayEmpty: true,
          renderValue: keys =>
            offered
              .filter(one => (keys as string[]).includes(keyOf(one)))
              .map(nameOf)
              .join(" · ") || t("baselinesNone"),
        },
        inputLabel: { shrink: true },
      }}
    >
      {offered.map(one => (
        <MenuItem
          key={keyOf(one)}
          value={keyOf(one)}
          disabled={isFull && !chosen.some(other => keyOf(other) === keyOf(one))}
        >
          {one.name}
        </MenuItem>
      ))}
    </TextField>
  )
  return (
    <Stack spacing={2}>
      {select}
      {chosen.length > 0 && (
        <Box sx={{ display: "grid", gridTemplateColumns: "repeat(3, 1fr)", gap: 2, alignItems: "start" }}>
          {chosen.map(one => (
            <ArmName
              key={keyOf(one)}
              arm={one}
              source={choices.find(isSame(one))?.name ?? one.name}
              isTaken={name =>
                chosen.some(other => !isSame(one)(other) && other.name.toLowerCase() === name.toLowerCase())
              }
            />
          ))}
        </Box>
      )}
    </Stack>
  )
}

interface ArmNameProps {
  arm: Baseline
  /** What it is called by itself. */
  source: string
  isTaken: (name: string) => boolean
}

/** What an arm is called in tables and charts. A name that can't be taken is marked, and falls away at the end. */
function ArmName({ arm, source, isTaken }: ArmNameProps) {
  const t = useTranslations("evaluation")
  const [typed, setTyped] = useState<string | null>(null)
  const takes = (text: string) => baselineName.safeParse(text.trim()).success && !isTaken(text.trim())
  const isWrong = typed !== null && !takes(typed)
  const rename = (name: string) =>
    changeStudy({
      baselines: useStudyDraft
        .getState()
        .settings.baselines.map(one => (isSame(arm)(one) ? { ...one, name } : one)),
    })
  return (
    <TextField
      label={t("armName", { source })}
      value={typed ?? arm.name}
      error={isWrong}
      helperText={isWrong ? t("armNameWrong") : t("armNameHelp")}
      onChange={({ target: { value } }) => {
        setTyped(value)
        if (takes(value)) rename(value.trim())
      }}
      onBlur={() => setTyped(null)}
      slotProps={{
        htmlInput: { maxLength: 40, autoComplete: "off", dir: "auto" },
        inputLabel: { shrink: true },
      }}
    />
  )
}

const isSame = (one: Baseline) => (other: Baseline) => keyOf(one) === keyOf(other)

const keyOf = (one: Baseline): string => (one.kind === "pack" ? `pack ${one.pack}` : `lora ${one.lora}`)

/** A name that an arm may have, as near to the pack's or the LoRA's as can be. */
function nameFrom(text: string): string {
  const name = text
    .replace(/[^\p{L}\p{N} _.-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "")
    .slice(0, 40)
  return baselineName.safeParse(name).success ? name : "arm"
}

/** Two packs may be called the same, but two arms of a study may not, whatever the case of their letters. */
function withDistinctNames(baselines: readonly Baseline[]): Baseline[] {
  const taken = new Set<string>()
  return baselines.map(one => {
    let { name } = one
    for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${one.name.slice(0, 36)} ${n}`
    taken.add(name.toLowerCase())
    return { ...one, name }
  })
}
