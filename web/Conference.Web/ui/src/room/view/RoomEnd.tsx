import { person } from "../../api/session";
import { DeadEnd } from "../../pages/DeadEnd";
import { follow } from "../../router";
import { t, type TextKey } from "../../text";
import type { Ending, EndingKind } from "../Ending";

/** One page per ending: what happened, and the way back. */
export function RoomEnd({ ending, teacher, again }: { ending: Ending; teacher: boolean; again: () => void }) {
  const titleKey: TextKey = `end.${ending.kind}`;
  const textKey: TextKey = `end.${ending.kind}.text`;
  const text = ending.kind === "ended" && teacher ? `${t(textKey)} ${t("end.ended.teacher")}` : t(textKey, { code: ending.code ?? "" });
  return (
    <DeadEnd title={t(titleKey)} text={text} testId={testIds[ending.kind] ?? "room-over"}>
      {ending.kind !== "gone" && (
        <button type="button" class={ending.kind === "ended" && teacher ? "button" : "button primary"} data-testid="join-again" onClick={again}>
          {t(ending.kind === "replaced" ? "end.here" : "end.again")}
        </button>
      )}
      {ending.kind === "ended" && teacher && <a class="button primary" href="/recordings" onClick={follow}>{t("end.recordings")}</a>}
      {person.value !== null && <a class="button plain" href="/" onClick={follow}>{t("action.home")}</a>}
    </DeadEnd>
  );
}

const testIds: Partial<Record<EndingKind, string>> = { ended: "room-ended", replaced: "room-replaced", left: "room-left", full: "room-full" };
