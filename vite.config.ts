/** The page: renderer/ becomes dist/renderer, served at the root of http://127.0.0.1:PORT/ and of app://studio/ alike. */
import react from "@vitejs/plugin-react"
import { defineConfig } from "vite"

export default defineConfig({
  root: "renderer",
  base: "/",
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: "../dist/renderer",
    emptyOutDir: true,
    // What both shells show: Electron 45's Chromium, and browsers of the last two years.
    target: ["chrome120", "firefox121", "safari17.4"],
    // The content security policy allows files alone: nothing becomes a data: URL that it would refuse.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
    // One script holds all that the first screen needs: a start makes few requests, and main.tsx sets zod up first.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "first-screen", tags: ["$initial"] }] } },
    },
  },
})
