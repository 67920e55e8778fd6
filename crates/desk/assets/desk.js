// Small helps; every page works without them.
"use strict";

// Copy buttons beside signed links.
for (const button of document.querySelectorAll(".js-copy")) {
  const field = document.getElementById(button.dataset.copy);
  if (!field || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = "Copied";
  });
}

// News: offer a reload once the ledger has moved on. Nothing is swapped under the reader's hands.
const news = document.getElementById("news");
if (news && "EventSource" in window) {
  const seen = Number(document.body.dataset.head);
  const live = new EventSource("/live");
  live.addEventListener("head", (event) => {
    const steps = Number(event.data) - seen;
    if (!(steps > 0)) return;
    news.firstElementChild.textContent = steps === 1 ? "1 new step – reload" : `${steps} new steps – reload`;
    news.firstElementChild.href = location.href;
    news.hidden = false;
  });
  addEventListener("pagehide", () => live.close());
}
