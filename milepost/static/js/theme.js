// Sets light or dark before the first paint for people whose appearance is "as my device"; loaded in the head, not deferred.
// Input: data-theme on <html> ("auto", "light", "dark", from the person's preference). Output: data-bs-theme.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const wish = root.dataset.theme;
    root.dataset.bsTheme = wish === "light" || wish === "dark" ? wish : dark.matches ? "dark" : "light";
  };
  apply();
  dark.addEventListener("change", apply);
})();
