// Runs before the first paint, so that neither the theme nor the language is seen to change.
{
  const root = document.documentElement;
  const remembered = (/** @type {string} */ key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage may be forbidden; the browser's own preferences do then
    }
  };
  const preferred = navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
  root.lang = remembered("shuzi.language") ?? preferred;
  const theme = remembered("shuzi.theme");
  if (theme !== null) root.dataset.theme = theme;
}
