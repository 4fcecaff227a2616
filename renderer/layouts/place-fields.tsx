/** Where an element lies, by numbers: for whoever can't drag it, or wants it exact. */
import { anchors, type Box, type LayoutElement, ranges } from "../../native/contract/layout.ts"
import { areaOf } from "../../native/contract/layout-place.ts"
import { useTranslations } from "../app/translations.ts"
import { ChoiceField } from "../ui/choice-field.tsx"
import { useElementName } from "./element-name.ts"
import { FieldGrid } from "./field-grid.tsx"
import { boxAt, rectangleOf } from "./geometry.ts"
import { ShareField, type ShareFieldProps } from "./share-field.tsx"
import { type Editor, withElement } from "./use-editor.ts"

export interface PlaceFieldsProps {
  editor: Editor
  place: number
  size: { width: number; height: number }
}

export function PlaceFields({ editor, place, size }: PlaceFieldsProps) {
  const t = useTranslations("layouts.place")
  const nameOf = useElementName()
  const { layout, readOnly } = editor
  const element = layout.elements[place]!
  const { box } = element
  const set = (change: Partial<Box>) =>
    editor.change(t("changed", { what: nameOf(element) }), now =>
      withElement(now, place, { ...now.elements[place]!, box: { ...box, ...change } } as LayoutElement),
    )
  /** It stays where it is; only what the distances are measured from is another. */
  const setAnchor = (anchor: Box["anchor"]) => {
    const area = areaOf(element, layout, size)
    set(boxAt(anchor, rectangleOf(box, area), area))
  }
  const number = (name: "x" | "y" | "width" | "height", range: ShareFieldProps["range"]) => (
    <ShareField
      label={t(name)}
      value={box[name]}
      range={range}
      disabled={readOnly}
      onValue={value => set({ [name]: value })}
    />
  )
  return (
    <FieldGrid title={t("title")}>
      <ChoiceField
        label={t("anchor")}
        value={box.anchor}
        disabled={readOnly}
        options={anchors.map(anchor => [anchor, t(`anchors.${anchor}`)])}
        onChange={anchor => setAnchor(anchor as Box["anchor"])}
      />
      <span />
      {number("x", ranges.shift)}
      {number("y", ranges.shift)}
      {number("width", ranges.side)}
      {number("height", ranges.side)}
    </FieldGrid>
  )
}
