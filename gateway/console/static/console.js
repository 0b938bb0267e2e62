/* What pages gain where scripts run; each works without. No library, no build step. */
"use strict";

/* After a form was refused, what is wrong is read first. */
const summary = document.querySelector("[data-focus]");
if (summary) summary.focus();

/* A form is sent once: a second press of its button would act twice. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
