import { computed } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import type { RecordedMessage } from "../contract/http";
import { Linked } from "../room/view/Linked";
import { t } from "../text";
import { chatUpTo } from "./chatUpTo";
import { Jump } from "./Jump";
import type { ReplayClock } from "./ReplayClock";

/** The chat as it stood at the present moment of the replay. */
export function ReplayChat({ messages, clock }: { messages: readonly RecordedMessage[]; clock: ReplayClock }) {
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  // A number, so that the list is drawn anew only when a message comes or goes, not with every step of the clock.
  const count = useMemo(() => computed(() => chatUpTo(messages, clock.time.value)), [messages]).value;

  // The newest message stays in view, unless the reader has scrolled up to older ones.
  useLayoutEffect(() => {
    const element = list.current;
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [count]);

  if (messages.length === 0) return <p class="panel-empty quiet">{t("replay.chat.empty")}</p>;
  return (
    <div class="chat" ref={list} role="log" aria-live="off" aria-label={t("chat.list")} tabIndex={0}
      onScroll={(e) => { const el = e.currentTarget; atEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight < 40; }}>
      {count === 0 && <p class="quiet">{t("replay.chat.notYet")}</p>}
      <ol>{messages.slice(0, count).map((message) => <MessageLine key={message.id} message={message} clock={clock} />)}</ol>
    </div>
  );
}

export function MessageLine({ message, clock }: { message: RecordedMessage; clock: ReplayClock }) {
  return (
    <li data-testid="replay-message">
      <div class="by">
        <strong dir="auto">{message.author}</strong>
        {message.role === "teacher" && <span class="role">{t("roster.teacher")}</span>}
        <Jump at={message.atMs} clock={clock} />
      </div>
      <p dir="auto"><Linked text={message.text} /></p>
    </li>
  );
}
