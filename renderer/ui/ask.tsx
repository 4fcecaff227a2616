/** Questions in a dialog, asked from anywhere: “really?”, and “what name?”. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  TextField,
  Typography,
} from "@mui/material"
import { createContext, type ReactNode, useContext, useId, useMemo, useRef, useState } from "react"
import { useTranslations } from "../app/translations.ts"

export interface Question {
  title: string
  text?: string
  /** What goes on: a verb. */
  confirm: string
  /** What leaves things as they are; “Cancel” when absent. */
  keep?: string
  /** It can't be undone: the button says so by its colour, and the other one has the focus. */
  destructive?: boolean
}

export interface NameQuestion {
  title: string
  label: string
  value?: string
  maxLength: number
  confirm: string
}

interface Ask {
  /** Whether the user agreed. */
  confirm(question: Question): Promise<boolean>
  /** What the user typed, trimmed; null when the dialog was closed. */
  name(question: NameQuestion): Promise<string | null>
}

const AskContext = createContext<Ask | null>(null)

/** @example if (await ask.confirm({ title: t("clear?"), confirm: t("clear") })) … */
export function useAsk(): Ask {
  const ask = useContext(AskContext)
  if (!ask) throw new Error("useAsk needs an AskProvider above it.")
  return ask
}

type Asked =
  | { kind: "confirm"; question: Question; answer: (agreed: boolean) => void }
  | { kind: "name"; question: NameQuestion; answer: (name: string | null) => void }

export function AskProvider({ children }: { children: ReactNode }) {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [open, setOpen] = useState(false)
  const ask = useMemo<Ask>(
    () => ({
      confirm: question =>
        new Promise(answer => {
          setAsked({ kind: "confirm", question, answer })
          setOpen(true)
        }),
      name: question =>
        new Promise(answer => {
          setAsked({ kind: "name", question, answer })
          setOpen(true)
        }),
    }),
    [],
  )
  const close = () => setOpen(false)
  return (
    <AskContext value={ask}>
      {children}
      {asked?.kind === "confirm" && (
        <ConfirmDialog
          open={open}
          {...asked.question}
          onAnswer={agreed => {
            close()
            asked.answer(agreed)
          }}
        />
      )}
      {asked?.kind === "name" && (
        <NameDialog
          key={open ? "open" : "closed"}
          open={open}
          {...asked.question}
          onAnswer={name => {
            close()
            asked.answer(name)
          }}
        />
      )}
    </AskContext>
  )
}

function ConfirmDialog({
  open,
  title,
  text,
  confirm,
  keep,
  destructive = false,
  onAnswer,
}: Question & { open: boolean; onAnswer: (agreed: boolean) => void }) {
  const t = useTranslations("common.actions")
  const heading = useId()
  return (
    <Dialog open={open} onClose={() => onAnswer(false)} maxWidth="xs" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{title}</DialogTitle>
      {text && (
        <DialogContent>
          <Typography variant="body1" color="textSecondary">
            {text}
          </Typography>
        </DialogContent>
      )}
      <DialogActions>
        <Button onClick={() => onAnswer(false)} color="inherit" autoFocus={destructive}>
          {keep ?? t("cancel")}
        </Button>
        <Button
          variant="contained"
          color={destructive ? "error" : "primary"}
          onClick={() => onAnswer(true)}
          autoFocus={!destructive}
        >
          {confirm}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

function NameDialog({
  open,
  title,
  label,
  value = "",
  maxLength,
  confirm,
  onAnswer,
}: NameQuestion & { open: boolean; onAnswer: (name: string | null) => void }) {
  const t = useTranslations("common.actions")
  const heading = useId()
  const input = useRef<HTMLInputElement>(null)
  const [name, setName] = useState(value)
  const trimmed = name.trim()
  return (
    <Dialog
      open={open}
      onClose={() => onAnswer(null)}
      maxWidth="xs"
      fullWidth
      aria-labelledby={heading}
      slotProps={{ transition: { onEntered: () => input.current?.select() } }}
    >
      <form
        onSubmit={event => {
          event.preventDefault()
          if (trimmed) onAnswer(trimmed)
        }}
      >
        <DialogTitle id={heading}>{title}</DialogTitle>
        <DialogContent>
          <TextField
            inputRef={input}
            fullWidth
            autoFocus
            margin="dense"
            label={label}
            value={name}
            onChange={event => setName(event.target.value)}
            slotProps={{ htmlInput: { maxLength } }}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={() => onAnswer(null)} color="inherit">
            {t("cancel")}
          </Button>
          <Button type="submit" variant="contained" disabled={!trimmed}>
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
