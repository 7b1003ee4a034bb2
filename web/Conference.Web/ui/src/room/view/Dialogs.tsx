import { useEffect } from "preact/hooks";
import { Dialog } from "../../parts/Dialog";
import { t, type TextKey } from "../../text";
import { refreshDeviceList } from "../deviceList";
import type { RoomSession } from "../RoomSession";
import { DevicePicker } from "./DevicePicker";
import type { RoomView } from "./roomViewState";

const shortcuts: readonly [string | null, TextKey][] = [
  ["M", "shortcut.m"], ["V", "shortcut.v"], [null, "shortcut.space"], ["C", "shortcut.c"], ["P", "shortcut.p"], ["G", "shortcut.g"], ["?", "shortcut.help"],
];

export function Dialogs({ session, view }: { session: RoomSession; view: RoomView }) {
  return (
    <>
      {view.shortcutsOpen.value && (
        <Dialog title={t("shortcut.title")} close={() => { view.shortcutsOpen.value = false; }}>
          <dl class="shortcuts">
            {shortcuts.map(([key, text]) => <div key={text}><dt><kbd>{key ?? t("shortcut.spaceKey")}</kbd></dt><dd>{t(text)}</dd></div>)}
          </dl>
        </Dialog>
      )}
      {view.devicesOpen.value && <Devices session={session} close={() => { view.devicesOpen.value = false; }} />}
    </>
  );
}

function Devices({ session, close }: { session: RoomSession; close: () => void }) {
  useEffect(() => { void refreshDeviceList(); }, []);
  const { media } = session;
  return (
    <Dialog title={t("room.devices")} close={close}>
      <DevicePicker change={(kind, id) => void media.change(kind === "microphone" ? media.microphone : media.camera, id)} />
    </Dialog>
  );
}
