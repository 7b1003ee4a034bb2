import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChatView } from "../../src/contract/hub";
import { Chat } from "../../src/room/Chat";

const message = (sequence: number): ChatView =>
  ({ id: `m${sequence}`, sequence, participantId: "p", author: "Anna", role: "student", text: `line ${sequence}`, sentAt: "2026-11-21T10:00:00Z" });
const texts = (chat: Chat) => chat.messages.value.map(({ text }) => text);

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); });

test("messages stand in the server's order, each once", () => {
  const chat = new Chat();
  chat.restore([message(2), message(1)], true);
  chat.add(message(4), false);
  chat.add(message(3), false);
  chat.add(message(4), false);
  expect(texts(chat)).toEqual(["line 1", "line 2", "line 3", "line 4"]);
});

test("what was said before one came counts as read; what is said with the panel closed does not, until it is opened", () => {
  const chat = new Chat();
  chat.restore([message(1), message(2)], true);
  expect(chat.unread.value).toBe(0);
  chat.add(message(3), false);
  chat.add(message(4), false);
  expect(chat.unread.value).toBe(2);
  chat.show(true);
  expect(chat.unread.value).toBe(0);
  chat.add(message(5), false);
  expect(chat.unread.value).toBe(0);
});

test("what was said while the hub was away is unread", () => {
  const chat = new Chat();
  chat.restore([message(1)], true);
  chat.restore([message(1), message(2)], false);
  expect(chat.unread.value).toBe(1);
});

test("one's own message is read", () => {
  const chat = new Chat();
  chat.restore([], true);
  chat.add(message(1), true);
  expect([chat.unread.value, chat.newest.value]).toEqual([0, null]);
});

test("the newest message shows for four seconds, a newer one for four of its own", () => {
  const chat = new Chat();
  chat.add(message(1), false);
  vi.advanceTimersByTime(3000);
  chat.add(message(2), false);
  vi.advanceTimersByTime(3000);
  expect(chat.newest.value?.sequence).toBe(2);
  vi.advanceTimersByTime(1000);
  expect(chat.newest.value).toBeNull();
});
