import type { ComponentChildren } from "preact";
import { Page } from "../parts/Page";
import { follow } from "../router";
import { t } from "../text";

interface DeadEndProps {
  title: string;
  text: string;
  testId?: string;
  /** The ways on; the way to the lectures when absent. */
  children?: ComponentChildren;
}

/** A page that says what happened and offers the way back. */
export function DeadEnd({ title, text, testId, children }: DeadEndProps) {
  return (
    <Page title={title} width="middle">
      <div class="stack" data-testid={testId}>
        <h1>{title}</h1>
        <p>{text}</p>
        <div class="row">{children ?? <a class="button primary" href="/" onClick={follow}>{t("action.home")}</a>}</div>
      </div>
    </Page>
  );
}
