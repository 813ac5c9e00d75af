const KEY = 'bezierfit.folders';
const MOST = 6;

/** Folders from which something was chosen in this browser, newest first. */
export function recentFolders(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberFolder(folder: string): void {
  const folders = [folder, ...recentFolders().filter((one) => one !== folder)].slice(0, MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(folders));
  } catch {
    // Without storage nothing is remembered.
  }
}
