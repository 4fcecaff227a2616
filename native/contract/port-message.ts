/** The window message that carries a MessagePort to the page. Apart, so that the preload needs no schemas. */
export const portMessage = "studio-port"
