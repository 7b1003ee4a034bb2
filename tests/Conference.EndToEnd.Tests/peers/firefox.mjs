// One Firefox, driven by lines of JSON on standard input, answered by lines of JSON on standard output: {id, method, ...} -> {id, result | error}.
// Playwright cannot drive Debian's Firefox; WebDriver BiDi can.
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const options = JSON.parse(process.argv[2]);
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: options.executable,
  headless: true,
  // setViewport asks for more than Firefox ESR 140 knows of WebDriver BiDi; the window is as good. Its own bars take 86 to 134 pixels of it.
  defaultViewport: null,
  args: ["--width=1280", "--height=854"],
  extraPrefsFirefox: {
    "media.navigator.streams.fake": true,
    "media.navigator.permission.disabled": true,
    "media.autoplay.default": 0,
    // A test machine has no sound card, and without one Firefox's sound clock stands still.
    "media.cubeb.force_mock_context": true,
    "media.cubeb.sandbox": false,
    "intl.accept_languages": "en-GB",
    ...options.prefs,
  },
});
const page = await browser.newPage();
for (const script of options.scripts) await page.evaluateOnNewDocument(script);

const element = (testId) => page.waitForSelector(`[data-testid="${testId}"]`, { timeout: 15_000 });
const methods = {
  goto: ({ url }) => page.goto(url, { waitUntil: "domcontentloaded", timeout: 30_000 }),
  reload: () => page.reload({ waitUntil: "domcontentloaded", timeout: 30_000 }),
  click: async ({ testId }) => (await element(testId)).click(),
  fill: async ({ testId, text }) => {
    const field = await element(testId);
    await field.evaluate((input) => input.select());
    await field.type(text);
  },
  // The text itself, not eval() of it in the page, which ESR 140 holds to the page's own policy.
  evaluate: ({ expression }) => page.evaluate(expression),
};

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
say({ id: 0, result: "ready" });
for await (const line of createInterface({ input: process.stdin })) {
  const { id, method, ...values } = JSON.parse(line);
  try {
    const result = await methods[method](values);
    say({ id, result: typeof result === "string" ? result : null });
  } catch (error) {
    say({ id, error: String(error) });
  }
}
await browser.close();
