// Light or dark: as the system has it, until somebody says otherwise.

import { remember } from "./storage.js";

const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);

/**
 * Let a button switch between light and dark.
 * @param {HTMLElement} button
 * @param {() => void} switched called after each change
 */
export function offerTheme(button, switched) {
  const show = () => button.setAttribute("aria-pressed", `${isDark()}`);
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    remember("shuzi.theme", root.dataset.theme);
    show();
    switched();
  });
  system.addEventListener("change", show);
  show();
}
