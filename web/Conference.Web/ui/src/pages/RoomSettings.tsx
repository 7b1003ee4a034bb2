import { useEffect, useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { RecordingAudience, RecordingMode, RecordingPolicy } from "../contract/http";
import { Choice } from "../parts/Choice";
import { Dialog } from "../parts/Dialog";
import { Loading } from "../parts/Loading";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { t } from "../text";

const modes: readonly RecordingMode[] = ["manual", "automatic", "off"];
const audiences: readonly RecordingAudience[] = ["staff", "room", "link"];
const usualDays: readonly number[] = [30, 90, 180, 365, 730];

/** How a room's lectures are recorded, and what becomes of the recordings. */
export function RoomSettings({ code, close }: { code: string; close: () => void }) {
  const address = `/api/rooms/${encodeURIComponent(code)}/recording`;
  const policy = useResource((signal) => http.get<RecordingPolicy>(address, signal), address);
  return (
    <Dialog title={t("settings.title")} close={close}>
      {policy.state === "loading" && <Loading />}
      {policy.state === "failed" && <ProblemMessage problem={policy.problem} retry={policy.reload} />}
      {policy.state === "there" && <PolicyForm address={address} policy={policy.value} />}
    </Dialog>
  );
}

function PolicyForm({ address, policy }: { address: string; policy: RecordingPolicy }) {
  const [wanted, setWanted] = useState(policy);
  const [stage, setStage] = useState<"editing" | "saving" | "saved">("editing");
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = (part: Partial<RecordingPolicy>) => {
    setWanted({ ...wanted, ...part });
    setStage("editing");
  };
  useEffect(() => { document.querySelector<HTMLInputElement>("dialog input:checked")?.focus(); }, []);

  const save = async (event: Event) => {
    event.preventDefault();
    setStage("saving");
    setProblem(null);
    try {
      setWanted(await http.put<RecordingPolicy>(address, wanted));
      setStage("saved");
    } catch (error) {
      setProblem(Problem.of(error));
      setStage("editing");
    }
  };

  const days = wanted.keptDays === null || usualDays.includes(wanted.keptDays) ? usualDays : [...usualDays, wanted.keptDays].sort((a, b) => a - b);
  return (
    <form class="stack" data-testid="room-settings" onSubmit={(e) => void save(e)}>
      <fieldset class="choices">
        <legend>{t("settings.mode")}</legend>
        {modes.map((mode) => (
          <Choice key={mode} name="mode" value={mode} checked={wanted.mode === mode} choose={() => change({ mode })}
            label={t(`settings.mode.${mode}`)} hint={t(`settings.mode.${mode}.hint`)} />
        ))}
      </fieldset>
      <fieldset class="choices">
        <legend>{t("settings.audience")}</legend>
        {audiences.map((audience) => (
          <Choice key={audience} name="audience" value={audience} checked={wanted.audience === audience} choose={() => change({ audience })}
            label={t(`settings.audience.${audience}`)} {...(audience === "staff" ? {} : { hint: t(`settings.audience.${audience}.hint`) })} />
        ))}
      </fieldset>
      <label class="switch">
        <input type="checkbox" role="switch" checked={wanted.download} data-testid="settings-download" onChange={(e) => change({ download: e.currentTarget.checked })} />
        <span>{t("settings.download")}</span>
      </label>
      <label class="field">
        <span>{t("settings.kept")}</span>
        <select value={wanted.keptDays === null ? "" : String(wanted.keptDays)} data-testid="settings-kept"
          onChange={(e) => change({ keptDays: e.currentTarget.value === "" ? null : Number(e.currentTarget.value) })}>
          <option value="">{t("settings.kept.ever")}</option>
          {days.map((count) => <option key={count} value={String(count)}>{t("settings.kept.days", { count })}</option>)}
        </select>
        {wanted.keptDays !== null && <span class="hint">{t("settings.kept.hint")}</span>}
      </label>
      {problem !== null && <ProblemMessage problem={problem} />}
      <div class="row save">
        <button class="button primary" disabled={stage === "saving"} data-testid="settings-save">{t(stage === "saving" ? "settings.saving" : "settings.save")}</button>
        <span class="small quiet grow" role="status">{stage === "saved" ? t("settings.saved") : ""}</span>
      </div>
    </form>
  );
}
