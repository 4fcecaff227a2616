/** Where models are downloaded from: another hub's address, and the token for it, which only the engine keeps. */
import { Button, Stack, TextField, Typography } from "@mui/material"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import type { PublishedList } from "../../native/contract/api/models.ts"
import { useTellProblem } from "../app/attempt.ts"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { TextLineField } from "../ui/text-line-field.tsx"
import { type KeptSettings, useSet } from "./use-set.ts"

export function HubForm({ list, settings }: { list: PublishedList; settings: KeptSettings }) {
  const t = useTranslations("models")
  const set = useSet()
  const cache = useQueryClient()
  const again = () => void cache.invalidateQueries({ queryKey: orpc.models.key() })
  return (
    <Stack spacing={1.5}>
      <Typography variant="h3">{t("hub")}</Typography>
      <TextLineField
        label={t("mirror")}
        help={t("mirrorHelp")}
        most={300}
        value={settings.mirror}
        onCommit={mirror => set.mutate({ mirror }, { onSettled: again })}
      />
      <Token key={list.host} list={list} />
    </Stack>
  )
}

function Token({ list: { host, tokenSet } }: { list: PublishedList }) {
  const t = useTranslations("models")
  const cache = useQueryClient()
  const tell = useTellProblem()
  const [token, setToken] = useState("")
  const keep = useMutation(
    orpc.models.setToken.mutationOptions({
      onSuccess: list => {
        cache.setQueryData(orpc.models.list.queryKey(), list)
        setToken("")
        notify({ text: list.tokenSet ? t("tokenKept") : t("tokenForgotten"), kind: "success" })
      },
      onError: tell,
    }),
  )
  return (
    <Stack
      component="form"
      direction="row"
      spacing={1}
      sx={{ alignItems: "flex-start" }}
      onSubmit={event => {
        event.preventDefault()
        if (token !== "") keep.mutate({ host, token })
      }}
    >
      <TextField
        type="password"
        label={t("token", { host })}
        value={token}
        onChange={event => setToken(event.target.value)}
        helperText={tokenSet ? t("tokenSet") : t("tokenNotSet")}
        slotProps={{ htmlInput: { maxLength: 500, autoComplete: "off" } }}
        sx={{ flex: 1 }}
      />
      <Button type="submit" variant="outlined" disabled={token === ""} loading={keep.isPending}>
        {t("tokenSave")}
      </Button>
      {tokenSet && (
        <Button color="inherit" onClick={() => keep.mutate({ host, token: "" })}>
          {t("tokenForget")}
        </Button>
      )}
    </Stack>
  )
}
