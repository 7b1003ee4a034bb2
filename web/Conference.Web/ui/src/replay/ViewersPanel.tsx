import { http } from "../api/http";
import type { RecordingAudienceShare, RecordingViewers } from "../contract/http";
import { Loading } from "../parts/Loading";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { t } from "../text";
import { clock as written, dateTime } from "../text/format";
import { curvePath, mostWatched, percent } from "./viewers";

const period = 60_000;

/** For owner and staff: who watched what share of the recording, and how many each part of it. */
export function ViewersPanel({ id }: { id: string }) {
  const address = `/api/recordings/${id}/viewers`;
  const viewers = useResource((signal) => http.get<RecordingViewers>(address, signal), address, period);
  return (
    <section class="card stack" aria-labelledby="viewers-title" data-testid="viewers">
      <h2 id="viewers-title">{t("viewers.title")}</h2>
      {viewers.state === "loading" && <Loading />}
      {viewers.state === "failed" && <ProblemMessage problem={viewers.problem} retry={viewers.reload} />}
      {viewers.state === "there" && (viewers.value.viewers.length === 0 && viewers.value.others === null
        ? <p class="quiet">{t("viewers.none")}</p>
        : <Watched value={viewers.value} />)}
    </section>
  );
}

function Watched({ value }: { value: RecordingViewers }) {
  const { viewers, others, playedMs } = value;
  return (
    <>
      <Curve value={value} />
      <div class="table-scroll viewers" tabIndex={0} role="region" aria-label={t("viewers.list")}>
        <table class="cards-on-phone">
          <thead><tr><th scope="col">{t("viewers.who")}</th><th scope="col">{t("viewers.share")}</th><th scope="col">{t("viewers.last")}</th></tr></thead>
          <tbody>
            {viewers.map((viewer, i) => <Line key={i} name={viewer.name} of={viewer} playedMs={playedMs} testId="viewer" />)}
            {others !== null && <Line name={t("viewers.others", { count: others.count })} of={others} playedMs={playedMs} average testId="viewer-others" />}
          </tbody>
        </table>
      </div>
    </>
  );
}

interface LineProps {
  name: string;
  of: RecordingAudienceShare;
  playedMs: number;
  average?: boolean;
  testId: string;
}

function Line({ name, of, playedMs, average = false, testId }: LineProps) {
  const share = percent(of.watchedMs, playedMs);
  return (
    <tr data-testid={testId} data-percent={share}>
      <th scope="row" dir="auto">{name}</th>
      <td><span class="share"><progress max={100} value={share} aria-hidden="true" /><span class="numbers">{t(average ? "viewers.average" : "viewers.percent", { percent: share })}</span></span></td>
      <td class="small quiet numbers">{dateTime(of.lastAt)}</td>
    </tr>
  );
}

function Curve({ value: { curve, playedMs } }: { value: RecordingViewers }) {
  const most = mostWatched(curve);
  if (most === null) return null;
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${curve.counts.length} ${most.count}`} preserveAspectRatio="none" role="img" data-testid="viewers-curve"
        aria-label={t("viewers.curve.most", { count: most.count, from: written(most.fromMs), to: written(Math.min(most.toMs, playedMs)) })}>
        <path d={curvePath(curve.counts)} />
      </svg>
      <div class="axis small quiet numbers" aria-hidden="true"><span>{written(0)}</span><span>{written(playedMs / 2)}</span><span>{written(playedMs)}</span></div>
      <figcaption class="small quiet">{t("viewers.curve")} {t("viewers.curve.most", { count: most.count, from: written(most.fromMs), to: written(Math.min(most.toMs, playedMs)) })}</figcaption>
    </figure>
  );
}
