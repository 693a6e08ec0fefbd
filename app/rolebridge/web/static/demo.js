// Fills the sign-in form with one of the demonstration people.
for (const button of document.querySelectorAll("button[data-username]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const form = document.querySelector("form[data-sign-in]");
    form.elements.username.value = button.dataset.username;
    form.elements.password.value = button.dataset.password;
    form.querySelector("button[type=submit]").focus();
  });
}
