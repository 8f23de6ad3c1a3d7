/// How the page looks.
enum StyleSheet {
    static let text = colors + layout + tables + figures + pictures + paper

    private static let colors = """
        :root{color-scheme:light dark;--ground:#f6f8fa;--card:#fff;--text:#1a2026;--muted:#56606b;--line:#dde2e7;
        --accent:#0a5ea8;--warn:#fff4e0;--warn-line:#d99a2b}
        @media screen and (prefers-color-scheme:dark){:root{--ground:#0f1317;--card:#171c21;--text:#e8ecf0;--muted:#a3aeb9;
        --line:#2f3740;--accent:#7cc0f5;--warn:#2c2414;--warn-line:#a9792a}}

        """

    private static let layout = """
        *{box-sizing:border-box}
        html{font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Arial,"DejaVu Sans",sans-serif;
        -webkit-text-size-adjust:100%;scroll-padding-top:1rem}
        body{margin:0;background:var(--ground);color:var(--text)}
        header,main{max-width:1180px;margin:0 auto;padding:0 24px}
        header{padding-top:32px}
        main{padding-bottom:64px}
        h1{font-size:1.75rem;line-height:1.25;margin:0 0 .75rem;overflow-wrap:anywhere}
        h2{font-size:1.25rem;margin:0 0 .75rem}
        h3{font-size:1rem;margin:1.5rem 0 .5rem}
        p{margin:.25rem 0 .75rem;max-width:48rem;text-wrap:pretty}
        a{color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        .skip{position:absolute;left:-999px;background:var(--card);padding:.5rem 1rem}
        .skip:focus{left:1rem;top:1rem;z-index:2}
        section{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:20px 24px;margin:16px 0}
        section>:last-child{margin-bottom:0}
        .note,.range,.words{color:var(--muted);font-size:.875rem}
        .lead{max-width:56rem;font-size:1.125rem;font-weight:600}
        .facts{display:flex;flex-wrap:wrap;gap:.5rem 2rem;margin:0 0 1rem}
        .facts div{min-width:0;max-width:100%}
        dt{color:var(--muted);font-size:.8125rem}
        dd{margin:0;overflow-wrap:anywhere}
        .glossary{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.5rem 1.5rem}
        .glossary dt{font-size:1rem;font-weight:600;color:var(--text)}
        .glossary dd{max-width:78ch}
        nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}
        .notes{background:var(--warn);border:1px solid var(--warn-line);border-radius:10px;padding:12px 24px;margin:16px 0}
        .notes ul{margin:0;padding-left:1.1rem}
        .notes li{overflow-wrap:anywhere}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:12px;margin-bottom:20px}
        .card{border:1px solid var(--line);border-radius:8px;padding:12px 16px}
        .card .label{color:var(--muted);font-size:.875rem}
        .card .value{font-size:2rem;line-height:1.2;font-weight:600;font-variant-numeric:tabular-nums}
        .split{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,460px),1fr));gap:20px 28px;align-items:start}
        details{margin-top:1rem}
        summary{cursor:pointer;color:var(--accent)}
        .needs-script{display:none}
        .has-script .needs-script{display:inline}

        """

    private static let tables = """
        .scroll{overflow-x:auto;max-width:100%}
        .tall{max-height:36rem;overflow:auto}
        table{border-collapse:collapse;font-size:.9375rem;width:100%}
        caption{text-align:left;padding:.25rem 0}
        th,td{padding:.35rem .7rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:baseline}
        tbody tr:last-child>*{border-bottom:0}
        thead th{color:var(--muted);font-weight:600;font-size:.8125rem;white-space:nowrap}
        tbody th{font-weight:500}
        td,th{overflow-wrap:break-word}
        td.words{min-width:14rem}
        td bdi,th bdi{display:inline-block;vertical-align:top;min-width:5rem;max-width:20rem;overflow-wrap:anywhere}
        .num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
        .none{color:var(--muted)}
        .tall thead{position:sticky;top:0;background:var(--card);box-shadow:0 1px var(--line)}
        .groups th{text-align:center}
        .groups>*{border-bottom:0;padding-bottom:0}
        .sortable tbody tr:hover{background:var(--ground)}
        th button{font:inherit;color:inherit;background:none;border:0;padding:0;cursor:pointer}
        th button::after{content:"";display:inline-block;width:.9em;text-align:right}
        th[aria-sort=ascending] button::after{content:"\\2191"}
        th[aria-sort=descending] button::after{content:"\\2193"}
        .bar{margin-right:.6rem}
        .bar .track{fill:var(--line)}
        .bar .fill{fill:var(--chart-s0)}

        """

    private static let figures = """
        figure{margin:0 0 1rem}
        .chart{display:block;max-width:100%;height:auto}
        .scroll>.chart{margin:0 auto;min-width:420px}
        .split .chart{width:100%;min-width:0}
        .fixed>.chart{min-width:0;max-width:none}
        .plot{margin-top:1rem}
        .plot figcaption{margin-top:.25rem;text-align:center;overflow-wrap:anywhere}
        .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,230px),1fr));gap:8px 16px}
        .small{margin:0}
        .small .chart{min-width:0}
        .small .chart{width:100%}

        """

    private static let pictures = """
        .pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,480px),1fr));gap:20px}
        .picture{margin:0;position:relative}
        .picture img{display:block;width:100%;height:auto;border-radius:6px;background:var(--line)}
        .enlarge{display:block;cursor:zoom-in}
        .picture figcaption{margin-top:.35rem;overflow-wrap:anywhere}
        .close{display:none}
        .picture:target{position:fixed;inset:0;z-index:10;margin:0;padding:24px;background:var(--card);
        display:flex;flex-direction:column;align-items:center;justify-content:center}
        .picture:target .enlarge{flex:0 1 auto;min-height:0;max-width:100%;cursor:default;display:flex}
        .picture:target img{width:auto;max-width:100%;max-height:100%;object-fit:contain;min-height:0}
        .picture:target .close{display:block;position:absolute;top:10px;right:14px;width:2.5rem;height:2.5rem;
        font-size:1.75rem;line-height:2.4rem;text-align:center;text-decoration:none;color:var(--text);
        background:var(--card);border:1px solid var(--line);border-radius:50%}

        """

    private static let paper = """
        @media (max-width:640px){td.words{min-width:10rem}th,td{padding:.35rem .4rem}
        .bar{display:none}header,main{padding-left:12px;padding-right:12px}section{padding:16px 14px}
        .glossary{grid-template-columns:1fr;gap:0}.glossary dd{margin-bottom:.75rem}h1{font-size:1.4rem}
        .card .value{font-size:1.6rem}.cards{grid-template-columns:repeat(2,1fr)}}
        @media print{body{background:#fff}html{font-size:11px}header,main{max-width:none;padding:0}
        nav,.skip,.needs-script,.has-script .needs-script,.pictures>p{display:none}
        section{border:0;padding:0;margin:0 0 1.5rem}h2{border-bottom:1px solid var(--line)}
        h2,h3{break-after:avoid}.tall{max-height:none}.tall thead{position:static}
        figure,.card,tr,.glossary>*{break-inside:avoid}.split{grid-template-columns:1fr 1fr}.scroll>.chart{min-width:0;max-width:100%}
        .pictures{grid-template-columns:1fr 1fr}.picture:target{position:static;display:block;padding:0}
        .picture:target .close{display:none}a{color:inherit;text-decoration:none}}

        """
}
