// Draws the diagrams where the library can be reached; without a network their text stays, and everything else works.
const diagrams = document.querySelectorAll("pre.diagram");
if (diagrams.length) {
  const library = document.createElement("script");
  library.src = "https://unpkg.com/mermaid@11/dist/mermaid.min.js";
  library.onload = () => {
    window.mermaid.initialize({ startOnLoad: false });
    diagrams.forEach((diagram) => { diagram.textContent = diagram.innerText; });
    window.mermaid.run({ nodes: diagrams });
  };
  document.head.append(library);
}
