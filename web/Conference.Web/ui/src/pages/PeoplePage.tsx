import { useState } from "preact/hooks";
import { http } from "../api/http";
import { Problem } from "../api/Problem";
import type { InvitationRow, NewInvitation, PersonRole, PersonRow } from "../contract/http";
import { CopyLink } from "../parts/CopyLink";
import { Loading } from "../parts/Loading";
import { Page } from "../parts/Page";
import { ProblemMessage } from "../parts/ProblemMessage";
import { useResource } from "../parts/useResource";
import { t } from "../text";
import { dateOnly, dateTime } from "../text/format";

const roles: readonly PersonRole[] = ["teacher", "staff", "administrator"];

export function PeoplePage() {
  const people = useResource((signal) => http.get<PersonRow[]>("/api/people", signal), "people");
  const invitations = useResource((signal) => http.get<InvitationRow[]>("/api/invitations", signal), "invitations");
  return (
    <Page title={t("people.title")}>
      <h1>{t("people.title")}</h1>
      <Invite created={invitations.reload} />
      <section class="section">
        <h2>{t("people.title")}</h2>
        {people.state === "loading" && <Loading />}
        {people.state === "failed" && <ProblemMessage problem={people.problem} retry={people.reload} />}
        {people.state === "there" && <PeopleTable people={people.value} />}
      </section>
      <section class="section">
        <h2>{t("people.invitations")}</h2>
        {invitations.state === "loading" && <Loading />}
        {invitations.state === "failed" && <ProblemMessage problem={invitations.problem} retry={invitations.reload} />}
        {invitations.state === "there" && <InvitationList invitations={invitations.value} />}
      </section>
    </Page>
  );
}

function Invite({ created }: { created: () => void }) {
  const [role, setRole] = useState<PersonRole>("teacher");
  const [busy, setBusy] = useState(false);
  const [made, setMade] = useState<NewInvitation | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      setMade(await http.post<NewInvitation>("/api/invitations", { role }));
      created();
    } catch (error) {
      setProblem(Problem.of(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="card stack" onSubmit={(e) => void submit(e)}>
      <p>{t("people.lead")}</p>
      {problem !== null && <ProblemMessage problem={problem} />}
      <div class="row invite-row">
        <label class="field">
          <span>{t("people.inviteAs")}</span>
          <select value={role} data-testid="invite-role" onChange={(e) => setRole(e.currentTarget.value as PersonRole)}>
            {roles.map((r) => <option key={r} value={r}>{t(`role.${r}`)}</option>)}
          </select>
        </label>
        <button class="button primary" disabled={busy} data-testid="invite-create">{t("people.invite")}</button>
      </div>
      {made !== null && (
        <div class="stack" role="status">
          <p>{t("people.inviteReady", { date: dateTime(made.expiresAt) })}</p>
          <CopyLink url={made.url} label={t("people.invite")} testId="invite-link" />
        </div>
      )}
    </form>
  );
}

function PeopleTable({ people }: { people: readonly PersonRow[] }) {
  return (
    <div class="table-scroll">
      <table class="cards-on-phone">
        <thead><tr><th scope="col">{t("people.name")}</th><th scope="col">{t("people.email")}</th><th scope="col">{t("people.role")}</th><th scope="col">{t("people.since")}</th></tr></thead>
        <tbody>
          {people.map((p) => (
            <tr key={p.id}><td><strong>{p.name}</strong></td><td>{p.email}</td><td>{t(`role.${p.role}`)}</td><td class="numbers quiet">{dateOnly(p.createdAt)}</td></tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InvitationList({ invitations }: { invitations: readonly InvitationRow[] }) {
  if (invitations.length === 0) return <p class="quiet">{t("people.invitations.empty")}</p>;
  return (
    <ul class="lines">
      {invitations.map((row) => (
        <li key={row.id}><span class="grow">{t(`role.${row.role}`)}</span><span class="quiet">{fate(row)}</span></li>
      ))}
    </ul>
  );
}

function fate({ acceptedBy, expiresAt }: InvitationRow): string {
  if (acceptedBy !== null) return t("people.invitation.accepted", { name: acceptedBy });
  const key = Date.parse(expiresAt) < Date.now() ? "people.invitation.expired" : "people.invitation.open";
  return t(key, { date: dateTime(expiresAt) });
}
