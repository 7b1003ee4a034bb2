import { signal, type Signal } from "@preact/signals";
import type { Chat } from "../Chat";
import type { StageMode } from "./Stage";

export type Panel = "chat" | "people";

/** How this person looks at the lecture: the open panel and the layout. */
export class RoomView {
  readonly panel: Signal<Panel | null> = signal(null);
  readonly mode: Signal<StageMode> = signal("speaker");
  readonly shortcutsOpen = signal(false);
  readonly devicesOpen = signal(false);
  private readonly chat: Chat;

  constructor(chat: Chat) {
    this.chat = chat;
  }

  toggle(panel: Panel): void {
    this.panel.value = this.panel.value === panel ? null : panel;
    this.chat.show(this.panel.value === "chat");
  }
}
