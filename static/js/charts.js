// Draws the charts of a page: <canvas data-chart="id"> with its numbers in the json_script of that id.
(function () {
  "use strict";
  var COLOURS = { red: "#c0392b", orange: "#b9770e", green: "#1e8449", blue: "#2463ad", grey: "#6b7785" };
  // Shapes and dashes beside the colours: nobody has to tell red from green.
  var POINTS = ["circle", "rect", "triangle", "rectRot"];
  var DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

  function ink(name, fallback) {
    var value = window.getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    return value || fallback;
  }

  function dataset(series, place, kind) {
    var colour = COLOURS[series.tone] || COLOURS.grey;
    return {
      label: series.label,
      data: series.values,
      borderColor: colour,
      backgroundColor: colour,
      borderWidth: kind === "line" ? 2 : 0,
      borderDash: DASHES[place % DASHES.length],
      pointStyle: POINTS[place % POINTS.length],
      pointRadius: 4,
      maxBarThickness: 28,
    };
  }

  function draw(canvas) {
    var source = document.getElementById(canvas.dataset.chart);
    if (!source || !window.Chart) return;
    var told = JSON.parse(source.textContent);
    var bars = told.kind === "bar";
    var soft = ink("--ink-soft", "#5b6673");
    var line = ink("--line", "#d9dee5");
    var counted = { beginAtZero: true, ticks: { precision: 0, color: soft }, grid: { color: line } };
    var named = { ticks: { color: soft }, grid: { display: false } };
    new window.Chart(canvas, {
      type: told.kind,
      data: {
        labels: told.labels,
        datasets: told.series.map(function (series, place) {
          return dataset(series, place, told.kind);
        }),
      },
      options: {
        animation: false,
        maintainAspectRatio: false,
        indexAxis: bars ? "y" : "x",
        scales: bars ? { x: counted, y: named } : { x: named, y: counted },
        plugins: {
          legend: { display: told.series.length > 1, labels: { usePointStyle: true, color: soft } },
        },
      },
    });
  }

  function drawAll(root) {
    root.querySelectorAll("canvas[data-chart]").forEach(draw);
  }

  drawAll(document);
  document.addEventListener("htmx:afterSettle", function (event) {
    drawAll(event.target);
  });
})();
