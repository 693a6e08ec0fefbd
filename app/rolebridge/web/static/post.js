// Sends the form of the page that carries a sign-in to a service provider.
// Without scripts the visible button does the same.
document.querySelector("form[data-post]").submit();
