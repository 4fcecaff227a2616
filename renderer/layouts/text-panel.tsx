/** What a text says and how it looks. */
import { MenuItem, TextField } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { longestText, ranges, type TextElement } from "../../native/contract/layout.ts"
import { isolated } from "../../native/words/isolate.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ChoiceField } from "../ui/choice-field.tsx"
import { Choices } from "./choices.tsx"
import { ColourField } from "./colour-field.tsx"
import { useElementName } from "./element-name.ts"
import { FieldGrid, wide } from "./field-grid.tsx"
import { ShareField } from "./share-field.tsx"
import { SwitchField } from "./switch-field.tsx"
import { type Editor, withElement } from "./use-editor.ts"
import { WordsField } from "./words-field.tsx"

const ownFields = ["title", "description", "id", "scenario"] as const
const weights = [400, 500, 600, 700, 800] as const

export interface TextPanelProps {
  editor: Editor
  place: number
  element: TextElement
}

export function TextPanel({ editor, place, element }: TextPanelProps) {
  const t = useTranslations("layouts.text")
  const nameOf = useElementName()
  const columns = useQuery(orpc.layouts.fields.queryOptions()).data ?? []
  const { readOnly } = editor
  const label = t("changed", { what: nameOf(element) })
  const changed = (change: Partial<TextElement>) => (now: Editor["layout"]) =>
    withElement(now, place, { ...(now.elements[place] as TextElement), ...change })
  const set = (change: Partial<TextElement>) => editor.change(label, changed(change))
  const keep = () => editor.keep(label)
  const insert = (field: string) =>
    set({ text: [element.text.trim(), `{${field}}`].filter(Boolean).join(" ").slice(0, longestText) })
  return (
    <>
      <FieldGrid title={t("words")}>
        <div style={wide}>
          <WordsField
            label={t("text")}
            value={element.text}
            disabled={readOnly}
            wrong={element.text === "" ? t("empty") : undefined}
            onLook={text => editor.look(changed({ text }))}
            onKeep={keep}
          />
        </div>
        <div style={wide}>
          <TextField
            select
            fullWidth
            label={t("insert")}
            value=""
            disabled={readOnly}
            helperText={columns.length === 0 ? t("noColumns") : undefined}
            onChange={event => event.target.value && insert(event.target.value)}
            slotProps={{ select: { displayEmpty: true }, inputLabel: { shrink: true } }}
          >
            <MenuItem value="">{t("insertNothing")}</MenuItem>
            {ownFields.map(field => (
              <MenuItem key={field} value={field}>
                {t(`fields.${field}`)}
              </MenuItem>
            ))}
            {columns.map(({ name, sample }) => (
              <MenuItem key={name} value={name}>
                {t("column", { name, sample: isolated(sample.slice(0, 30)) })}
              </MenuItem>
            ))}
          </TextField>
        </div>
      </FieldGrid>
      <FieldGrid title={t("letters")}>
        <ShareField
          label={t("size")}
          value={element.size}
          range={ranges.textSize}
          disabled={readOnly}
          onValue={size => set({ size })}
        />
        <ShareField
          label={t("smallest")}
          value={element.smallest ?? element.size / 2}
          range={ranges.textSize}
          disabled={readOnly}
          onValue={smallest => set({ smallest })}
        />
        <ChoiceField
          label={t("weight")}
          value={String(weights.find(weight => weight >= element.weight) ?? 800)}
          disabled={readOnly}
          options={weights.map(weight => [String(weight), t(`weights.${weight}`)])}
          onChange={weight => set({ weight: Number(weight) })}
        />
        <ShareField
          label={t("lines")}
          value={element.lines}
          range={ranges.lines}
          times={1}
          digits={0}
          disabled={readOnly}
          onValue={lines => set({ lines: Math.round(lines) })}
        />
        <ShareField
          label={t("leading")}
          value={element.leading}
          range={ranges.leading}
          disabled={readOnly}
          onValue={leading => set({ leading })}
        />
        <span />
        <Choices
          label={t("align")}
          value={element.align}
          options={(["start", "center", "end"] as const).map(value => [value, t(`aligns.${value}`)])}
          disabled={readOnly}
          onChange={align => set({ align })}
        />
        <Choices
          label={t("vertical")}
          value={element.vertical}
          options={(["top", "middle", "bottom"] as const).map(value => [value, t(`verticals.${value}`)])}
          disabled={readOnly}
          onChange={vertical => set({ vertical })}
        />
        <SwitchField
          label={t("italic")}
          checked={element.italic}
          disabled={readOnly}
          onChange={italic => set({ italic })}
        />
        <SwitchField
          label={t("cut")}
          checked={element.cut}
          disabled={readOnly}
          onChange={cut => set({ cut })}
        />
      </FieldGrid>
      <FieldGrid title={t("colours")}>
        <SwitchField
          label={t("auto")}
          checked={element.colour === "auto"}
          disabled={readOnly}
          onChange={auto => set({ colour: auto ? "auto" : "#ffffff" })}
        />
        {element.colour !== "auto" && (
          <ColourField
            label={t("colour")}
            value={element.colour}
            disabled={readOnly}
            onLook={colour => editor.look(changed({ colour }))}
            onKeep={keep}
          />
        )}
        <SwitchField
          label={t("plate")}
          checked={element.contrast === "plate"}
          disabled={readOnly}
          onChange={plate => set({ contrast: plate ? "plate" : "none" })}
        />
      </FieldGrid>
    </>
  )
}
