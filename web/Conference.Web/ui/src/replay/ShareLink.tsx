import { useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { RecordingDetail } from "../contract/http";
import { CopyLink } from "../parts/CopyLink";
import { ProblemMessage } from "../parts/ProblemMessage";
import { t } from "../text";

/** Where the room lets anybody with the link see its recordings: owner and staff make it here, hand it out, and withdraw it. */
export function ShareLink({ recording }: { recording: RecordingDetail }) {
  const [link, setLink] = useState(recording.link);
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const address = `/api/recordings/${recording.id}/link`;
  const attempt = async (work: () => Promise<string | null>) => {
    setProblem(null);
    setAsking(false);
    try {
      setLink(await work());
    } catch (error) {
      setProblem(Problem.of(error));
    }
  };
  const make = () => attempt(async () => (await http.post<{ url: string }>(address)).url);
  const withdraw = () => attempt(async () => { await http.delete(address); return null; });

  return (
    <section class="card stack" aria-label={t("replay.share")} data-testid="share">
      <h2>{t("replay.share")}</h2>
      {problem !== null && <ProblemMessage problem={problem} />}
      {link === null
        ? <><p class="quiet">{t("replay.share.none")}</p><div><button type="button" class="button" data-testid="share-make" onClick={() => void make()}>{t("replay.share.make")}</button></div></>
        : (
          <>
            <p class="quiet">{t("replay.share.text")}</p>
            <CopyLink url={link} label={t("replay.share")} testId="share-link" />
            {!asking && <div><button type="button" class="button plain" data-testid="share-withdraw" onClick={() => setAsking(true)}>{t("replay.share.withdraw")}</button></div>}
            {asking && (
              <div class="confirm" role="alertdialog" aria-label={t("replay.share.withdraw.ask")}>
                <span>{t("replay.share.withdraw.ask")}</span>
                <button type="button" class="button danger small" data-testid="share-withdraw-confirm" ref={(b) => b?.focus()} onClick={() => void withdraw()}>{t("replay.share.withdraw")}</button>
                <button type="button" class="button small" onClick={() => setAsking(false)}>{t("action.cancel")}</button>
              </div>
            )}
          </>
        )}
    </section>
  );
}
