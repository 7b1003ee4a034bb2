import { computed, signal } from "@preact/signals";
import type { Person, Session } from "../contract/http";
import { offerLanguages } from "../text";
import { http } from "./http";
import { Problem } from "./Problem";

/** Who is signed in: null until the server has said so. */
export const session = signal<Session | null>(null);
export const sessionProblem = signal<Problem | null>(null);
export const person = computed<Person | null>(() => session.value?.person ?? null);
export const mayCreateRooms = computed(() => person.value?.role === "teacher" || person.value?.role === "administrator");

export async function loadSession(): Promise<void> {
  sessionProblem.value = null;
  try {
    session.value = await http.get<Session>("/api/session");
    offerLanguages(session.value.languages ?? []);
  } catch (error) {
    sessionProblem.value = Problem.of(error);
  }
}

export async function signIn(email: string, password: string): Promise<void> {
  session.value = await http.post<Session>("/api/session", { email, password });
}

export async function signOut(): Promise<void> {
  await http.delete("/api/session");
  await loadSession();
}
