/** An endpoint that tags: address, model, consent for other computers, and its key, which only the engine keeps. */
import {
  Alert,
  Box,
  Button,
  Checkbox,
  FormControlLabel,
  FormHelperText,
  Stack,
  TextField,
} from "@mui/material"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import { type FormEvent, useState } from "react"
import { notify } from "../app/notices.tsx"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { ProblemLine } from "../ui/states.tsx"
import { addressProblem, foreignHost, hostOf } from "./endpoint.ts"
import { type KeptSettings, useSet } from "./use-set.ts"

export function EndpointForm({ settings }: { settings: KeptSettings }) {
  const t = useTranslations("settings")
  const set = useSet()
  const kept = settings.tagger.kind === "endpoint" ? settings.tagger : null
  const host = kept && hostOf(kept.url)
  const [url, setUrl] = useState(kept?.url ?? "")
  const [model, setModel] = useState(kept?.model ?? "")
  /** The host that was agreed to: agreement doesn't carry over to another one. */
  const [agreedTo, setAgreedTo] = useState(kept?.consent ? (foreignHost(kept.url)?.host ?? null) : null)
  const [tried, setTried] = useState(false)

  const wrong = addressProblem(url.trim())
  const foreign = wrong ? null : foreignHost(url.trim())
  const consent = foreign !== null && agreedTo === foreign.host
  const noModel = model.trim() === ""
  const noConsent = foreign !== null && !consent

  const save = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (wrong || noModel || noConsent) return
    set.mutate(
      { tagger: { kind: "endpoint", url: url.trim(), model: model.trim(), consent } },
      { onSuccess: () => notify({ text: t("taggerSaved"), kind: "success" }) },
    )
  }

  return (
    <Stack spacing={1.5} sx={{ pl: 4 }}>
      <Stack component="form" noValidate spacing={1.5} onSubmit={save}>
        <TextField
          required
          label={t("url")}
          value={url}
          onChange={event => setUrl(event.target.value)}
          error={tried && wrong !== null}
          helperText={tried && wrong ? t(wrong) : t("urlHelp")}
          slotProps={{ htmlInput: { inputMode: "url", spellCheck: false, autoComplete: "off" } }}
        />
        <TextField
          required
          label={t("model")}
          value={model}
          onChange={event => setModel(event.target.value)}
          error={tried && noModel}
          helperText={tried && noModel ? t("modelNeeded") : t("modelHelp")}
          slotProps={{ htmlInput: { maxLength: 120, spellCheck: false, autoComplete: "off" } }}
        />
        {foreign?.insecure && (
          <Alert severity="warning" variant="outlined">
            {t("insecure")}
          </Alert>
        )}
        {foreign && (
          <Box>
            <FormControlLabel
              control={
                <Checkbox
                  size="small"
                  checked={consent}
                  onChange={event => setAgreedTo(event.target.checked ? foreign.host : null)}
                />
              }
              label={t("consent", { host: foreign.host })}
            />
            {tried && noConsent && (
              <FormHelperText error role="alert">
                {t("consentNeeded", { host: foreign.host })}
              </FormHelperText>
            )}
          </Box>
        )}
        <Box>
          <Button type="submit" variant="contained" loading={set.isPending}>
            {t("taggerSave")}
          </Button>
        </Box>
      </Stack>
      <KeyForm key={host} host={host} typedHost={hostOf(url.trim())} keySet={settings.endpointKeySet} />
    </Stack>
  )
}

interface KeyFormProps {
  /** Of the tagger in use; null where none is an endpoint. */
  host: string | null
  /** Of the address as it is typed: a key for it is taken once it is in use. */
  typedHost: string | null
  keySet: boolean
}

function KeyForm({ host, typedHost, keySet }: KeyFormProps) {
  const t = useTranslations("settings")
  const cache = useQueryClient()
  const [key, setKey] = useState("")
  const keep = useMutation(
    orpc.settings.setEndpointKey.mutationOptions({
      onSuccess: ({ endpointKeySet }) => {
        setKey("")
        cache.setQueryData(orpc.settings.get.queryKey(), kept => kept && { ...kept, endpointKeySet })
        notify({ text: endpointKeySet ? t("keyKept") : t("keyForgotten"), kind: "success" })
      },
    }),
  )
  const usedHost = host === typedHost ? host : null
  return (
    <form
      onSubmit={event => {
        event.preventDefault()
        if (key.trim() && usedHost !== null) keep.mutate({ host: usedHost, key: key.trim() })
      }}
    >
      <Stack direction="row" spacing={1} sx={{ alignItems: "flex-start" }}>
        <TextField
          type="password"
          label={t("key")}
          value={key}
          disabled={usedHost === null}
          onChange={event => setKey(event.target.value)}
          helperText={usedHost === null ? t("keyLater") : keySet ? t("keySet") : t("keyNotSet")}
          slotProps={{ htmlInput: { maxLength: 500, autoComplete: "off" } }}
          sx={{ flex: 1 }}
        />
        <Button
          type="submit"
          variant="outlined"
          disabled={!key.trim() || usedHost === null}
          loading={keep.isPending}
          sx={{ height: 40 }}
        >
          {t("keySave")}
        </Button>
        {keySet && usedHost !== null && (
          <Button
            color="inherit"
            onClick={() => keep.mutate({ host: usedHost, key: "" })}
            sx={{ height: 40 }}
          >
            {t("keyForget")}
          </Button>
        )}
      </Stack>
      {keep.isError && <ProblemLine problem={keep.error} />}
    </form>
  )
}
