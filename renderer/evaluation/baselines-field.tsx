/** Further arms of the study of methods: other packs, and taught LoRAs. */
import { MenuItem, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
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
  return (
    <TextField
      select
      label={t("baselines")}
      helperText={isFull ? t("baselinesMost", { most: mostBaselines }) : t("baselinesHelp")}
      value={chosen.map(keyOf)}
      onChange={event => {
        const keys = event.target.value as unknown as string[]
        changeStudy({ baselines: offered.filter(one => keys.includes(keyOf(one))) })
      }}
      slotProps={{
        select: {
          multiple: true,
          displayEmpty: true,
          renderValue: keys =>
            offered
              .filter(one => (keys as string[]).includes(keyOf(one)))
              .map(({ name }) => name)
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
}

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
