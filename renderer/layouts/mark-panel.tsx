/** How a picture or a shape looks. */
import { Button } from "@mui/material"
import { type LayoutElement, ranges } from "../../native/contract/layout.ts"
import { areaOf } from "../../native/contract/layout-place.ts"
import { useTranslations } from "../app/translations.ts"
import { useChooseImage } from "../ui/choose-image.tsx"
import { Choices } from "./choices.tsx"
import { ColourField } from "./colour-field.tsx"
import { useElementName } from "./element-name.ts"
import { FieldGrid, wide } from "./field-grid.tsx"
import { boxAt, rectangleOf } from "./geometry.ts"
import { ShareField } from "./share-field.tsx"
import { SwitchField } from "./switch-field.tsx"
import { type Editor, withElement } from "./use-editor.ts"
import { useTakeFile } from "./use-take-file.ts"

type Mark = Exclude<LayoutElement, { type: "text" }>

export interface MarkPanelProps {
  editor: Editor
  place: number
  element: Mark
  size: { width: number; height: number }
}

export function MarkPanel({ editor, place, element, size }: MarkPanelProps) {
  const t = useTranslations("layouts.mark")
  const nameOf = useElementName()
  const takeFile = useTakeFile(editor)
  const { readOnly, layout } = editor
  const label = t("changed", { what: nameOf(element) })
  const changed = (change: object) => (now: Editor["layout"]) =>
    withElement(now, place, { ...now.elements[place]!, ...change } as LayoutElement)
  const set = (change: object) => editor.change(label, changed(change))
  const { choose, input } = useChooseImage(file =>
    takeFile(file, kept => editor.change(label, changed({ file: kept.name }), [kept])),
  )
  /** It stays where it is, by other distances. */
  const setBleed = (bleed: boolean) => {
    const rectangle = rectangleOf(element.box, areaOf(element, layout, size))
    const area = areaOf({ ...element, bleed }, layout, size)
    set({ bleed, box: boxAt(element.box.anchor, rectangle, area) })
  }
  return (
    <FieldGrid title={t(element.type)}>
      {element.type === "image" ? (
        <>
          <Button variant="outlined" disabled={readOnly} onClick={choose} sx={wide}>
            {t("another")}
          </Button>
          {input}
          <Choices
            label={t("fit")}
            value={element.fit}
            options={(["contain", "cover"] as const).map(fit => [fit, t(`fits.${fit}`)])}
            disabled={readOnly}
            onChange={fit => set({ fit })}
          />
        </>
      ) : (
        <>
          <Choices
            label={t("form")}
            value={element.shape}
            options={(["rectangle", "ellipse"] as const).map(shape => [shape, t(`forms.${shape}`)])}
            disabled={readOnly}
            onChange={shape => set({ shape })}
          />
          <ColourField
            label={t("colour")}
            value={element.colour}
            disabled={readOnly}
            onLook={colour => editor.look(changed({ colour }))}
            onKeep={() => editor.keep(label)}
          />
        </>
      )}
      <ShareField
        label={t("opacity")}
        value={element.opacity}
        range={ranges.opacity}
        disabled={readOnly}
        onValue={opacity => set({ opacity })}
      />
      {element.type === "shape" && element.shape === "rectangle" && (
        <ShareField
          label={t("radius")}
          value={element.radius}
          range={ranges.radius}
          disabled={readOnly}
          onValue={radius => set({ radius })}
        />
      )}
      <SwitchField label={t("bleed")} checked={element.bleed} disabled={readOnly} onChange={setBleed} />
    </FieldGrid>
  )
}
