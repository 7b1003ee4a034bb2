import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { person, signOut } from "../api/session";
import { follow, navigate, path } from "../router";
import { t, type TextKey } from "../text";
import { Brand } from "./Brand";
import { LanguageSwitch } from "./LanguageSwitch";
import { online } from "./online";

interface PageProps {
  title: string;
  width?: "wide" | "middle" | "narrow";
  children: ComponentChildren;
}

/** Every page outside the room: the top line with who is signed in, and one main region. */
export function Page({ title, width = "wide", children }: PageProps) {
  useEffect(() => { document.title = title === t("app.name") ? title : `${title} · ${t("app.name")}`; }, [title]);
  const someone = person.value;
  return (
    <div class="page">
      <a class="skip" href="#main">{t("app.skip")}</a>
      <header>
        <div class="top">
          <Brand />
          {someone !== null && (
            <nav aria-label={t("nav.main")}>
              <NavLink to="/" text="nav.lectures" />
              <NavLink to="/recordings" text="nav.recordings" />
              {someone.role === "administrator" && <NavLink to="/people" text="nav.people" />}
            </nav>
          )}
          <div class="end">
            {someone !== null && <span class="who small quiet" title={someone.email}>{someone.name}</span>}
            <LanguageSwitch />
            {someone === null
              ? path.value !== "/sign-in" && <a class="button plain small" href="/sign-in" onClick={follow}>{t("nav.signIn")}</a>
              : <button type="button" class="button plain small" onClick={() => void leave()}>{t("nav.signOut")}</button>}
          </div>
        </div>
        {!online.value && <div class="offline" role="alert">{t("app.offline")}</div>}
      </header>
      <main id="main" class={width}>{children}</main>
    </div>
  );
}

function NavLink({ to, text }: { to: string; text: TextKey }) {
  const current = to === "/" ? path.value === "/" : path.value.startsWith(to);
  return <a href={to} onClick={follow} {...(current ? { "aria-current": "page" as const } : {})}>{t(text)}</a>;
}

async function leave(): Promise<void> {
  await signOut().catch(() => undefined);
  navigate("/sign-in");
}
