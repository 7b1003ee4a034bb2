import { session } from "../../api/session";
import { Message } from "../../parts/Message";
import { path } from "../../router";
import { t } from "../../text";
import type { LocalDevice } from "../LocalDevice";
import { PermissionPicture } from "./PermissionPicture";

interface DeviceTroublesProps {
  microphone: LocalDevice;
  camera: LocalDevice;
  retry: () => void;
}

/** Why a device cannot be had, and what to do about it. */
export function DeviceTroubles({ microphone, camera, retry }: DeviceTroublesProps) {
  const ofMicrophone = microphone.trouble.value;
  const ofCamera = camera.trouble.value;
  if (ofMicrophone === "insecure" || ofCamera === "insecure") return <Insecure />;
  if (ofMicrophone === "denied" && ofCamera === "denied") return <Trouble title={t("device.denied.both")} text={t("device.denied.how")} retry={retry} picture />;
  if (ofMicrophone === "none" && ofCamera === "none") return <Trouble title={t("device.none.both")} text={t("device.none.how")} retry={retry} />;
  return (
    <>
      {[microphone, camera].map((device) => {
        const why = device.trouble.value;
        if (why === null || why === "insecure") return null;
        const title = why === "failed" ? t("device.failed") : t(`device.${why}.${device.kind}`);
        return <Trouble key={device.kind} title={title} text={t(`device.${why}.how`)} retry={retry} picture={why === "denied"} />;
      })}
    </>
  );
}

function Trouble({ title, text, retry, picture = false }: { title: string; text: string; retry: () => void; picture?: boolean }) {
  return (
    <Message weight="weak" title={title} testId="device-trouble">
      {picture && <PermissionPicture />}
      <p>{text}</p>
      <div class="actions"><button type="button" class="button small" onClick={retry}>{t("action.retry")}</button></div>
    </Message>
  );
}

function Insecure() {
  const secure = session.value?.secureLan ?? null;
  return (
    <Message weight="weak" title={t("device.insecure")} testId="insecure">
      <p>{t("device.insecure.text")}</p>
      {secure !== null && (
        <>
          <p><a href={new URL(path.value, secure).href}>{t("device.insecure.link")}</a></p>
          <p class="small">{t("device.insecure.warning")}</p>
        </>
      )}
    </Message>
  );
}
