// Conveniences only: every page works without this file.

// A link with data-dialog opens the <dialog> of that id instead of following its address.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
});

// Open menus close on Escape and on a click elsewhere.
const closeMenus = (except) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
};
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const summary = document.activeElement?.closest("details.menu[open]")?.querySelector("summary");
  closeMenus(null);
  summary?.focus();
});

// An element with data-refresh="seconds" is fetched anew until the server leaves the attribute out.
const refresh = async (element) => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const fresh = page?.getElementById(element.id);
  if (!fresh?.dataset.refresh) return location.reload();
  element.replaceChildren(...fresh.childNodes);
  setTimeout(refresh, 1000 * element.dataset.refresh, element);
};
for (const element of document.querySelectorAll("[data-refresh]")) {
  setTimeout(refresh, 1000 * element.dataset.refresh, element);
}
