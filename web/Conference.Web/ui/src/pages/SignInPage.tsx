import { useState } from "preact/hooks";
import { Problem } from "../api/Problem";
import { person, signIn } from "../api/session";
import { Field } from "../parts/Field";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { navigate } from "../router";
import { t } from "../text";

export function SignInPage() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await signIn(email.trim(), password);
      if (person.value !== null) navigate("/", true);
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Page title={t("signIn.title")} width="narrow">
      <form class="card stack" onSubmit={(e) => void submit(e)}>
        <h1>{t("signIn.title")}</h1>
        <p class="quiet">{t("signIn.lead")}</p>
        {problem !== null && <ProblemMessage problem={problem} />}
        <Field label={t("signIn.email")} type="email" required autoComplete="username" value={email} change={setEmail} testId="email" />
        <Field label={t("signIn.password")} type="password" required autoComplete="current-password" value={password} change={setPassword} testId="password" />
        <button class="button primary wide" disabled={busy} data-testid="sign-in-button">{busy ? t("signIn.busy") : t("signIn.submit")}</button>
      </form>
    </Page>
  );
}
