import { useId, useState } from "preact/hooks";
import type { Chapter, RecordedMessage, RecordingDetail } from "../contract/http";
import { Loading } from "../parts/Loading";
import { ProblemMessage } from "../parts/ProblemMessage";
import type { Resource } from "../parts/useResource";
import { t } from "../text";
import { ChapterLine, ChapterList } from "./ChapterList";
import { MessageLine, ReplayChat } from "./ReplayChat";
import type { ReplayClock } from "./ReplayClock";
import { search } from "./search";
import { useReplayChat } from "./useReplayChat";

type Tab = "chapters" | "chat";

interface TimelinePanelProps {
  recording: RecordingDetail;
  chapters: Resource<readonly Chapter[]>;
  clock: ReplayClock;
}

/** Beside the picture: chapters, the chat in time, and a search in both. */
export function TimelinePanel({ recording, chapters, clock }: TimelinePanelProps) {
  const chat = useReplayChat(recording.id, recording.state === "recording" || recording.state === "finishing");
  const [tab, setTab] = useState<Tab>("chapters");
  const [query, setQuery] = useState("");
  const id = useId();
  return (
    <aside class="side-panel timeline-panel" aria-label={t("replay.panel")}>
      <input class="input" type="search" value={query} placeholder={t("replay.search")} aria-label={t("replay.search")} data-testid="replay-search" onInput={(e) => setQuery(e.currentTarget.value)} />
      {query.trim() !== "" ? <Results query={query} chapters={chapters} chat={chat} clock={clock} /> : (
        <>
          <Tabs id={id} tab={tab} choose={setTab} />
          <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${tab}`}>
            {tab === "chapters"
              ? <Loaded resource={chapters}>{(list) => <ChapterList chapters={list} clock={clock} />}</Loaded>
              : <Loaded resource={chat}>{(list) => <ReplayChat messages={list} clock={clock} />}</Loaded>}
          </div>
        </>
      )}
    </aside>
  );
}

function Tabs({ id, tab, choose }: { id: string; tab: Tab; choose: (tab: Tab) => void }) {
  const other = tab === "chapters" ? "chat" : "chapters";
  return (
    <div class="tabs" role="tablist" aria-label={t("replay.panel")} onKeyDown={(e) => {
      if (e.key !== "ArrowLeft" && e.key !== "ArrowRight") return;
      choose(other);
      e.currentTarget.querySelector<HTMLElement>(`[data-tab=${other}]`)?.focus();
      e.preventDefault();
    }}>
      {(["chapters", "chat"] as const).map((name) => (
        <button key={name} type="button" role="tab" id={`${id}-${name}`} data-tab={name} data-testid={`replay-tab-${name}`} aria-selected={tab === name} aria-controls={`${id}-panel`}
          tabIndex={tab === name ? 0 : -1} onClick={() => choose(name)}>{t(`replay.tab.${name}`)}</button>
      ))}
    </div>
  );
}

interface ResultsProps {
  query: string;
  chapters: Resource<readonly Chapter[]>;
  chat: Resource<readonly RecordedMessage[]>;
  clock: ReplayClock;
}

function Results({ query, chapters, chat, clock }: ResultsProps) {
  const all = chapters.state === "there" ? chapters.value : [];
  const found = search(query, all, chat.state === "there" ? chat.value : []);
  const failed = chapters.state === "failed" ? chapters : chat.state === "failed" ? chat : null;
  if (failed !== null) return <ProblemMessage problem={failed.problem} retry={failed.reload} />;
  if (chapters.state === "loading" || chat.state === "loading") return <Loading />;
  return (
    <div class="tab-panel">
      <p class="panel-count small quiet" role="status">{found.length === 0 ? t("recordings.search.none", { query: query.trim() }) : t("replay.search.found", { count: found.length })}</p>
      <ol class="chapters chat-lines" data-testid="replay-results">
        {found.map((hit) => (hit.kind === "chapter"
          ? <ChapterLine key={hit.chapter.id} chapter={hit.chapter} all={all} present={false} clock={clock} />
          : <MessageLine key={hit.message.id} message={hit.message} clock={clock} />))}
      </ol>
    </div>
  );
}

function Loaded<T>({ resource, children }: { resource: Resource<T>; children: (value: T) => preact.JSX.Element }) {
  if (resource.state === "loading") return <Loading />;
  if (resource.state === "failed") return <ProblemMessage problem={resource.problem} retry={resource.reload} />;
  return children(resource.value);
}
