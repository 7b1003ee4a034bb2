// Pictures of every page and of the states of a lecture, taken in real Chromium against a running server, and an axe check of each.
//   CONFERENCE_SERVER=http://localhost:8080 CONFERENCE_EMAIL=... CONFERENCE_PASSWORD=... node screenshots.mjs [FOLDER]
// or, on a server without accounts, CONFERENCE_INVITATION=<the administrator's first sign-in link> in place of the account.
import { mkdirSync } from "node:fs";
import { AxeBuilder } from "@axe-core/playwright";
import { chromium } from "playwright-core";

const server = process.env.CONFERENCE_SERVER ?? "http://localhost:8080";
const email = process.env.CONFERENCE_EMAIL ?? "teacher@example.org";
const password = process.env.CONFERENCE_PASSWORD ?? "four quiet words here";
const folder = process.argv[2] ?? "screenshots";
// CONFERENCE_LOOKS=1280-en-light,360-ru-dark takes others.
const looks = process.env.CONFERENCE_LOOKS?.split(",").map((look) => {
  const [width, lang, scheme] = look.split("-");
  return { width: Number(width), height: Number(width) < 500 ? 740 : 800, lang, scheme };
}) ?? [
  { width: 1440, height: 900, lang: "ru", scheme: "light" },
  { width: 1024, height: 768, lang: "en", scheme: "dark" },
  { width: 768, height: 1024, lang: "ru", scheme: "dark" },
  { width: 360, height: 740, lang: "en", scheme: "light" },
];
const id = (name) => `[data-testid=${name}]`;
let violations = 0;

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen", "--autoplay-policy=no-user-gesture-required",
  ],
});
try {
  const storage = await signIn();
  for (const look of looks) await picturesOf(look, storage);
} finally {
  await browser.close();
}
console.log(`${violations} accessibility violations; pictures are in ${folder}`);
process.exitCode = violations === 0 ? 0 : 1;

/** Signs in once; every look starts from the same cookie. */
async function signIn() {
  const context = await browser.newContext();
  const page = await context.newPage();
  const invitation = process.env.CONFERENCE_INVITATION;
  await page.goto(invitation ?? `${server}/sign-in`);
  if (invitation !== undefined) await page.fill(id("account-name"), "Анна Воробьёва");
  await page.fill(id("email"), email);
  await page.fill(id("password"), password);
  await page.click(id(invitation === undefined ? "sign-in-button" : "invite-accept"));
  await page.waitForSelector(id("new-room"));
  const state = await context.storageState();
  await context.close();
  return state;
}

async function picturesOf(look, storage) {
  const options = { viewport: { width: look.width, height: look.height }, locale: look.lang, colorScheme: look.scheme, permissions: ["camera", "microphone"] };
  const teacher = await (await browser.newContext({ ...options, storageState: storage })).newPage();
  const student = await (await browser.newContext(options)).newPage();
  // Three pages with pictures and an axe check are slow on a small machine.
  for (const page of [teacher, student]) page.setDefaultTimeout(60_000);
  const shot = async (page, name) => {
    // Fonts and pictures that came with the last step.
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${folder}/${name}-${look.width}-${look.lang}-${look.scheme}.png` });
    const { violations: found } = await new AxeBuilder({ page }).analyze();
    violations += found.length;
    for (const { id: rule, nodes } of found) console.log(`${name} ${look.width}: ${rule}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  };

  await student.goto(`${server}/sign-in`);
  await shot(student, "sign-in");
  await student.goto(`${server}/invite/nothing`);
  await shot(student, "invitation-gone");
  await student.goto(`${server}/r/nothing`);
  await shot(student, "room-gone");

  await teacher.goto(server);
  await teacher.click(id("new-room"));
  await teacher.fill(id("room-title-input"), "Линейная алгебра, группа 204");
  await teacher.click(id("create-room"));
  const link = await teacher.inputValue(id("room-link"));
  await shot(teacher, "new-room");
  if (look.width > 500) await shot(await visit(teacher, "/people"), "people");

  await teacher.goto(link);
  await teacher.waitForSelector(`${id("mic-button")}[aria-pressed=true]`);
  await shot(teacher, "pre-join");
  await teacher.click(id("join-button"));
  await teacher.waitForSelector(id("alone"));
  await shot(teacher, "alone");

  await student.goto(link);
  await student.fill(id("name-input"), "Peter Schmidt");
  await student.click(id("join-button"));
  await student.waitForSelector(`${id("tile")}[data-self=false]`);
  await teacher.waitForSelector(`${id("tile")}[data-self=false]`);
  await shot(student, "speaker");
  await press(teacher, "share-button");
  await student.waitForSelector(`${id("tile")}[data-source=screen]`);
  await hasPicture(student, `${id("tile")}[data-source=screen] video`);
  await shot(student, "screen");
  await press(teacher, "record-button");
  await teacher.waitForSelector(`${id("recording-pill")}[data-state=recording]`, { timeout: 60_000 });
  await teacher.click(id("chat-button"));
  await teacher.fill(id("chat-input"), "Слайды: https://example.org/slides.pdf");
  await teacher.press(id("chat-input"), "Enter");
  await teacher.waitForSelector(id("chat-message"));
  await shot(teacher, "chat");
  await teacher.click(id("chat-button"));
  await press(teacher, "people-button");
  await shot(teacher, "people-in-room");
  await press(teacher, "people-button");
  const late = await (await browser.newContext(options)).newPage();
  await late.goto(link);
  await late.waitForSelector(id("door-recorded"));
  await shot(late, "door-recorded");
  await late.context().close();
  await press(teacher, "pause-button");
  await teacher.waitForSelector(`${id("recording-pill")}[data-state=paused]`);
  await shot(teacher, "recording-paused");
  await shot(student, "recording-paused-student");
  await press(teacher, "pause-button");
  await teacher.waitForSelector(`${id("recording-pill")}[data-state=recording]`);
  await press(teacher, "switch-speak");
  await student.waitForSelector(`${id("mic-button")}:disabled`);
  await shot(student, "may-not-speak");
  await student.click(id("more-button"));
  await shot(student, "more");
  await student.keyboard.press("Escape");
  await student.context().setOffline(true);
  await student.waitForSelector(id("reconnecting"), { timeout: 30_000 });
  await shot(student, "reconnecting");
  await student.context().setOffline(false);
  await student.waitForSelector(id("reconnecting"), { state: "detached", timeout: 30_000 });

  await press(teacher, "end-button", false);
  await shot(teacher, "end-asked");
  await teacher.click(id("end-confirm"));
  await teacher.waitForSelector(id("room-ended"));
  await shot(teacher, "ended");
  await visit(teacher, "/recordings");
  await teacher.waitForSelector(`${id("recording-row")}[data-state=ready] a`, { timeout: 60_000 });
  await shot(teacher, "recordings");
  await teacher.locator(`${id("recording-row")}[data-state=ready] a`).first().click();
  await teacher.click(id("replay-play"));
  await teacher.waitForTimeout(3000);
  await shot(teacher, "replay");
  await teacher.click(id("trim-open"));
  await teacher.click(id("trim-start"));
  await teacher.locator(id("trim")).scrollIntoViewIfNeeded();
  await shot(teacher, "replay-trim");
  await teacher.click(id("trim-cancel"));
  await teacher.click(id("video-make"));
  await teacher.waitForSelector(id("video-cancel"));
  await teacher.locator(id("video-files")).scrollIntoViewIfNeeded();
  await shot(teacher, "replay-video-file");
  await teacher.click(id("replay-download"));
  await teacher.waitForSelector(id("replay-archive"));
  await shot(teacher, "replay-download");
  await teacher.keyboard.press("Escape");
  await replayStates(teacher, shot);
  await recordingsStates(teacher, link, shot);
  await teacher.context().close();
  await student.context().close();
}

/** What stands beside and below the player: a full house, and what is still on its way, failed, or without a network. */
async function replayStates(page, shot) {
  const address = page.url();
  const part = (name, answer) => page.route(`**/api/recordings/*/${name}`, answer);
  const house = Array.from({ length: 24 }, (_, i) => ({
    name: i === 3 ? "Константин Константинович Константинопольский-Задунайский" : `Студент ${i + 1}`, watchedMs: Math.round((i + 1) * 225_000), lastAt: new Date(Date.now() - i * 7_200_000).toISOString(),
  }));
  const counts = Array.from({ length: 180 }, (_, i) => Math.round(30 - i / 12 + 6 * Math.sin(i / 7)));
  await part("viewers", (route) => route.fulfill({ json: { playedMs: 5_400_000, viewers: house, others: { count: 12, watchedMs: 2_000_000, lastAt: house[0].lastAt }, curve: { stepMs: 30_000, counts } } }));
  await page.goto(address);
  await page.locator(id("viewers-curve")).scrollIntoViewIfNeeded();
  await shot(page, "replay-viewers");
  await part("chapters", () => undefined);
  await page.goto(address);
  await page.locator(".timeline-panel").scrollIntoViewIfNeeded();
  await page.waitForTimeout(1200);
  await shot(page, "replay-panel-loading");
  await page.unroute("**/api/recordings/*/chapters");
  await part("chapters", (route) => route.fulfill({ status: 503, contentType: "application/problem+json", json: { code: "store-unavailable", status: 503, traceId: "00-1" } }));
  await page.goto(address);
  await page.locator(".timeline-panel .message").scrollIntoViewIfNeeded();
  await shot(page, "replay-panel-failed");
  await page.unroute("**/api/recordings/*/chapters");
  const file = (isCurrent) => ({ url: "/", bytes: 734_003_200, durationMs: 5_400_000, createdAt: house[0].lastAt, isCurrent });
  await part("videos", (route) => route.fulfill({ json: [
    { layout: "screenAndCamera", state: "running", progress: 420, failure: null, file: file(false) },
    { layout: "camera", state: "done", progress: 1000, failure: null, file: file(true) },
    { layout: "grid", state: "failed", progress: 0, failure: "disk-full", file: null },
  ] }));
  await page.goto(address);
  await page.locator(id("video-progress")).scrollIntoViewIfNeeded();
  await page.locator(id("video-retry")).scrollIntoViewIfNeeded();
  await shot(page, "replay-video-states");
  await page.goto(`${address}?t=9`);
  await hasPicture(page, `${id("replay-video-screen")}`);
  await shot(page, "replay-at-moment");
  await page.context().setOffline(true);
  await page.waitForSelector(".offline");
  await shot(page, "replay-offline");
  await page.context().setOffline(false);
}

/** A recording's life in the list: about to be deleted, kept, deleted and taken back; and the form of an upload. */
async function recordingsStates(page, link, shot) {
  await page.request.put(`${server}/api/rooms/${link.split("/").at(-1)}/recording`, {
    headers: { "X-Conference": "1" }, data: { mode: "automatic", audience: "link", keptDays: 1, download: true },
  });
  await page.goto(server);
  await page.locator(id("room-settings-button")).first().click();
  await page.waitForSelector(id("settings-save"));
  await shot(page, "room-settings");
  await visit(page, "/recordings");
  await page.waitForSelector(id("recording-due"));
  await shot(page, "recordings-due");
  await page.locator(id("recording-delete")).first().click();
  await shot(page, "recordings-delete-asked");
  await page.click(id("recording-delete-confirm"));
  await page.waitForSelector(id("recording-restore"));
  await shot(page, "recordings-trash");
  await page.click(id("recording-restore"));
  await page.click(id("recording-keep"));
  await page.waitForSelector(id("recording-kept"));
  await shot(page, "recordings-kept");
  await page.click(id("upload-button"));
  await page.setInputFiles(id("upload-file"), { name: "Лекция 7. Собственные векторы.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(5_000_000) });
  await shot(page, "upload");
  const line = await page.context().newCDPSession(page);
  const narrow = (uploadThroughput) => line.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
  await narrow(100_000);
  await page.click(id("upload-start"));
  await page.waitForSelector(`${id("upload")}[data-state=sending] progress[value]:not([value="0"])`);
  await shot(page, "upload-sending");
  await page.click(id("upload-pause"));
  await shot(page, "upload-paused");
  await narrow(-1);
  await page.route("**/api/recordings", () => undefined);
  await visit(page, "/recordings");
  await page.waitForTimeout(1200);
  await shot(page, "recordings-loading");
  await page.unroute("**/api/recordings");
  await page.route("**/api/recordings", (route) => route.fulfill({ json: [] }));
  await visit(page, "/recordings");
  await shot(page, "recordings-empty");
  await page.unroute("**/api/recordings");
  await page.route("**/api/recordings", (route) => route.fulfill({ status: 500, contentType: "application/problem+json", json: { code: "internal", status: 500, traceId: "00-1" } }));
  await visit(page, "/recordings");
  await shot(page, "recordings-failed");
}

function hasPicture(page, video) {
  return page.waitForFunction((selector) => [...document.querySelectorAll(selector)].some((found) => found.readyState >= 2 && found.videoWidth > 0), video);
}

async function visit(page, path) {
  await page.goto(server + path);
  await page.waitForTimeout(500);
  return page;
}

/** Presses a control of the room, in the bar or, where the window is narrow, behind "More". */
async function press(page, name, closeAfter = true) {
  const behindMore = (await page.locator(id(name)).count()) === 0;
  if (behindMore) await page.click(id("more-button"));
  await page.click(id(name));
  if (behindMore && closeAfter) await page.keyboard.press("Escape");
}
