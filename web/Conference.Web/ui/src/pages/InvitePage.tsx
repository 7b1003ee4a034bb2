import { useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import { session } from "../api/session";
import type { InvitationOffer, Session } from "../contract/http";
import { Field } from "../parts/Field";
import { Loading } from "../parts/Loading";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { navigate } from "../router";
import { t } from "../text";
import { dateTime } from "../text/format";
import { DeadEnd } from "./DeadEnd";

export function InvitePage({ token }: { token: string }) {
  const address = `/api/invitations/${encodeURIComponent(token)}`;
  const offer = useResource((signal) => http.get<InvitationOffer>(address, signal), address);
  if (offer.state === "failed" && (offer.problem.code === "invitation-gone" || offer.problem.status === 404)) {
    return <DeadEnd title={t("invite.gone")} text={t("invite.gone.text")} testId="invite-gone" />;
  }
  return (
    <Page title={t("invite.title")} width="narrow">
      {offer.state === "loading" && <Loading />}
      {offer.state === "failed" && <ProblemMessage problem={offer.problem} retry={offer.reload} />}
      {offer.state === "there" && <AcceptForm address={address} offer={offer.value} />}
    </Page>
  );
}

function AcceptForm({ address, offer }: { address: string; offer: InvitationOffer }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      session.value = await http.post<Session>(address, { name: name.trim(), email: email.trim(), password });
      navigate("/", true);
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  };

  const lead = offer.role === "administrator" ? t("invite.lead.administrator") : t("invite.lead", { role: t(`role.${offer.role}`) });
  const weak = problem?.code === "weak-password" ? t("error.weak-password") : undefined;
  return (
    <form class="card stack" onSubmit={(e) => void submit(e)}>
      <h1>{t("invite.title")}</h1>
      <p class="quiet">{lead}</p>
      {problem !== null && weak === undefined && <ProblemMessage problem={problem} />}
      <Field label={t("invite.name")} hint={t("invite.name.hint")} required maxLength={60} autoComplete="name" value={name} change={setName} testId="account-name" />
      <Field label={t("signIn.email")} type="email" required autoComplete="username" value={email} change={setEmail} testId="email" />
      <Field label={t("signIn.password")} type="password" hint={t("invite.password.hint")} wrong={weak} required minLength={10} autoComplete="new-password"
        value={password} change={setPassword} testId="password" />
      <button class="button primary wide" disabled={busy} data-testid="invite-accept">{busy ? t("invite.busy") : t("invite.submit")}</button>
      <p class="small quiet">{t("invite.expires", { date: dateTime(offer.expiresAt) })}</p>
    </form>
  );
}
