import { follow } from "../router";
import { t } from "../text";

export function Brand() {
  return (
    <a class="brand" href="/" onClick={follow}>
      <img src="/favicon.svg" width="28" height="28" alt="" />
      <span>{t("app.name")}</span>
    </a>
  );
}
