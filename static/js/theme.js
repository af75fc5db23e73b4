// Runs before the first paint: the chosen colours stand before anything is drawn.
(function () {
  "use strict";
  var dark = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("portal-theme") || "auto";
    } catch (error) {
      return "auto";
    }
  }

  function apply() {
    var theme = chosen();
    var root = document.documentElement;
    root.setAttribute("data-theme", theme);
    root.setAttribute("data-bs-theme", theme === "auto" ? (dark.matches ? "dark" : "light") : theme);
  }

  window.portalTheme = {
    chosen: chosen,
    choose: function (theme) {
      try {
        localStorage.setItem("portal-theme", theme);
      } catch (error) {
        document.documentElement.setAttribute("data-theme", theme);
      }
      apply();
    },
  };
  dark.addEventListener("change", apply);
  apply();
})();
