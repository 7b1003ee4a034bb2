import { Send } from "lucide-preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChatView } from "../../contract/hub";
import { hasText, t } from "../../text";
import { timeOnly } from "../../text/format";
import { HubError } from "../HubError";
import type { RoomSession } from "../RoomSession";
import { Linked } from "./Linked";

const longest = 4000;

export function ChatPanel({ session }: { session: RoomSession }) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const messages = session.chat.messages.value;

  // The newest message stays in view, unless the reader has scrolled up to older ones.
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [messages]);

  return (
    <>
      {messages.length === 0 && <p class="panel-empty quiet">{t("chat.empty")}</p>}
      <div class="chat" ref={list} role="log" aria-label={t("chat.list")} tabIndex={0}
        onScroll={(e) => { const el = e.currentTarget; atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 40; }}>
        <ol>{messages.map((message, n) => <Line key={message.id} message={message} previous={messages[n - 1]} own={message.participantId === session.ownId.value} />)}</ol>
      </div>
      <Composer session={session} />
    </>
  );
}

function Line({ message, previous, own }: { message: ChatView; previous: ChatView | undefined; own: boolean }) {
  const continued = previous?.participantId === message.participantId && Date.parse(message.sentAt) - Date.parse(previous.sentAt) < 120_000;
  return (
    <li class={own ? "own" : ""} data-testid="chat-message">
      {!continued && (
        <div class="by">
          <strong dir="auto">{message.author}</strong>
          {message.role === "teacher" && <span class="role">{t("roster.teacher")}</span>}
          <time class="numbers" dateTime={message.sentAt}>{timeOnly(message.sentAt)}</time>
        </div>
      )}
      <p dir="auto"><Linked text={message.text} /></p>
    </li>
  );
}

function Composer({ session }: { session: RoomSession }) {
  const input = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState("");
  useEffect(() => { input.current?.focus(); }, []);

  const send = async () => {
    const trimmed = text.trim();
    if (trimmed === "") return;
    setWrong("");
    setText("");
    try {
      await session.sendChat(trimmed);
    } catch (error) {
      const key = `chat.${HubError.of(error).code.replace("chat-", "")}`;
      setWrong(t(hasText(key) ? key : "chat.failed"));
      // Nothing that was written is lost.
      setText((typed) => (typed === "" ? trimmed : typed));
    }
    input.current?.focus();
  };

  return (
    <form class="composer" onSubmit={(e) => { e.preventDefault(); void send(); }}>
      {wrong !== "" && <p class="wrong" role="alert">{wrong}</p>}
      <textarea ref={input} rows={1} maxLength={longest} value={text} placeholder={t("chat.placeholder")} aria-label={t("chat.label")} data-testid="chat-input"
        onInput={(e) => setText(e.currentTarget.value)}
        onKeyDown={(e) => { if (e.key === "Enter" && !e.shiftKey && !e.isComposing) { e.preventDefault(); void send(); } }} />
      <button class="icon-button send" aria-label={t("chat.send")} title={t("chat.send")} disabled={text.trim() === ""} data-testid="chat-send"><Send size={20} aria-hidden="true" /></button>
    </form>
  );
}
