/** Switches between dark and light, and remembers it in this browser. */
export function toggleTheme(): void {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === 'light' ? 'dark' : 'light';
  try {
    localStorage.setItem('bezierfit.theme', root.dataset.theme);
  } catch {
    // Without storage the choice lasts until the page is closed.
  }
}
