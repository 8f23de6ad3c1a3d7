/// What the page does beyond showing: it sorts the table of classes, and closes and leafs through enlarged pictures with
/// the keyboard. The page is whole without it.
enum PageScript {
    static let text = """
        "use strict";
        document.documentElement.classList.add("has-script");
        for (const table of document.querySelectorAll("table.sortable")) {
          const heads = table.tHead.rows[table.tHead.rows.length - 1].cells, body = table.tBodies[0];
          const key = (row, column) => {
            const cell = row.cells[column], value = cell.dataset.v;
            return value === undefined ? null : column === 0 ? value : Number(value);
          };
          [...heads].forEach((head, column) => {
            const button = document.createElement("button");
            button.type = "button";
            button.append(...head.childNodes);
            head.append(button);
            button.addEventListener("click", () => {
              const now = head.getAttribute("aria-sort");
              const falls = now ? now === "ascending" : column !== 0;
              for (const other of heads) other.removeAttribute("aria-sort");
              head.setAttribute("aria-sort", falls ? "descending" : "ascending");
              const compare = (one, other) => {
                const [a, b] = [key(one, column), key(other, column)];
                if (a === null || b === null) return (a === null) - (b === null);
                const order = column === 0 ? a.localeCompare(b, undefined, {numeric: true}) : a - b;
                return falls ? -order : order;
              };
              body.append(...[...body.rows].sort(compare));
            });
          });
        }
        const pictures = [...document.querySelectorAll(".picture")];
        let place = 0, opener = null;
        const enlarged = () => pictures.find(picture => "#" + picture.id === location.hash);
        for (const picture of pictures) {
          picture.querySelector(".enlarge").addEventListener("click", () => {
            if (!enlarged()) { place = scrollY; opener = picture; }
          });
          picture.querySelector(".close").addEventListener("click", event => {
            event.preventDefault();
            shrink();
          });
        }
        function shrink() {
          const picture = enlarged();
          location.hash = "#pictures";
          scrollTo(0, place);
          if (picture) picture.querySelector(".enlarge").focus({preventScroll: opener === picture});
        }
        addEventListener("keydown", event => {
          const picture = enlarged();
          if (!picture) return;
          const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
          if (event.key === "Escape") shrink();
          if (step) {
            const next = pictures[pictures.indexOf(picture) + step];
            if (next) { location.replace("#" + next.id); next.querySelector(".enlarge").focus({preventScroll: true}); }
          }
        });

        """
}
