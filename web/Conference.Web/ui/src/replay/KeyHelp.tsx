import { Dialog } from "../parts/Dialog";
import { t, type TextKey } from "../text";

const keys: readonly [readonly string[] | null, TextKey][] = [
  [null, "replay.key.play"], [["J", "L"], "replay.key.skip10"], [["←", "→"], "replay.key.skip5"], [["0", "9"], "replay.key.tenths"], [["Home", "End"], "replay.key.ends"], [["N", "P"], "replay.key.chapter"],
  [["<", ">"], "replay.key.speed"], [["M"], "replay.key.mute"], [["↑", "↓"], "replay.key.volume"], [["I"], "replay.key.inset"], [["S"], "replay.key.swap"],
  [["X"], "replay.key.silence"], [["C"], "replay.key.captions"], [["F"], "replay.key.fullscreen"], [["?"], "shortcut.help"],
];

export function KeyHelp({ close }: { close: () => void }) {
  return (
    <Dialog title={t("shortcut.title")} close={close}>
      <dl class="shortcuts" data-testid="replay-keys">
        {keys.map(([names, text]) => (
          <div key={text}><dt>{(names ?? [t("shortcut.spaceKey"), "K"]).map((name) => <kbd key={name}>{name}</kbd>)}</dt><dd>{t(text)}</dd></div>
        ))}
      </dl>
    </Dialog>
  );
}
