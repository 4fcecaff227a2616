/** A command as a button with its icon; its name is told to screen readers and in a hint. */
import { IconButton, type IconButtonProps, Tooltip, type TooltipProps } from "@mui/material"
import type { Command } from "../app/commands.ts"
import { keysOf } from "../app/shortcuts.ts"

export interface CommandButtonProps extends Pick<IconButtonProps, "sx" | "tabIndex"> {
  command: Command
  /** Whether the hint tells its key. */
  tellsKey?: boolean
  hint?: Pick<TooltipProps, "placement" | "disableInteractive">
}

export function CommandButton({ command, tellsKey = false, hint, ...looks }: CommandButtonProps) {
  const { name, icon, keys: [key] = [], disabled, pressed, run } = command
  const button = (
    <IconButton
      aria-label={name}
      disabled={disabled ?? false}
      onClick={run}
      {...looks}
      {...(pressed !== undefined && { "aria-pressed": pressed, color: pressed ? "primary" : "default" })}
    >
      {icon}
    </IconButton>
  )
  return (
    <Tooltip title={tellsKey && key ? `${name} (${keysOf(key).join(" ")})` : name} {...hint}>
      {/* A button that may be disabled hears no mouse: what is around it does. */}
      {disabled === undefined ? button : <span>{button}</span>}
    </Tooltip>
  )
}
