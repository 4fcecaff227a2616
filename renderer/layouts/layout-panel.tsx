/** What holds for the whole layout: what stays free at the edges, and its fonts. */
import ArrowDownward from "@mui/icons-material/ArrowDownward"
import ArrowUpward from "@mui/icons-material/ArrowUpward"
import DeleteOutlined from "@mui/icons-material/DeleteOutlined"
import { Autocomplete, Button, IconButton, Stack, TextField, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { type Layout, mostFonts, ranges } from "../../native/contract/layout.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useChooseImage } from "../ui/choose-image.tsx"
import { FieldGrid, wide } from "./field-grid.tsx"
import { ShareField } from "./share-field.tsx"
import type { Editor } from "./use-editor.ts"
import { useTakeFile } from "./use-take-file.ts"

const sides = ["top", "right", "bottom", "left"] as const

export function LayoutPanel({ editor }: { editor: Editor }) {
  const t = useTranslations("layouts.whole")
  const { layout, readOnly } = editor
  return (
    <>
      <FieldGrid title={t("safe")}>
        {sides.map(side => (
          <ShareField
            key={side}
            label={t(`sides.${side}`)}
            value={layout.safe[side]}
            range={ranges.safe}
            disabled={readOnly}
            onValue={value =>
              editor.change(t("safeChanged"), now => ({ ...now, safe: { ...now.safe, [side]: value } }))
            }
          />
        ))}
      </FieldGrid>
      <Fonts editor={editor} />
    </>
  )
}

type Font = Layout["fonts"][number]

const nameOf = (font: Font): string => ("file" in font ? font.file : font.family)

function Fonts({ editor }: { editor: Editor }) {
  const t = useTranslations("layouts.fonts")
  const join = useJoin()
  const takeFile = useTakeFile(editor)
  const families = useQuery(orpc.layouts.fonts.queryOptions()).data?.families ?? []
  const { layout, readOnly } = editor
  const { fonts } = layout
  const full = fonts.length >= mostFonts
  const set = (label: string, fonts: readonly Font[]) =>
    editor.change(label, now => ({ ...now, fonts: [...fonts] }))
  const { choose, input } = useChooseImage(
    file =>
      takeFile(file, kept =>
        editor.change(
          t("added", { font: kept.name }),
          now => ({ ...now, fonts: [{ file: kept.name }, ...now.fonts].slice(0, mostFonts) }),
          [kept],
        ),
      ),
    ".ttf,.otf,font/ttf,font/otf",
  )
  const move = (from: number, to: number) => {
    const moved = [...fonts]
    const [font] = moved.splice(from, 1)
    moved.splice(to, 0, font!)
    set(t("ordered"), moved)
  }
  return (
    <FieldGrid title={t("title")}>
      <Typography variant="caption" color="textSecondary" sx={wide}>
        {t("explain")}
      </Typography>
      <Stack component="ol" sx={{ ...wide, m: 0, p: 0, listStyle: "none" }}>
        {fonts.map((font, index) => (
          <Stack
            component="li"
            key={nameOf(font)}
            direction="row"
            sx={{ alignItems: "center", borderBottom: 1, borderColor: "divider" }}
          >
            <Typography variant="body2" noWrap title={nameOf(font)} sx={{ flex: 1, minWidth: 0 }}>
              {nameOf(font)}
            </Typography>
            <IconButton
              size="small"
              aria-label={join.pair(t("earlier"), nameOf(font))}
              disabled={readOnly || index === 0}
              onClick={() => move(index, index - 1)}
            >
              <ArrowUpward fontSize="small" />
            </IconButton>
            <IconButton
              size="small"
              aria-label={join.pair(t("later"), nameOf(font))}
              disabled={readOnly || index === fonts.length - 1}
              onClick={() => move(index, index + 1)}
            >
              <ArrowDownward fontSize="small" />
            </IconButton>
            <IconButton
              size="small"
              aria-label={join.pair(t("remove"), nameOf(font))}
              disabled={readOnly}
              onClick={() =>
                set(
                  t("removed", { font: nameOf(font) }),
                  fonts.filter((_, other) => other !== index),
                )
              }
            >
              <DeleteOutlined fontSize="small" />
            </IconButton>
          </Stack>
        ))}
      </Stack>
      <Autocomplete
        size="small"
        sx={wide}
        value={null}
        blurOnSelect
        clearOnBlur
        disabled={readOnly || full}
        options={families.filter(family => !fonts.some(font => nameOf(font) === family))}
        noOptionsText={t("none")}
        onChange={(_event, family) =>
          family && set(t("added", { font: family }), [{ family }, ...fonts].slice(0, mostFonts))
        }
        renderInput={params => <TextField {...params} label={t("family")} />}
      />
      <Button variant="outlined" disabled={readOnly || full} onClick={choose} sx={wide}>
        {t("file")}
      </Button>
      {input}
    </FieldGrid>
  )
}
