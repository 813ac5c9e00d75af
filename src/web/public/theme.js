// Before the first paint: the theme that the user chose here last; dark otherwise.
try {
  document.documentElement.dataset.theme = localStorage.getItem('bezierfit.theme') === 'light' ? 'light' : 'dark';
} catch {
  // No storage: dark.
}
