/** Narrows the history to one item, one persona, or both. */
import { Chip } from "@mui/material"
import { useState } from "react"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { PersonaSummary } from "../../native/contract/api/personas.ts"
import { useTranslations } from "../app/translations.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { PersonaPicker } from "../shared/persona-picker.tsx"

export interface Subject {
  item: ItemSummary | null
  persona: PersonaSummary | null
}

export function SubjectFilter({
  subject,
  onChange,
}: {
  subject: Subject
  onChange: (subject: Subject) => void
}) {
  const t = useTranslations("history.only")
  const [picking, setPicking] = useState<keyof Subject | null>(null)
  const { item, persona } = subject
  const close = () => setPicking(null)
  const change = (changed: Partial<Subject>) => {
    close()
    onChange({ ...subject, ...changed })
  }
  const chip = (part: keyof Subject, name: string | undefined) => (
    <Chip
      label={name === undefined ? t(part) : t(`${part}Is`, { name })}
      variant={name === undefined ? "outlined" : "filled"}
      onClick={() => setPicking(part)}
      {...(name === undefined ? {} : { onDelete: () => change({ [part]: null }) })}
    />
  )
  return (
    <>
      {chip("item", item?.title)}
      {chip("persona", persona?.name)}
      <ItemPicker
        open={picking === "item"}
        onClose={close}
        onPick={([picked]) => change({ item: picked ?? null })}
      />
      <PersonaPicker
        open={picking === "persona"}
        onClose={close}
        onPick={([picked]) => change({ persona: picked ?? null })}
      />
    </>
  )
}
