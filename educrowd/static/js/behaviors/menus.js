// An open menu closes when one looks elsewhere; Escape closes it and returns to its button.
const MENUS = "details.menu[open], details.site-menu[open], details.studio-menu[open]";

document.addEventListener("click", (event) => {
  document.querySelectorAll(MENUS).forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(MENUS);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
