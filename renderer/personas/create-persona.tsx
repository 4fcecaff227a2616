/** Makes a persona from items that one picks. */
import {
  Box,
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  FormHelperText,
  MenuItem,
  Stack,
  TextField,
  Typography,
} from "@mui/material"
import { useId, useState } from "react"
import { useLocation } from "wouter"
import type { Status } from "../../native/contract/api/app.ts"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import type { Persona } from "../../native/contract/catalog.ts"
import { inPath } from "../app/paths.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client } from "../engine/rpc.ts"
import { ItemPicker } from "../shared/item-picker.tsx"
import { useScenarioName } from "../shared/scenario-name.ts"
import { Picture } from "../ui/picture.tsx"
import { ProblemLine } from "../ui/states.tsx"

/** As the contract has it. */
const mostItems = 500

export interface CreatePersonaProps {
  open: boolean
  scenarios: Status["scenarios"]
  /** The one that is offered at first. */
  scenario: string
  onClose: () => void
}

export function CreatePersona(props: CreatePersonaProps) {
  const heading = useId()
  return (
    <Dialog open={props.open} onClose={props.onClose} maxWidth="sm" fullWidth aria-labelledby={heading}>
      <CreateForm {...props} heading={heading} />
    </Dialog>
  )
}

function CreateForm({
  scenarios,
  scenario: offered,
  onClose,
  heading,
}: CreatePersonaProps & { heading: string }) {
  const t = useTranslations("personas")
  const cancel = useTranslations("common.actions")("cancel")
  const undo = useUndo()
  const scenarioName = useScenarioName()
  const [, navigate] = useLocation()
  const [name, setName] = useState("")
  const [scenario, setScenario] = useState(
    offered || (scenarios.find(scenario => scenario.items > 0) ?? scenarios[0])?.id || "",
  )
  const [items, setItems] = useState<readonly ItemSummary[]>([])
  const [picking, setPicking] = useState(false)
  const [tried, setTried] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const noName = tried && name.trim() === ""
  const noItems = tried && items.length === 0

  const create = async () => {
    setTried(true)
    if (name.trim() === "" || items.length === 0) return
    setBusy(true)
    setProblem(null)
    let made: Persona | null = null
    const make = async () => {
      made = made
        ? await client.personas.putBack(made)
        : await client.personas.create({ name, scenario, items: items.map(item => item.id) })
    }
    const done = await undo.run({
      label: t("created", { name: name.trim() }),
      do: () =>
        make().catch(error => {
          setProblem(error)
          throw error
        }),
      undo: async () => {
        if (made) await client.personas.remove({ id: made.id })
      },
    })
    if (!done) {
      setBusy(false)
      return
    }
    onClose()
    if (made) navigate(`/${inPath((made as Persona).id)}`)
  }

  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault()
        void create()
      }}
    >
      <DialogTitle id={heading}>{t("create")}</DialogTitle>
      <DialogContent>
        <Stack spacing={2} sx={{ pt: 0.5 }}>
          <Typography variant="body2" color="textSecondary">
            {t("createText")}
          </Typography>
          <TextField
            autoFocus
            required
            label={t("name")}
            value={name}
            onChange={event => setName(event.target.value)}
            error={noName}
            helperText={noName ? t("nameNeeded") : " "}
            slotProps={{ htmlInput: { maxLength: 200 } }}
          />
          <TextField
            select
            label={t("scenario")}
            value={scenario}
            onChange={event => {
              setScenario(event.target.value)
              setItems([])
            }}
          >
            {scenarios.map(({ id }) => (
              <MenuItem key={id} value={id}>
                {scenarioName(id)}
              </MenuItem>
            ))}
          </TextField>
          <Box role="group" aria-label={t("items")}>
            <Stack direction="row" spacing={1} sx={{ alignItems: "center" }}>
              <Button variant="outlined" onClick={() => setPicking(true)}>
                {items.length > 0 ? t("changeItems") : t("pickItems")}
              </Button>
              <Typography variant="body2" color="textSecondary" role="status">
                {items.length > 0 && t("itemCount", { count: items.length })}
              </Typography>
            </Stack>
            <FormHelperText error={noItems} role={noItems ? "alert" : undefined}>
              {noItems ? t("itemsNeeded") : " "}
            </FormHelperText>
            <Box sx={{ display: "flex", gap: 0.5, minHeight: 64, overflow: "hidden" }}>
              {items.slice(0, 10).map(item => (
                <Box
                  key={item.id}
                  sx={{ width: 48, height: 64, borderRadius: 0.5, overflow: "hidden", flexShrink: 0 }}
                >
                  <Picture kind="item" id={item.id} version={item.image} alt={item.title} edge={160} />
                </Box>
              ))}
            </Box>
          </Box>
          {problem !== null && <ProblemLine problem={problem} />}
        </Stack>
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={onClose}>
          {cancel}
        </Button>
        <Button type="submit" variant="contained" loading={busy}>
          {t("createDone")}
        </Button>
      </DialogActions>
      {picking && (
        <ItemPicker
          open
          scenario={scenario}
          multiple={{ selected: items, most: mostItems }}
          onPick={picked => {
            setItems(picked)
            setPicking(false)
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </form>
  )
}
