// Fills the sign-in form with one of the demonstration people.
for (const button of document.querySelectorAll("button[data-fill]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const form = document.querySelector("form[data-sign-in]");
    form.elements.username.value = button.dataset.fill;
    form.elements.password.value = `${button.dataset.fill}-demo-password`;
    form.querySelector("button[type=submit]").focus();
  });
}
