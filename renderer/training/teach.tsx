/** A product before it is taught: its pictures, its word and class, everything else under “Advanced”, and the check beside it. */
import FolderOutlined from "@mui/icons-material/FolderOutlined"
import GridViewOutlined from "@mui/icons-material/GridViewOutlined"
import { Box, Button, MenuItem, Stack, TextField, Typography } from "@mui/material"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { mostPictures } from "../../native/contract/teaching.ts"
import type { Run } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { useChooseFolder } from "../shared/folder-picker.tsx"
import { ItemPicker } from "../shared/item-picker.tsx"
import { Advanced } from "./advanced.tsx"
import { taughtNumbers } from "./fields.ts"
import { Choices, FormRow, fieldGrid } from "./form-row.tsx"
import { FoundProduct } from "./found-product.tsx"
import { RunChoices } from "./run-choices.tsx"
import { Essentials, SetUpPage } from "./set-up-page.tsx"
import { StartPanel } from "./start-panel.tsx"
import { changeTaught, changeTeaching, hasWrongTaught, teachingAsk, useTeachDraft } from "./teach-draft.ts"
import { TeachingNumber } from "./training-number.tsx"
import { useTeachingCheck } from "./use-teaching-check.ts"

export function Teach({ onStarted }: { onStarted: (run: Run) => void }) {
  const t = useTranslations("training")
  const cache = useQueryClient()
  const draft = useTeachDraft()
  const { settings, word } = draft
  const ask = teachingAsk(draft)
  const check = useTeachingCheck(ask)
  const start = useMutation(
    orpc.training.teach.mutationOptions({
      onSuccess: run => {
        changeTeaching({ name: "" })
        void cache.invalidateQueries({ queryKey: orpc.training.runs.key() })
        onStarted(run)
      },
    }),
  )
  const missing = ask === null ? t("teach.needed") : null
  return (
    <SetUpPage
      intro={t("teach.intro")}
      panel={
        <StartPanel
          check={check}
          before={missing}
          formProblem={hasWrongTaught(draft) ? t("fixFields") : missing}
          starting={start.isPending}
          startProblem={start.error}
          startLabel={t("teach.start")}
          onStart={() => ask && start.mutate({ ...ask, name: draft.name.trim() || word.trim() })}
        >
          {found => <FoundProduct settings={ask!.settings} found={found} />}
        </StartPanel>
      }
    >
      <Essentials title={t("teach.product")}>
        <Pictures />
        <Box sx={{ ...fieldGrid, gridTemplateColumns: "1fr 1fr" }}>
          {(["word", "class"] as const).map(field => (
            <TextField
              key={field}
              label={t(`teach.fields.${field}.label`)}
              value={draft[field]}
              helperText={t(`teach.fields.${field}.help`)}
              onChange={event => changeTeaching({ [field]: event.target.value })}
              slotProps={{
                htmlInput: { maxLength: field === "word" ? 40 : 80, autoComplete: "off", dir: "auto" },
              }}
            />
          ))}
          <TextField
            label={t("name")}
            value={draft.name}
            placeholder={word}
            helperText={t("teach.nameHelp")}
            onChange={event => changeTeaching({ name: event.target.value })}
            slotProps={{
              htmlInput: { maxLength: 100, autoComplete: "off" },
              inputLabel: { shrink: true },
            }}
          />
          <TeachingNumber name="steps" />
        </Box>
        <RunChoices settings={settings} onChange={changeTaught} />
        <FormRow label={t("teach.fields.convolutions.label")} help={t("teach.fields.convolutions.help")}>
          {labelId => (
            <Choices
              labelId={labelId}
              value={settings.convolutions ? "convolutions" : "attention"}
              options={["attention", "convolutions"] as const}
              nameOf={parts => t(`teach.parts.${parts}`)}
              onChange={parts => changeTaught({ convolutions: parts === "convolutions" })}
            />
          )}
        </FormRow>
        <FormRow label={t("teach.fields.textEncoder.label")} help={t("teach.fields.textEncoder.help")}>
          {labelId => (
            <Choices
              labelId={labelId}
              value={settings.textEncoder ? "taught" : "kept"}
              options={["kept", "taught"] as const}
              nameOf={how => t(`teach.textEncoders.${how}`)}
              onChange={how => changeTaught({ textEncoder: how === "taught" })}
            />
          )}
        </FormRow>
      </Essentials>
      <AdvancedTeaching />
    </SetUpPage>
  )
}

/** Where the pictures are: one folder, or items of the catalog. */
function Pictures() {
  const t = useTranslations("training.teach")
  const choose = useChooseFolder()
  const { folder, items } = useTeachDraft()
  const [picking, setPicking] = useState(false)
  return (
    <FormRow label={t("pictures")} help={t("picturesHelp")}>
      {labelId => (
        <Stack spacing={1} role="group" aria-labelledby={labelId}>
          <Stack direction="row" spacing={1}>
            <Button
              variant="outlined"
              startIcon={<FolderOutlined />}
              onClick={async () => {
                const chosen = await choose({ kind: "folder", title: t("folderTitle") })
                if (chosen) changeTeaching({ folder: chosen, items: [] })
              }}
            >
              {t("chooseFolder")}
            </Button>
            <Button variant="outlined" startIcon={<GridViewOutlined />} onClick={() => setPicking(true)}>
              {t("chooseItems")}
            </Button>
          </Stack>
          <Typography variant="body2" role="status" noWrap dir="auto">
            {folder ? t("fromFolder", { name: folder.name }) : t("fromItems", { count: items.length })}
          </Typography>
          <ItemPicker
            open={picking}
            multiple={{ selected: items, most: mostPictures }}
            onPick={picked => {
              setPicking(false)
              changeTeaching({ folder: null, items: picked.map(({ id, title }) => ({ id, title })) })
            }}
            onClose={() => setPicking(false)}
          />
        </Stack>
      )}
    </FormRow>
  )
}

function AdvancedTeaching() {
  const t = useTranslations("training")
  const { text, classAlone } = useTeachDraft(({ settings }) => settings)
  const numbers = (group: keyof typeof taughtNumbers) =>
    taughtNumbers[group].map(name => <TeachingNumber key={name} name={name} />)
  const product = (
    <>
      {numbers("product")}
      <TextField
        select
        label={t("teach.fields.classAlone.label")}
        value={classAlone ? "alone" : "both"}
        helperText={t("teach.fields.classAlone.help")}
        onChange={event => changeTaught({ classAlone: event.target.value === "alone" })}
      >
        {(["both", "alone"] as const).map(texts => (
          <MenuItem key={texts} value={texts}>
            {t(`teach.classTexts.${texts}`)}
          </MenuItem>
        ))}
      </TextField>
      <TextField
        label={t("teach.fields.text.label")}
        value={text}
        helperText={t("teach.fields.text.help")}
        onChange={event => changeTaught({ text: event.target.value })}
        slotProps={{ htmlInput: { maxLength: 300, autoComplete: "off", dir: "auto" } }}
      />
    </>
  )
  return (
    <Advanced
      groups={[
        { name: "product", title: t("teach.product"), fields: product },
        { name: "learning", title: t("groups.learning"), fields: numbers("learning") },
        { name: "keeping", title: t("groups.keeping"), fields: numbers("keeping") },
      ]}
    />
  )
}
