import type { JoinTicket } from "../contract/http";

/** What a tab keeps of its lecture, so that a reload goes straight back in as the same person. */
export interface TabMemory {
  ticket: JoinTicket;
  name: string;
  resumeKey: string;
  microphoneOn: boolean;
  cameraOn: boolean;
  knowsRecording: boolean;
}

const keyOf = (code: string) => `conference.room.${code}`;

export function recallTab(code: string): TabMemory | null {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(code)) ?? "null") as TabMemory | null;
  } catch {
    return null;
  }
}

export function rememberTab(code: string, memory: TabMemory): void {
  sessionStorage.setItem(keyOf(code), JSON.stringify(memory));
}

export function forgetTab(code: string): void {
  sessionStorage.removeItem(keyOf(code));
}
