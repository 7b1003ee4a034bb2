import { defineConfig } from "vitest/config";

/** The logic of the pages, in node; what only a browser can show is tested end to end. */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    setupFiles: ["tests/browser.ts"],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
