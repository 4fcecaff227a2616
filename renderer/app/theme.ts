/**
 * How the studio looks: neutral greys so that the pictures speak, one accent, dense but calm. Light and dark are CSS
 * variables, so that switching redraws nothing by script.
 */
import { zhCN } from "@mui/material/locale"
import { createTheme, type ThemeOptions } from "@mui/material/styles"
import type { Locale } from "../../native/words/locale.ts"

const fonts = [
  '"Inter"',
  "system-ui",
  '"PingFang SC"',
  '"Microsoft YaHei"',
  '"Noto Sans SC"',
  '"Noto Sans CJK SC"',
  "sans-serif",
].join(",")

const focusRing = {
  outline: "2px solid var(--mui-palette-primary-main)",
  outlineOffset: 2,
}

declare module "@mui/material/styles" {
  interface TypeBackground {
    /** Behind pictures and inside wells: a step below the page. */
    sunken: string
  }
  interface Palette {
    /** The paper's good zone on a slider's rail. */
    good: string
  }
  interface PaletteOptions {
    good?: string
  }
}

const options: ThemeOptions = {
  cssVariables: { colorSchemeSelector: "data-theme" },
  colorSchemes: {
    light: {
      palette: {
        primary: { main: "#4743d6", contrastText: "#ffffff" },
        secondary: { main: "#52525b" },
        error: { main: "#b3261e" },
        warning: { main: "#8a5300" },
        success: { main: "#1a7044" },
        info: { main: "#3a5a9b" },
        good: "#2f9e68",
        background: { default: "#f5f5f6", paper: "#ffffff", sunken: "#ececee" },
        text: { primary: "#1a1a1e", secondary: "#5a5a63" },
        divider: "rgba(20, 20, 30, 0.11)",
        action: { active: "#5a5a63" },
      },
    },
    dark: {
      palette: {
        primary: { main: "#9a9cff", contrastText: "#121218" },
        secondary: { main: "#b4b4bd" },
        error: { main: "#ff8a80" },
        warning: { main: "#f0b45c" },
        success: { main: "#63cf96" },
        info: { main: "#9db8f2" },
        good: "#3fae78",
        background: { default: "#141416", paper: "#1c1c1f", sunken: "#0e0e10" },
        text: { primary: "#ededf0", secondary: "#a6a6b0" },
        divider: "rgba(255, 255, 255, 0.11)",
        action: { active: "#a6a6b0" },
      },
    },
  },
  shape: { borderRadius: 8 },
  typography: {
    fontFamily: fonts,
    htmlFontSize: 16,
    fontSize: 14,
    fontWeightMedium: 500,
    fontWeightBold: 600,
    h1: { fontSize: "1.25rem", lineHeight: 1.4, fontWeight: 600, letterSpacing: "-0.01em" },
    h2: { fontSize: "1rem", lineHeight: 1.5, fontWeight: 600, letterSpacing: "-0.005em" },
    h3: { fontSize: "0.875rem", lineHeight: 1.45, fontWeight: 600 },
    h4: { fontSize: "0.8125rem", lineHeight: 1.45, fontWeight: 600 },
    body1: { fontSize: "0.875rem", lineHeight: 1.5 },
    body2: { fontSize: "0.8125rem", lineHeight: 1.5 },
    caption: { fontSize: "0.75rem", lineHeight: 1.45 },
    button: { fontSize: "0.8125rem", fontWeight: 500, textTransform: "none", letterSpacing: 0 },
    overline: {
      fontSize: "0.75rem",
      lineHeight: 1.5,
      fontWeight: 500,
      textTransform: "none",
      letterSpacing: 0,
    },
  },
  transitions: {
    duration: {
      shortest: 90,
      shorter: 110,
      short: 130,
      standard: 160,
      enteringScreen: 160,
      leavingScreen: 120,
    },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        html: { height: "100%" },
        body: { height: "100%", overflow: "hidden" },
        "#root": { height: "100%" },
        // A name in an element of its own turns nothing beside it.
        "span, strong, b, em, a, code": { unicodeBidi: "isolate" },
        ":focus-visible": focusRing,
        "::selection": {
          backgroundColor: "color-mix(in srgb, var(--mui-palette-primary-main) 28%, transparent)",
        },
        "*": { scrollbarWidth: "thin", scrollbarColor: "var(--mui-palette-divider) transparent" },
        "@media (prefers-reduced-motion: reduce)": {
          "*, *::before, *::after": {
            animationDuration: "0.01ms !important",
            animationIterationCount: "1 !important",
            transitionDuration: "0.01ms !important",
            scrollBehavior: "auto !important",
          },
        },
      },
    },
    MuiButtonBase: {
      defaultProps: { disableRipple: true },
      styleOverrides: { root: { "&.Mui-focusVisible": focusRing } },
    },
    MuiButton: {
      defaultProps: { disableElevation: true, size: "small", color: "primary" },
      styleOverrides: {
        root: { minHeight: 32, paddingInline: 12 },
        outlined: { borderColor: "var(--mui-palette-divider)" },
      },
    },
    MuiIconButton: {
      defaultProps: { size: "small" },
      styleOverrides: { root: { borderRadius: 8, minWidth: 28, minHeight: 28 } },
    },
    MuiSvgIcon: { defaultProps: { fontSize: "small" } },
    MuiPaper: {
      defaultProps: { elevation: 0 },
      styleOverrides: { root: { backgroundImage: "none" } },
    },
    MuiCard: { defaultProps: { variant: "outlined" } },
    MuiChip: {
      defaultProps: { size: "small" },
      styleOverrides: { root: { borderRadius: 6, fontWeight: 500 } },
    },
    MuiTextField: { defaultProps: { size: "small" } },
    MuiSelect: { defaultProps: { size: "small" } },
    MuiFormControl: { defaultProps: { size: "small" } },
    MuiInputBase: { styleOverrides: { root: { fontSize: "0.875rem" } } },
    MuiOutlinedInput: {
      styleOverrides: {
        root: { backgroundColor: "var(--mui-palette-background-paper)" },
        notchedOutline: {
          borderColor: "color-mix(in srgb, var(--mui-palette-text-primary) 45%, transparent)",
        },
      },
    },
    MuiTooltip: {
      defaultProps: {
        enterDelay: 500,
        // Inside a landmark, so that nothing of the page lies outside of all of them.
        slotProps: { popper: { container: () => document.getElementById("content") } },
      },
      styleOverrides: { tooltip: { fontSize: "0.75rem", fontWeight: 400, maxWidth: 280 } },
    },
    MuiDialog: {
      styleOverrides: {
        paper: {
          backgroundColor: "var(--mui-palette-background-paper)",
          border: "1px solid var(--mui-palette-divider)",
          borderRadius: 12,
          boxShadow: "0 16px 48px rgba(0, 0, 0, 0.28)",
        },
      },
    },
    MuiDialogTitle: {
      styleOverrides: { root: { fontSize: "1rem", fontWeight: 600, padding: "16px 20px 8px" } },
    },
    MuiDialogContent: { styleOverrides: { root: { padding: "8px 20px" } } },
    MuiDialogActions: { styleOverrides: { root: { padding: "12px 20px 16px" } } },
    MuiMenu: {
      styleOverrides: {
        paper: {
          border: "1px solid var(--mui-palette-divider)",
          boxShadow: "0 8px 24px rgba(0, 0, 0, 0.2)",
        },
      },
    },
    MuiAutocomplete: {
      styleOverrides: {
        paper: {
          border: "1px solid var(--mui-palette-divider)",
          boxShadow: "0 8px 24px rgba(0, 0, 0, 0.2)",
        },
      },
    },
    MuiMenuItem: { styleOverrides: { root: { minHeight: 32, fontSize: "0.875rem" } } },
    MuiSlider: { styleOverrides: { thumb: { "&.Mui-focusVisible": { ...focusRing, boxShadow: "none" } } } },
    MuiTab: { styleOverrides: { root: { minHeight: 40, paddingInline: 12 } } },
    MuiTabs: { styleOverrides: { root: { minHeight: 40 } } },
    MuiToggleButton: {
      defaultProps: { size: "small" },
      styleOverrides: {
        root: { minHeight: 32, padding: "4px 10px", fontSize: "0.8125rem", lineHeight: 1.5 },
      },
    },
    // A still arc is seen as well when motion is reduced.
    MuiCircularProgress: { defaultProps: { disableShrink: true } },
    MuiLinearProgress: { styleOverrides: { root: { borderRadius: 2, height: 4 } } },
    MuiSkeleton: {
      defaultProps: { variant: "rounded" },
      styleOverrides: { root: { backgroundColor: "var(--mui-palette-action-hover)" } },
    },
    MuiAlert: { styleOverrides: { root: { borderRadius: 8, alignItems: "center" } } },
    MuiLink: { defaultProps: { underline: "hover" } },
  },
}

/** With the words that MUI brings along: “Open”, “Clear”, “No options”. */
const themes = { en: createTheme(options), "zh-Hans": createTheme(options, zhCN) }

export const themeIn = (locale: Locale) => themes[locale]
