import { computed, signal } from "@preact/signals";
import type { ChatView } from "../contract/hub";

/** The chat of the lecture: in the server's order, complete after every join, each message once. */
export class Chat {
  readonly messages = signal<readonly ChatView[]>([]);
  /** True while the chat panel is open: nothing in it counts as unread then. */
  readonly open = signal(false);
  private readonly readUpTo = signal(0);
  readonly unread = computed(() => this.messages.value.filter((m) => m.sequence > this.readUpTo.value).length);
  /** The message that shows for a moment over the bar while the panel is closed. */
  readonly newest = signal<ChatView | null>(null);
  private newestTimer: ReturnType<typeof setTimeout> | undefined;

  /** What the server sent with the join: those messages count as read at the first join only. */
  restore(all: readonly ChatView[], first: boolean): void {
    this.messages.value = [...all].sort((a, b) => a.sequence - b.sequence);
    if (first || this.open.value) this.markRead();
  }

  add(message: ChatView, own: boolean): void {
    if (this.messages.value.some((m) => m.id === message.id)) return;
    this.messages.value = [...this.messages.value, message].sort((a, b) => a.sequence - b.sequence);
    if (this.open.value || own) this.markRead();
    else this.flash(message);
  }

  show(open: boolean): void {
    this.open.value = open;
    if (open) this.markRead();
  }

  private markRead(): void {
    this.readUpTo.value = this.messages.value.at(-1)?.sequence ?? 0;
    this.newest.value = null;
  }

  private flash(message: ChatView): void {
    this.newest.value = message;
    clearTimeout(this.newestTimer);
    this.newestTimer = setTimeout(() => { this.newest.value = null; }, 4000);
  }
}
