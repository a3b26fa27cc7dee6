// The stored theme and sidebar, put on <html> before the first paint: style sheets cannot read what the browser stores,
// and a module would run too late and flash.
try {
  const root = document.documentElement.dataset;
  const theme = localStorage.getItem("parley.theme");
  if (theme === "light" || theme === "dark") root.theme = theme;
  if (localStorage.getItem("parley.sidebar") === "hidden") root.sidebar = "hidden";
} catch {
  // Storage may be forbidden; then the system's theme it is.
}
