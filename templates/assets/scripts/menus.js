// Drop-down menus, <details data-menu>: Esc closes and gives the focus back, a click outside closes.

export function closeMenus(document) {
  const open = () => document.querySelectorAll('details[data-menu][open]');
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      if (menu.contains(document.activeElement)) menu.querySelector('summary').focus();
    }
  });
  document.addEventListener('click', (event) => {
    for (const menu of open()) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
}
