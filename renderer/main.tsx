/** Entry of the page: one client, one cache, one root. */
import "./app/zod-without-eval.ts"
import "@fontsource/inter/400.css"
import "@fontsource/inter/500.css"
import "@fontsource/inter/600.css"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { App } from "./window/app.tsx"

/** Letters that change their width after the first frame would make it jump. */
const fonts = Promise.all([400, 500, 600].map(weight => document.fonts.load(`${weight} 1rem Inter`)))
await Promise.race([fonts, new Promise(resolve => setTimeout(resolve, 300))])

createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
