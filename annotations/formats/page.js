// Draws a line from the margin's word on a relation, or from the letters, to the letters that it ends at.
function draw() {
  const SVG = "http://www.w3.org/2000/svg";
  document.querySelectorAll("svg.relations").forEach((old) => old.remove());
  document.querySelectorAll("section.document").forEach((section) => {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "relations");
    const base = section.getBoundingClientRect();
    const letters = (id) => section.querySelector(`mark[data-of~="${CSS.escape(id)}"]`);
    section.querySelectorAll(".relation").forEach((said) => {
      const end = letters(said.dataset.to);
      if (!end) return;
      const from = (letters(said.dataset.from) || said).getBoundingClientRect();
      const to = end.getBoundingClientRect();
      const x1 = from.left + from.width / 2 - base.left, y1 = from.top - base.top;
      const x2 = to.left + to.width / 2 - base.left, y2 = to.top - base.top;
      const up = Math.min(y1, y2) - 10 - Math.min(30, Math.abs(x1 - x2) / 12);
      const path = document.createElementNS(SVG, "path");
      path.setAttribute("d", `M ${x1} ${y1} C ${x1} ${up}, ${x2} ${up}, ${x2} ${y2}`);
      svg.appendChild(path);
    });
    section.appendChild(svg);
  });
}
addEventListener("load", draw);
addEventListener("resize", draw);
addEventListener("beforeprint", draw);
