// The shell's behaviour: colours, error summary, announcements, copying, confirming, demo accounts.
(function () {
  "use strict";
  var status = document.getElementById("status");

  function announce(text) {
    if (!status || !text) return;
    status.textContent = "";
    window.setTimeout(function () {
      status.textContent = text;
    }, 60);
  }

  // --- colours: system, light, dark in turn ---
  function labelThemeSwitch(button) {
    button.setAttribute("aria-label", button.dataset["label" + capital(window.portalTheme.chosen())]);
    button.title = button.getAttribute("aria-label");
  }

  function capital(word) {
    return word.charAt(0).toUpperCase() + word.slice(1);
  }

  document.querySelectorAll("[data-theme-switch]").forEach(function (button) {
    var turn = { auto: "light", light: "dark", dark: "auto" };
    labelThemeSwitch(button);
    button.addEventListener("click", function () {
      window.portalTheme.choose(turn[window.portalTheme.chosen()]);
      labelThemeSwitch(button);
      announce(button.getAttribute("aria-label"));
    });
  });

  // --- error summary: takes the focus, its links move the focus to the wrong control ---
  function showSummary(root) {
    var summary = root.querySelector("[data-error-summary]");
    if (!summary) return;
    var prefix = document.body.dataset.errorPrefix + " ";
    if (document.title.indexOf(prefix) !== 0) document.title = prefix + document.title;
    summary.focus({ preventScroll: false });
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-error-summary] a[href^='#']");
    if (!link) return;
    var control = document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
    if (!control) return;
    event.preventDefault();
    if (!control.matches("input, select, textarea, button, a, [tabindex]")) {
      control = control.querySelector("input:not([type=hidden]), select, textarea") || control;
    }
    if (control.tabIndex < 0) control.setAttribute("tabindex", "-1");
    var folded = control.closest("details:not([open])");
    if (folded) folded.open = true;
    control.focus();
    control.scrollIntoView({ block: "center" });
  });

  // --- the skip link lands in the content ---
  document.addEventListener("click", function (event) {
    var link = event.target.closest(".skip-link");
    var main = link && document.getElementById("main");
    if (main) {
      event.preventDefault();
      main.focus();
    }
  });

  // --- htmx: say what changed, say when it failed ---
  document.body.addEventListener("announce", function (event) {
    announce(event.detail.value || event.detail);
  });
  document.body.addEventListener("htmx:afterSettle", function (event) {
    var said = event.target.querySelector && event.target.querySelector("[data-announce]");
    if (said) announce(said.dataset.announce);
    if (event.target.querySelector) showSummary(event.target);
  });
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (name) {
    document.body.addEventListener(name, function () {
      toast(document.body.dataset.failed);
    });
  });
  // Pages answer 422 with the form and its reasons: those are shown like any answer.
  document.body.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.xhr.status === 422 || event.detail.xhr.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  function toast(text) {
    var area = document.getElementById("toasts");
    if (!area || !text) return;
    var box = document.createElement("div");
    box.className = "toast-box";
    box.textContent = text;
    area.replaceChildren(box);
    window.setTimeout(function () {
      box.remove();
    }, 12000);
  }

  // --- small things: copy, confirm, submit on change, fill a demo account ---
  document.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copy]");
    if (copy) {
      var source = document.getElementById(copy.dataset.copy);
      navigator.clipboard.writeText(source.value || source.textContent.trim()).then(function () {
        announce(document.body.dataset.copied);
        copy.classList.add("is-done");
      });
    }
    var account = event.target.closest("[data-fill-email]");
    if (account) {
      document.getElementById("id_login").value = account.dataset.fillEmail;
      document.getElementById("id_password").value = account.dataset.fillPassword;
      document.getElementById("sign-in").focus();
    }
  });
  document.addEventListener("submit", function (event) {
    var question = event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
  document.addEventListener("change", function (event) {
    if (event.target.closest("[data-submit-on-change]")) event.target.form.requestSubmit();
  });

  showSummary(document);
})();
