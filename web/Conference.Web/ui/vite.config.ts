import { defineConfig } from "vite";

/** Where `npm run dev` finds the server. */
const server = process.env["CONFERENCE_SERVER"] ?? "http://localhost:8080";

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: "../wwwroot",
    emptyOutDir: true,
    target: "es2022",
    // The Firefox and Chromium that a lecture needs load modules ahead by themselves.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
  server: {
    proxy: { "/api": server, "/hub": { target: server, ws: true } },
  },
});
